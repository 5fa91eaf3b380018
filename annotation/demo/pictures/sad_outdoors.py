"""Pictures of sadness under the open sky."""

from annotation.demo.drawing import backgrounds as place
from annotation.demo.drawing import expressions as faces
from annotation.demo.drawing import nature, shapes, street, things, weather
from annotation.demo.drawing.body import (
    BLACK_HAIR,
    BROWN,
    CHILD,
    DARK_HAIR,
    DEEP,
    ELDER,
    GREY_HAIR,
    PALE,
    RED_HAIR,
    ROSY,
    TAN,
    Look,
    Pose,
)  # fmt: skip
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.figure import draw_person, standing

SEAT = {"left_foot": (-30, 118), "right_foot": (30, 118), "thigh": 46}


def bus_stop(pen: Pen) -> None:
    """A man sits alone at a bus stop at night, in the rain."""
    pen.sky("#1d2744", "#36466b", "#5b6c8c", bottom=520)
    place.skyline(pen, 516, "#2b3655", 5, lit="#f7dc9a", height=320)
    place.road(pen, 560, "#333b52", "#66708a")
    street.lamp_post(pen, 780, 556, 420)
    street.sign(pen, 640, 556, 260, "bus stop")
    street.shelter(pen, 200, 556, 340, 360)
    street.bench(pen, 370, 560, 280, "#5a4a56")
    look = Look(PALE, "short", DARK_HAIR, "#4a5568", "#2f3a55", garment="", detail="scarf", detail_colour="#7d8fa8")
    man = draw_person(
        pen,
        370,
        470,
        look,
        Pose(faces.TEARFUL, (-26, 22), (24, 24), slump=1, tilt=5, gaze=(0.2, 1), **SEAT),
        scale=1.12,
    )
    things.phone(pen, man.right_hand[0] - 8, man.right_hand[1], 0.9, 20, "#8fb8e0")
    pen.box(470, 500, 34, 5, "#d5dae2")
    weather.rain(pen, 3, 190)
    weather.splashes(pen, 4, 570)
    for x, width in ((160, 90), (700, 120), (470, 70)):
        pen.ellipse(x, 668, width, 11, "#8fa6c844")
    place.vignette(pen, "#0f1630", 0.5)


def graveside(pen: Pen) -> None:
    """An old man under an umbrella brings flowers to a grave in autumn."""
    pen.sky("#7f8a99", "#a9b0b8", "#c9c8c2", bottom=470)
    place.hills(pen, "#8a9488", "#76806a", 460)
    nature.bare_tree(pen, 800, 520, 1.3)
    nature.bare_tree(pen, 110, 470, 0.8, "#6d6468")
    for x, y, scale in ((250, 500, 0.55), (880, 540, 0.6), (700, 490, 0.5), (60, 530, 0.6)):
        things.gravestone(pen, x, y, scale, "#8b919b")
    things.gravestone(pen, 580, 660, 1.5)
    pen.blob([(440, 700), (520, 672), (640, 672), (720, 700), (640, 716), (520, 716)], "#6b5a4a")
    for x, colour in ((500, "#e8677d"), (530, "#fff4f4"), (640, "#f7a8b8")):
        nature.flower(pen, x, 704, 0.9, colour, 34)
    look = Look(
        ROSY,
        "thin",
        GREY_HAIR,
        "#2f3346",
        "#262938",
        build=ELDER,
        garment="coat",
        detail="scarf",
        detail_colour="#5d6f8a",
    )
    man = standing(
        pen, 320, 700, look, Pose(faces.GRIEVING, (-58, -96), (66, -50), turn=0.6, slump=0.9, tilt=8), scale=1.2
    )
    things.umbrella(pen, man.left_hand[0], man.left_hand[1] + 30, 1.7, "#33304a", -4)
    nature.bouquet(pen, man.right_hand[0] + 8, man.right_hand[1] + 4, 0.95, ("#fff4f4", "#f2dfe4", "#e8a3b3"))
    for x, y, turn in (
        (420, 690, 20),
        (760, 650, 70),
        (180, 690, 120),
        (840, 690, 10),
        (700, 300, 40),
        (560, 380, 100),
    ):
        pen.moved(x, y, 1, turn).blob([(-12, 0), (0, -6), (12, 0), (0, 6)], "#c8793c")
    weather.rain(pen, 8, 90, "#eef3fa55")


def lost_match(pen: Pen) -> None:
    """A player sits on the bench with hanging head while the others celebrate."""
    pen.sky("#56627d", "#8792a8", bottom=120)
    place.stands(pen, 23, 40, 310, ("#5d6f94", "#7f8cab", "#c9ced9", "#4a5877"), "#3d475f")
    place.pitch(pen, 310, "#5f9a66", "#548d5c")
    things.board(pen, 690, 108, 330, 110, (("HOME  0 : 5  GUESTS", "#ffb02e"), ("90:00", "#ff5a4f")), 30)
    for x, arms, shade in ((590, 60, ROSY), (690, 76, BROWN), (790, 56, TAN)):
        winner = Look(shade, "short", BLACK_HAIR, "#f2d13f", "#2f3a55", sleeves="short", garment="shorts")
        standing(
            pen, x, 470, winner, Pose(faces.CHEERING, (-arms, -226), (arms, -222), hands=("fist", "fist")), scale=0.52
        )
    things.trophy(pen, 690, 268, 0.56)
    street.bench(pen, 330, 640, 420, "#7a6a5e")
    look = Look(DEEP, "short", BLACK_HAIR, "#4a7bb5", "#f4f7ef", sleeves="short", garment="shorts", detail="number")
    pose = Pose(faces.TEARFUL, (-30, -166), (34, 34), slump=1, tilt=-8, gaze=(0, 1), hands=("open", "relaxed"), **SEAT)
    draw_person(pen, 330, 546, look, pose, scale=1.25)
    pen.blob([(180, 556), (220, 548), (232, 596), (220, 646), (184, 642), (174, 596)], "#f4f7ef")
    pen.lines((((182, 586), (226, 586)), ((178, 608), (228, 608))), "#4a7bb5", 4)
    things.ball(pen, 520, 686, 26)
    place.vignette(pen, "#1c2440", 0.5)


def fallen_ice_cream(pen: Pen) -> None:
    """A boy cries over the scoops that fell to the ground, beside cheerful people."""
    pen.sky("#7fa8c4", "#b8d0da", "#dbe2dc", bottom=440)
    place.hills(pen, "#8aa79b", "#a6b29a", 430)
    pen.sky("#c2b8a4", "#d8cfbb", top=500)
    _ice_cream_stall(pen)
    for x, shade, colour in ((160, ROSY, "#5d8fc0"), (290, BROWN, "#d98a5d")):
        eater = Look(shade, "short", DARK_HAIR, colour, "#4a4f5e", build=CHILD)
        friend = standing(pen, x, 560, eater, Pose(faces.LAUGHING, (-40, 0), (34, -96), turn=0.3), scale=1)
        things.cone(pen, friend.right_hand[0] + 4, friend.right_hand[1] - 22, 0.7, 0, ("#f7c6d0", "#fff3c4"))
    look = Look(PALE, "spiky", RED_HAIR, "#6fae8f", "#3f5f8f", sleeves="short", garment="shorts", build=CHILD)
    boy = standing(
        pen,
        500,
        690,
        look,
        Pose(faces.CRYING, (-58, -30), (44, -120), slump=0.4, hands=("relaxed", "fist")),
        scale=1.75,
    )
    things.cone(pen, boy.left_hand[0] - 12, boy.left_hand[1] + 6, 1.3, 150)
    for x, y, radius, colour in ((320, 676, 40, "#f7a8b8"), (372, 690, 32, "#c9a27c")):
        pen.ellipse(x, y + 12, radius * 1.7, radius * 0.42, colour)
        pen.polygon(shapes.arc(x, y + 12, radius, radius, 180, 360), colour)
        pen.ellipse(x - 10, y - 10, 8, 5, "#ffffff88")
    for x, y in ((250, 700), (430, 706), (290, 712)):
        pen.ellipse(x, y, 14, 5, "#f7a8b8")


def _ice_cream_stall(pen: Pen) -> None:
    pen.box(700, 330, 220, 200, "#f4ecdd", 8)
    pen.box(700, 440, 220, 18, "#d98a9b")
    for index in range(6):
        colour = ("#d98a9b", "#fffaf0")[index % 2]
        pen.polygon(
            [(680 + index * 44, 300), (724 + index * 44, 300), (724 + index * 44, 240), (690 + index * 44, 240)], colour
        )
        pen.ellipse(702 + index * 44, 300, 22, 16, colour)
    for x in (704, 912):
        pen.line([(x, 300), (x, 340)], "#8d93a1", 7)
    things.cone(pen, 810, 392, 1.1, 0, ("#f7c6d0", "#c9e2c0", "#fff3c4"))
    for x in (744, 876):
        pen.ellipse(x, 536, 26, None, "#39405e")
        pen.ellipse(x, 536, 10, None, "#c9ccd4")


PICTURES = {
    "demo/sad/sad_01.jpg": bus_stop,
    "demo/sad/sad_03.jpg": graveside,
    "demo/sad/sad_04.jpg": lost_match,
    "demo/sad/sad_09.jpg": fallen_ice_cream,
}
