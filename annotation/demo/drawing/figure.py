"""People: puts body, clothes, head and hands together, back to front."""

from dataclasses import dataclass

from annotation.demo.drawing import clothes, face, hair
from annotation.demo.drawing.body import Look, Pose, Skeleton, skeleton
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.hands import draw_arm
from annotation.demo.drawing.hats import HATS
from annotation.demo.drawing.shapes import Point


@dataclass(frozen=True)
class Figure:
    """Where a drawn person's head, hands and feet lie, in canvas units."""

    head: Point
    left_hand: Point
    right_hand: Point
    feet: tuple[Point, Point]


def draw_person(
    pen: Pen, x: float, y: float, look: Look, pose: Pose, *, scale: float = 1, flip: bool = False, shadow: bool = True
) -> Figure:
    """Draw a person whose hips are at (x, y) and return where head, hands and feet ended up."""
    own = pen.moved(x, y, scale, flip=flip)
    bones = skeleton(look.build, pose)
    if shadow and pose.legs:
        _shadow(own, bones, look)
    middle = own.moved(*bones.head, look.build.head, rotate=pose.tilt + pose.lean * 0.5)
    hair.draw_back(middle, look.hair, look.hair_colour)
    for side in (0, 1):
        if pose.behind in ("both", ("left", "right")[side]):
            draw_arm(own, look, bones, side, pose.hands[side])
    if pose.legs:
        clothes.draw_legs(own, look, bones)
    clothes.draw_torso(own, look, bones, pose)
    _head(middle, look, pose)
    for side in (0, 1):
        if pose.behind not in ("both", ("left", "right")[side]):
            draw_arm(own, look, bones, side, pose.hands[side])
    return _figure(own, bones)


def standing(pen: Pen, x: float, ground: float, look: Look, pose: Pose, *, scale: float = 1, **options) -> Figure:
    """Draw a person whose feet are on the ground at height `ground`."""
    bare = look.build.thigh + look.build.shin
    low = max(foot[1] if foot else bare for foot in (pose.left_foot, pose.right_foot)) + 13
    return draw_person(pen, x, ground - low * scale, look, pose, scale=scale, **options)


def _figure(pen: Pen, bones: Skeleton) -> Figure:
    left, right = (pen.place(arm[1]) for arm in bones.arms)
    feet = tuple(pen.place(leg[2]) for leg in bones.legs)
    return Figure(pen.place(bones.head), left, right, feet)


def _shadow(pen: Pen, bones: Skeleton, look: Look) -> None:
    feet = [leg[2] for leg in bones.legs]
    low = max(foot[1] for foot in feet)
    middle = (feet[0][0] + feet[1][0]) / 2
    pen.shadow(middle, low + 12, abs(feet[1][0] - feet[0][0]) / 2 + 58 * look.build.thick, 18)


def _head(pen: Pen, look: Look, pose: Pose) -> None:
    face.draw_head(pen, look.skin, pose.face.flush)
    if look.beard:
        hair.draw_beard(pen, look.beard, look.hair_colour, pose.turn)
    face.draw_features(pen, pose.face, look.skin, pose.turn, pose.gaze)
    hair.draw_front(pen, look.hair, look.hair_colour)
    brow = look.hair_colour if look.hair not in ("bald", "hijab") else "#43302c"
    face.draw_brows(pen, pose.face, face.brow_colour(brow), pose.turn)
    if look.hat:
        HATS[look.hat](pen, look.hat_colour)
    if look.glasses:
        face.draw_glasses(pen, pose.turn)
