"""Trunk, legs and what they wear."""

from annotation.demo.drawing import shapes
from annotation.demo.drawing.body import Look, Pose, Skeleton
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.colour import darker, lighter, see_through
from annotation.demo.drawing.hands import draw_limb
from annotation.demo.drawing.shapes import Point

LONG_GARMENTS = {"dress": 0.62, "gown": 0.98, "skirt": 0.5, "coat": 0.5, "apron": 0.0, "robe": 0.95}


def draw_legs(pen: Pen, look: Look, bones: Skeleton) -> None:
    """Draw legs and shoes; shorts and dresses leave the shins bare."""
    thick = look.build.thick
    bare = look.garment in ("dress", "shorts", "skirt")
    fill = look.skin if bare else look.bottom
    for side, (hip, knee, foot) in zip((-1, 1), bones.legs, strict=True):
        rim = darker(fill, 0.26)
        draw_limb(pen, (hip, knee, foot), (41 * thick, 35 * thick, 24 * thick), fill, rim)
        if look.garment == "shorts":
            near = tuple(a + (b - a) * 0.75 for a, b in zip(hip, knee, strict=True))
            draw_limb(pen, (hip, near), (45 * thick, 45 * thick), look.bottom, darker(look.bottom, 0.2))
        _shoe(pen.moved(*foot, thick * 0.6 + 0.4), look.shoes, side)


def _shoe(pen: Pen, colour: str, side: int) -> None:
    pen.blob([(-side * 15, -6), (side * 4, -9), (side * 20, 2), (side * 25, 14), (-side * 15, 14)], colour)
    pen.line([(-side * 13, 13.5), (side * 23, 13.5)], lighter(colour, 0.5), 3)


def _trunk(look: Look, bones: Skeleton) -> list[Point]:
    """Return the outline of the trunk from the shoulders to below the hips."""
    (left, right), hip, thick = bones.shoulders, look.build.hip * 1.08, look.build.thick
    belly = 6 if thick > 1.1 else 0
    waist = ((left[0] + right[0]) / 2 * 0.4, (left[1] + right[1]) / 2 * 0.4)
    half = (right[0] - left[0]) / 2
    out = 10 * thick
    sides = [
        (right[0] + out * 0.4, right[1] - out * 0.8), (right[0] + out, right[1] + out),
        (waist[0] + max(half, hip) * 0.9 + belly, waist[1]), (hip + belly * 0.5, -4), (hip * 0.94, 14),
    ]  # fmt: skip
    mirror = [
        (-hip * 0.94, 14), (-hip - belly * 0.5, -4), (waist[0] - max(half, hip) * 0.9 - belly, waist[1]),
        (left[0] - out, left[1] + out), (left[0] - out * 0.4, left[1] - out * 0.8),
    ]  # fmt: skip
    neck = bones.neck
    return [(neck[0] + 15, neck[1] - 2), *sides, *mirror, (neck[0] - 15, neck[1] - 2)]


def draw_torso(pen: Pen, look: Look, bones: Skeleton, pose: Pose) -> None:
    """Draw neck, trunk, skirt or coat and the details on the chest."""
    neck, head = bones.neck, bones.head
    trunk = shapes.smooth(_trunk(look, bones), closed=True)
    pen.polygon(trunk, look.top)
    pen.polygon(_shade(bones, look), see_through(darker(look.top, 0.8), 0.13))
    if look.garment in LONG_GARMENTS and pose.legs:
        _skirt(pen, look, bones)
    pen.line([(neck[0], neck[1] + 6), (head[0], head[1] + 24)], darker(look.skin, 0.16), 27 * look.build.head)
    pen.polygon(shapes.arc(neck[0], neck[1] - 1, 17, 12, 0, 180), darker(look.skin, 0.16))
    _detail(pen.moved(*neck), look)


def _shade(bones: Skeleton, look: Look) -> list[Point]:
    right, hip = bones.shoulders[1], look.build.hip
    outer = [(right[0] + 8, right[1] + 6), (right[0] * 0.7 + hip * 0.25, right[1] * 0.4), (hip, 10)]
    return [*shapes.smooth(outer), (hip * 0.35, 12), (right[0] * 0.55, right[1] * 0.5)]


def _skirt(pen: Pen, look: Look, bones: Skeleton) -> None:
    feet = [leg[2] for leg in bones.legs]
    knees = [leg[1] for leg in bones.legs]
    length, hip = LONG_GARMENTS[look.garment], look.build.hip
    colour = look.top if look.garment in ("dress", "gown", "coat", "robe") else look.bottom
    if not length:
        return
    flare = 1.15 if look.garment == "coat" else 1.5
    left = min(knees[0][0], feet[0][0], -hip * 1.2) * flare if length > 0.6 else min(knees[0][0], -hip * 1.2) * flare
    right = max(knees[1][0], feet[1][0], hip * 1.2) * flare if length > 0.6 else max(knees[1][0], hip * 1.2) * flare
    low = max(feet[0][1], feet[1][1]) * length
    middle = ((left + right) / 2, low + 8)
    edge = shapes.smooth([(left, low), middle, (right, low)])
    pen.polygon([(-hip * 1.1, -20), (-hip * 1.22, 0), *edge, (hip * 1.22, 0), (hip * 1.1, -20)], colour)
    pen.polygon(
        [(hip * 0.3, -10), (right * 0.45, low + 6), (right, low), (hip * 1.09, -18)],
        see_through(darker(colour, 0.8), 0.12),
    )
    for share in (-0.35, 0.1):
        pen.line([(hip * share, 6), (right * share * 1.4, low)], see_through(darker(colour, 0.7), 0.2), 2)


def _detail(pen: Pen, look: Look) -> None:
    """Draw a tie, buttons, stripes or whatever else marks the clothes, below the neck."""
    draw = DETAILS.get(look.detail)
    if draw:
        draw(pen, look.detail_colour, look.build.torso)


def _suit(pen: Pen, colour: str, torso: float) -> None:
    pen.polygon([(-17, -2), (17, -2), (0, torso * 0.5)], "#fbf7f0")
    pen.polygon([(-5, 6), (5, 6), (7, torso * 0.4), (0, torso * 0.48), (-7, torso * 0.4)], colour)
    for side in (-1, 1):
        pen.polygon([(side * 15, -4), (side * 25, 8), (side * 20, 28), (0, torso * 0.52)], "#00000030")


def _bow(pen: Pen, colour: str, torso: float) -> None:
    pen.polygon([(-17, -2), (17, -2), (0, torso * 0.5)], "#fbf7f0")
    pen.polygon([(-16, 4), (0, 10), (16, 4), (16, 18), (0, 12), (-16, 18)], colour)


def _stripes(pen: Pen, colour: str, torso: float) -> None:
    for y in range(26, int(torso) - 6, 24):
        pen.line([(-torso * 0.22, y), (torso * 0.22, y)], colour, 7)


def _number(pen: Pen, colour: str, torso: float) -> None:
    pen.text(0, torso * 0.42, "9", colour, torso * 0.36)


def _scarf(pen: Pen, colour: str, torso: float) -> None:
    pen.polygon([(4, 0), (24, 2), (28, torso * 0.55), (10, torso * 0.55)], darker(colour, 0.15))
    pen.blob([(-26, -8), (0, -2), (26, -8), (30, 8), (0, 18), (-30, 8)], colour)


def _buttons(pen: Pen, colour: str, torso: float) -> None:
    pen.line([(0, 12), (0, torso + 4)], "#00000026", 2.4)
    for y in range(24, int(torso), 26):
        pen.ellipse(0, y, 3.4, None, colour)


def _apron(pen: Pen, colour: str, torso: float) -> None:
    for side in (-1, 1):
        pen.line([(side * 18, 0), (side * 24, torso * 0.3)], colour, 5)
    pen.blob(
        [
            (-26, torso * 0.28),
            (26, torso * 0.28),
            (34, torso * 0.7),
            (38, torso + 60),
            (-38, torso + 60),
            (-34, torso * 0.7),
        ],
        colour,
    )
    pen.box(-17, torso * 0.72, 34, 26, darker(colour, 0.12), 5)


def _sash(pen: Pen, colour: str, torso: float) -> None:
    pen.line([(-30, 8), (28, torso * 0.9)], colour, 15)


def _vest(pen: Pen, colour: str, torso: float) -> None:
    for side in (-1, 1):
        pen.line([(side * 22, 2), (side * 20, torso)], colour, 9)
    pen.line([(-36, torso * 0.66), (36, torso * 0.66)], colour, 9)


def _medal(pen: Pen, colour: str, torso: float) -> None:
    for side in (-1, 1):
        pen.line([(side * 16, 0), (0, torso * 0.4)], "#3a6fb7", 5)
    pen.ellipse(0, torso * 0.46, 13, None, darker(colour, 0.2))
    pen.ellipse(0, torso * 0.46, 10, None, colour)


DETAILS = {
    "suit": _suit,
    "bow": _bow,
    "stripes": _stripes,
    "number": _number,
    "scarf": _scarf,
    "buttons": _buttons,
    "apron": _apron,
    "sash": _sash,
    "vest": _vest,
    "medal": _medal,
}
