"""Pictures of excitement under the open sky."""

import math

from annotation.demo.drawing import backgrounds as place
from annotation.demo.drawing import expressions as faces
from annotation.demo.drawing import nature, shapes, street, things, weather
from annotation.demo.drawing.body import (
    BLACK_HAIR,
    BLOND_HAIR,
    BROWN,
    BROWN_HAIR,
    CHILD,
    DARK_HAIR,
    DEEP,
    PALE,
    RED_HAIR,
    TAN,
    WOMAN,
    Look,
    Pose,
)
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.figure import draw_person, standing

OPEN, FISTS = ("open", "open"), ("fist", "fist")


def roller_coaster(pen: Pen) -> None:
    """Three friends throw up their arms on the way down a roller coaster."""
    pen.sky("#38a3e8", "#8fd3f4", "#fdf0cf")
    weather.sun(pen, 850, 100)
    for x, y, scale in ((160, 110, 1.1), (560, 70, 0.8), (760, 250, 0.9)):
        weather.cloud(pen, x, y, scale, "#ffffff")
    _ferris_wheel(pen)
    place.hills(pen, "#7cc47f", "#63b06b", 650)
    _track(pen)
    train = pen.moved(470, 440, 1.12, rotate=24)
    cast = (
        (-190, Look(PALE, "ponytail", RED_HAIR, "#f28c28", build=WOMAN), faces.CHEERING, (-70, -226), (62, -230)),
        (-20, Look(BROWN, "afro", BLACK_HAIR, "#9b5de5"), faces.THRILLED, (-82, -230), (86, -224)),
        (160, Look(TAN, "spiky", DARK_HAIR, "#2ec4b6"), faces.LAUGHING, (-76, -232), (84, -214)),
    )
    for x, look, face, left, right in cast:
        pose = Pose(face, left, right, turn=0.5, hands=OPEN, legs=False, tilt=-14)
        draw_person(train, x, 0, look, pose, scale=0.82, shadow=False)
        _coaster_car(train.moved(x, 0))


def _coaster_car(pen: Pen) -> None:
    pen.blob([(-82, -40), (-70, -48), (60, -44), (84, -20), (76, 34), (-70, 36), (-86, 10)], "#e63946")
    pen.box(-80, 2, 156, 14, "#ffd166", 6)
    for x in (-46, 46):
        pen.ellipse(x, 42, 15, None, "#2d2a3a")
        pen.ellipse(x, 42, 6, None, "#c9ccd4")
    pen.line([(-50, -52), (56, -48)], "#4a4e5f", 9)


def _track(pen: Pen) -> None:
    path = [(-40, 150), (80, 250), (300, 404), (560, 520), (760, 596), (1000, 660)]
    for x in range(40, 960, 110):
        pen.lines((((x, 300 + x * 0.3), (x - 30, 740)), ((x, 300 + x * 0.3), (x + 40, 740))), "#f4f1de", 8)
    rails = shapes.smooth([(x, y + 38) for x, y in path])
    pen.line(rails, "#c1121f", 13)
    pen.line([(x, y + 24) for x, y in rails], "#780c14", 9)
    for index in range(0, len(rails), 2):
        x, y = rails[index]
        pen.line([(x, y), (x - 3, y + 24)], "#780c14", 5)


def _ferris_wheel(pen: Pen) -> None:
    own = pen.moved(800, 440)
    own.lines((((0, 0), (-60, 220)), ((0, 0), (60, 220))), "#8896b8", 9)
    own.line(shapes.ellipse(0, 0, 130, 130) + [(130, 0)], "#b5bfda", 7)
    for index, (x, y) in enumerate(shapes.ellipse(0, 0, 130, 130, 10)):
        own.line([(0, 0), (x, y)], "#b5bfda", 3)
        own.box(x - 14, y, 28, 24, weather.PARTY[index % 6], 7)


def goal_scored(pen: Pen) -> None:
    """A striker flies through the air with a raised fist after her goal."""
    pen.sky("#2b6cb0", "#7db9e8", bottom=110)
    place.stands(pen, 31, 40, 330, ("#f7b538", "#f2545b", "#fffaf0", "#3fa7d6"), "#35508a")
    place.pitch(pen, 330)
    place.spotlights(pen, ((60, 300, 620, "#ffffff2a"), (900, 660, 620, "#ffffff2a")))
    things.board(pen, 170, 90, 250, 90, (("GOAL!  1 : 0", "#ffd166"),), 36)
    weather.confetti(pen, 5, 90, 90, 400)
    _net(pen)
    things.ball(pen, 790, 500, 24)
    look = Look(BROWN, "ponytail", BLACK_HAIR, "#f7b538", "#f4f7ef", sleeves="short", garment="shorts", build=WOMAN)
    feet = {"left_foot": (-92, 96), "right_foot": (70, 120)}
    pose = Pose(faces.THRILLED, (-104, -176), (70, -232), lean=8, turn=0.3, hands=("open", "fist"), **feet)
    pen.shadow(390, 690, 130, 20)
    draw_person(pen, 390, 460, look, pose, scale=1.22, shadow=False)
    for x, skin, hair in ((150, PALE, "bun"), (640, TAN, "bob")):
        mate = Look(skin, hair, BROWN_HAIR, "#f7b538", "#f4f7ef", sleeves="short", garment="shorts", build=WOMAN)
        running = Pose(faces.CHEERING, (-90, -200), (90, -206), hands=OPEN, left_foot=(-40, 150), right_foot=(40, 164))
        standing(pen, x, 620, mate, running, scale=0.8)


def _net(pen: Pen) -> None:
    for step in range(0, 260, 26):
        pen.line([(700 + step, 270), (716 + step, 560)], "#ffffff90", 2)
        pen.line([(700, 290 + step), (960, 290 + step)], "#ffffff90", 2)
    pen.line([(696, 570), (696, 260)], "#fffdf8", 13)
    pen.line([(696, 262), (980, 262)], "#fffdf8", 13)


def rocket_launch(pen: Pen) -> None:
    """Two children and their mother watch a rocket rise at dusk."""
    pen.sky("#1d1b4c", "#57317f", "#d4567a", "#ffb26b", bottom=520)
    weather.stars(pen, 9, 240)
    _rocket(pen)
    place.hills(pen, "#4a2f6b", "#2c2250", 560)
    pen.glow(690, 520, 330, 150, "#ffd166aa", 1.2)
    mother = Look(BROWN, "curly", BLACK_HAIR, "#d1495b", "#35305e", build=WOMAN)
    watching = Pose(faces.AMAZED, (-52, 4), (66, -172), turn=0.7, tilt=8, gaze=(0.8, -0.9), hands=("relaxed", "open"))
    standing(pen, 130, 700, mother, watching, scale=1.05)
    girl = Look(BROWN, "pigtails", BLACK_HAIR, "#ffd166", "#4f6fb5", build=CHILD)
    pose = Pose(faces.THRILLED, (-60, -150), (104, -116), turn=0.7, tilt=8, gaze=(0.8, -0.8), hands=("open", "point"))
    standing(pen, 330, 704, girl, pose, scale=1.42)
    boy = Look(BROWN, "short", BLACK_HAIR, "#f4f7ef", "#4f6fb5", build=CHILD, detail="sash", detail_colour="#f28c28")
    jump = Pose(faces.CHEERING, (-56, -150), (58, -150), hands=FISTS, left_foot=(-30, 84), right_foot=(34, 78))
    pen.shadow(500, 706, 80, 14)
    standing(pen, 500, 672, boy, jump, scale=1.3, shadow=False)


def _rocket(pen: Pen) -> None:
    for index in range(9):
        y = 330 + index * 24
        weather.puff(pen, 690 + 16 * math.sin(index * 2), y, 40 + index * 9, "#fff1e0", 0.5)
    pen.glow(690, 320, 150, 190, "#ffb347d0", 1.2)
    pen.blob([(664, 262), (716, 262), (712, 330), (690, 410), (668, 330)], "#ffb02e")
    pen.blob([(674, 262), (706, 262), (702, 310), (690, 360), (678, 310)], "#fff3c4")
    pen.blob([(690, 66), (716, 116), (720, 200), (714, 266), (666, 266), (660, 200), (664, 116)], "#f4f7ff")
    pen.polygon([(690, 60), (712, 106), (668, 106)], "#e63946")
    for side in (-1, 1):
        pen.polygon([(690 + side * 28, 210), (690 + side * 58, 282), (690 + side * 24, 262)], "#e63946")
    pen.ellipse(690, 156, 15, None, "#35508a")
    pen.ellipse(690, 156, 10, None, "#8fd3f4")


def finish_line(pen: Pen) -> None:
    """A runner breaks the tape, arms wide, before a cheering crowd."""
    pen.sky("#4cb5f5", "#bfe6fb", "#fff4d6", bottom=430)
    weather.sun(pen, 120, 110, 40)
    place.skyline(pen, 330, "#9fc3dc", 14, height=160)
    place.stands(pen, 41, 300, 450, ("#f2545b", "#3fa7d6", "#59cd90", "#f7b538"), "#6d86ad")
    pen.sky("#d9694f", "#e88566", top=450)
    for x in (120, 330, 630, 840):
        pen.line([(480 + (x - 480) * 0.55, 452), (480 + (x - 480) * 1.5, 730)], "#fffaf0", 6)
    for x in (190, 760):
        pen.box(x, 70, 18, 400, "#39405e", 4)
    pen.box(170, 60, 628, 84, "#2f9e6e", 10)
    pen.text(484, 102, "FINISH", "#fffaf0", 58)
    weather.confetti(pen, 12, 140)
    look = Look(DEEP, "short", BLACK_HAIR, "#ffd166", "#35508a", "#f2545b", "none", "shorts", detail="number")
    feet = {"left_foot": (-46, 156), "right_foot": (58, 110)}
    pose = Pose(faces.THRILLED, (-128, -196), (128, -196), hands=OPEN, lean=3, **feet)
    pen.shadow(480, 696, 110, 18)
    standing(pen, 480, 690, look, pose, scale=1.24, shadow=False)
    ribbon = [(150, 470), (300, 500), (430, 468), (540, 470), (680, 506), (840, 452)]
    pen.curve(ribbon, "#e63946", 15)
    for x, skin, face in ((210, PALE, faces.GRITTED), (760, TAN, faces.WORRIED)):
        rival = Look(skin, "short", BROWN_HAIR, "#8fa3c7", "#4a4f6b", sleeves="none", garment="shorts")
        running = Pose(face, (-60, -70), (70, -80), hands=FISTS, left_foot=(-30, 166), right_foot=(40, 130))
        standing(pen, x, 566, rival, running, scale=0.62)


def first_snow(pen: Pen) -> None:
    """Two children greet the first snow with open arms; a sledge stands ready."""
    pen.sky("#9cc9ee", "#cfe6f8", "#f4f8fd", bottom=480)
    for x, y, scale in ((70, 470, 1.2), (190, 440, 0.9), (820, 450, 1.1), (920, 480, 1.4), (700, 430, 0.8)):
        nature.pine(pen, x, y, scale, "#3f7f6b", snowy=True)
    street.house(pen, 380, 440, 220, 170, "#c9806a", "#f4f8fd")
    pen.box(420, 330, 50, 60, "#ffe9a6")
    street.door(pen, 510, 440, 54, 104, "#3f6f6b")
    hill = [(-20, 470), (240, 440), (520, 452), (760, 434), (980, 462)]
    pen.shaded([*shapes.smooth(hill), (980, 730), (-20, 730)], "#ffffff", "#d5e6f5")
    _snowman(pen.moved(760, 640))
    girl = Look(PALE, "pigtails", BLOND_HAIR, "#e63946", "#4f6fb5", "#7a4a34", hat="beanie", build=CHILD)
    girl_pose = Pose(faces.CHEERING, (-92, -118), (92, -122), hands=OPEN, tilt=-6, right_foot=(34, 84))
    standing(pen, 310, 676, girl, girl_pose, scale=1.75)
    boy = Look(BROWN, "short", BLACK_HAIR, "#f7b538", "#5d4a7a", hat="beanie", hat_colour="#2ec4b6", build=CHILD)
    boy_pose = Pose(faces.AMAZED, (-50, -150), (52, -150), gaze=(0, -1), hands=OPEN)
    standing(pen, 580, 640, boy, boy_pose, scale=1.4)
    _sledge(pen.moved(130, 676))
    weather.snow(pen, 17)


def _snowman(pen: Pen) -> None:
    pen.shadow(0, 10, 100, 18, 0.25)
    for y, radius in ((-50, 66), (-148, 48), (-222, 34)):
        pen.ellipse(0, y, radius, None, "#dbe9f6")
        pen.ellipse(-5, y - 4, radius * 0.93, None, "#ffffff")
    pen.polygon([(0, -226), (44, -216), (0, -212)], "#f28c28")
    for x, y in ((-12, -234), (10, -234), (0, -160), (0, -136)):
        pen.ellipse(x, y, 4.5, None, "#2d2a3a")
    pen.lines((((-44, -160), (-96, -196)), ((44, -160), (92, -206))), "#6b4a38", 6)
    pen.box(-40, -192, 80, 18, "#59cd90", 8)


def _sledge(pen: Pen) -> None:
    pen.shadow(0, 16, 100, 12, 0.25)
    pen.curve([(-80, 14), (50, 14), (84, -4), (80, -30)], "#8b5e43", 8)
    for y in (-30, -16):
        pen.box(-80, y, 140, 11, "#c98a4b", 4)
    for x in (-60, 0, 46):
        pen.line([(x, -8), (x, 12)], "#8b5e43", 7)
    pen.curve([(80, -28), (120, -10), (150, -40)], "#e63946", 4)


PICTURES = {
    "demo/excited/excited_01.jpg": roller_coaster,
    "demo/excited/excited_02.jpg": goal_scored,
    "demo/excited/excited_03.jpg": rocket_launch,
    "demo/excited/excited_04.jpg": finish_line,
    "demo/excited/excited_05.jpg": first_snow,
}
