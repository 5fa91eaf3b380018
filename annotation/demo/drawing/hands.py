"""Arms and hands."""

import math

from annotation.demo.drawing.body import Look, Skeleton
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.colour import darker
from annotation.demo.drawing.shapes import Point


def draw_limb(pen: Pen, joints: tuple[Point, ...], widths: tuple[float, ...], fill: str, rim: str = "") -> None:
    """Draw a jointed limb, with a rim in another colour where one is given."""
    for extra, colour in ((3.4, rim), (0, fill)):
        if colour:
            for index, (start, end) in enumerate(zip(joints, joints[1:], strict=False)):
                pen.line([start, end], colour, widths[index] + extra, widths[index + 1] + extra)


def draw_arm(pen: Pen, look: Look, bones: Skeleton, side: int, kind: str) -> None:
    """Draw one arm with its sleeve and hand."""
    shoulder, (elbow, hand) = bones.shoulders[side], bones.arms[side]
    thick = look.build.thick
    widths = (31 * thick, 25 * thick, 18 * thick)
    bare = look.sleeves in ("short", "none")
    fill = look.skin if bare else look.top
    draw_limb(pen, (shoulder, elbow, hand), widths, fill, darker(fill, 0.24))
    if look.sleeves == "short":
        cuff = tuple(a + (b - a) * 0.62 for a, b in zip(shoulder, elbow, strict=True))
        draw_limb(pen, (shoulder, cuff), (34 * thick, 33 * thick), look.top, darker(look.top, 0.2))
    elif not bare:
        near = tuple(a + (b - a) * 0.86 for a, b in zip(elbow, hand, strict=True))
        pen.line([near, hand], darker(look.top, 0.16), 21 * thick)
    angle = math.degrees(math.atan2(hand[1] - elbow[1], hand[0] - elbow[0]))
    draw_hand(pen.moved(*hand, look.build.thick * 0.35 + 0.68, rotate=angle), look.skin, kind, side)


def draw_hand(pen: Pen, skin: str, kind: str, side: int) -> None:
    """Draw a hand that points to the right, its wrist at the origin."""
    rim = darker(skin, 0.26)
    thumb = -1 if side else 1
    if kind == "fist":
        pen.ellipse(10, 0, 15.5, 14.5, rim)
        pen.ellipse(10, 0, 14, 13, skin)
        for y in (-6, 0, 6):
            pen.line([(15, y), (22, y)], rim, 1.8)
        return
    if kind in ("open", "point"):
        fingers = ((-34, 17), (-10, 21), (12, 21), (36, 17)) if kind == "open" else ((0, 27),)
        for colour, extra in ((rim, 2.6), (skin, 0)):
            for angle, length in fingers:
                tip = (10 + length * math.cos(math.radians(angle)), length * math.sin(math.radians(angle)))
                pen.line([(8, tip[1] * 0.3), tip], colour, 7.5 + extra)
            pen.line([(4, thumb * 6), (10, thumb * 19)], colour, 7.5 + extra)
    pen.ellipse(9, 0, 13.4, 12.2, rim)
    pen.ellipse(9, 0, 12, 10.8, skin)
    if kind == "relaxed":
        pen.line([(7, thumb * 6), (17, thumb * 11)], rim, 8)
        pen.line([(7, thumb * 6), (17, thumb * 11)], skin, 6)
