"""What a person is made of (build, look, pose), and where that puts the joints."""

import math
from dataclasses import dataclass

from annotation.demo.drawing import shapes
from annotation.demo.drawing.expressions import NEUTRAL, Expression
from annotation.demo.drawing.shapes import Point

PALE, ROSY, TAN, OLIVE, BROWN, DEEP = "#fbd9c0", "#f3c0a0", "#e0a47c", "#d09a6c", "#a86c48", "#7a4a34"
BLACK_HAIR, DARK_HAIR, BROWN_HAIR, RED_HAIR, BLOND_HAIR, GREY_HAIR = (
    "#2b2230", "#43302c", "#6e4630", "#b5532c", "#dba84e", "#c9c6cc",
)  # fmt: skip


@dataclass(frozen=True)
class Build:
    """Lengths of a body in units; at scale 1 an adult is about 415 units tall."""

    head: float = 1.0
    torso: float = 132
    shoulder: float = 46
    hip: float = 33
    upper_arm: float = 66
    forearm: float = 62
    thigh: float = 86
    shin: float = 86
    thick: float = 1.0


ADULT = Build()
WOMAN = Build(0.97, 122, 39, 32, 62, 58, 86, 84, 0.84)
HEAVY = Build(1.02, 136, 52, 46, 66, 62, 80, 80, 1.25)
ELDER = Build(0.98, 122, 42, 33, 62, 58, 76, 74, 0.92)
TEEN = Build(0.96, 112, 37, 29, 56, 52, 76, 74, 0.8)
CHILD = Build(0.86, 82, 29, 25, 42, 39, 52, 50, 0.72)
TODDLER = Build(0.8, 62, 25, 24, 30, 28, 30, 28, 0.7)


@dataclass(frozen=True)
class Look:
    """Everything about a person that does not change when they move."""

    skin: str = ROSY
    hair: str = "short"
    hair_colour: str = DARK_HAIR
    top: str = "#4a7bb5"
    bottom: str = "#39405e"
    shoes: str = "#2d2a3a"
    sleeves: str = "long"
    garment: str = ""
    hat: str = ""
    hat_colour: str = "#c8443c"
    beard: str = ""
    glasses: bool = False
    detail: str = ""
    detail_colour: str = "#ffffff"
    build: Build = ADULT


@dataclass(frozen=True)
class Pose:
    """Where hands and feet are, in units from the middle of the hips (y down); left as the viewer sees it."""

    face: Expression = NEUTRAL
    left_hand: Point = (-55, 8)
    right_hand: Point = (55, 8)
    left_foot: Point | None = None
    right_foot: Point | None = None
    bends: tuple[float, float] = (0, 0)
    knees: tuple[float, float] = (1, -1)
    lean: float = 0
    slump: float = 0
    tilt: float = 0
    turn: float = 0
    gaze: Point = (0, 0)
    hands: tuple[str, str] = ("relaxed", "relaxed")
    behind: str = ""
    thigh: float | None = None
    legs: bool = True


@dataclass(frozen=True)
class Skeleton:
    """Joints in units from the middle of the hips."""

    neck: Point
    head: Point
    shoulders: tuple[Point, Point]
    arms: tuple[tuple[Point, Point], tuple[Point, Point]]
    legs: tuple[tuple[Point, Point, Point], tuple[Point, Point, Point]]


def _turned(point: Point, degrees: float) -> Point:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (point[0] * cos - point[1] * sin, point[0] * sin + point[1] * cos)


def skeleton(build: Build, pose: Pose) -> Skeleton:
    """Return the joints of a body in a pose; hands and feet that are out of reach are brought within it."""
    drop = pose.slump * 12
    wide = build.shoulder * (1 - 0.18 * abs(pose.turn)) - pose.slump * 3
    shoulders = tuple(_turned((side * wide, -build.torso + 14 + drop), pose.lean) for side in (-1, 1))
    neck = _turned((0, -build.torso + drop * 0.6), pose.lean)
    nod = pose.slump * 16
    reach = 50 * build.head
    head = (neck[0] + pose.turn * (5 + nod * 0.6) + pose.lean * 0.35, neck[1] - reach + nod)
    arms = (
        _arm(build, shoulders[0], pose.left_hand, pose.bends[0], -1),
        _arm(build, shoulders[1], pose.right_hand, pose.bends[1], 1),
    )
    return Skeleton(neck, head, shoulders, arms, _legs(build, pose))


def _arm(build: Build, shoulder: Point, hand: Point, bend: float, side: int) -> tuple[Point, Point]:
    """Return elbow and hand; without a wanted bend the elbow falls low and outwards, as elbows do."""
    ways = [shapes.joint(shoulder, hand, build.upper_arm, build.forearm, way) for way in ((bend,) if bend else (-1, 1))]
    return max(ways, key=lambda way: way[0][1] + 0.8 * side * way[0][0])


def _legs(build: Build, pose: Pose) -> tuple:
    thigh = build.thigh if pose.thigh is None else pose.thigh
    low = build.thigh + build.shin - 1
    legs = []
    feet = (pose.left_foot or (-build.hip * 0.75, low), pose.right_foot or (build.hip * 0.75, low))
    for side, foot, bend in zip((-1, 1), feet, pose.knees, strict=True):
        hip = (side * build.hip * 0.48, -4)
        legs.append((hip, *shapes.joint(hip, foot, thigh, build.shin, bend)))
    return tuple(legs)
