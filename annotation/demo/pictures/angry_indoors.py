"""Pictures of anger under a roof."""

import math

from annotation.demo.drawing import backgrounds as place
from annotation.demo.drawing import expressions as faces
from annotation.demo.drawing import furniture, shapes, things, weather
from annotation.demo.drawing.body import (
    BLACK_HAIR,
    BLOND_HAIR,
    BROWN,
    CHILD,
    ELDER,
    GREY_HAIR,
    OLIVE,
    PALE,
    RED_HAIR,
    ROSY,
    TAN,
    WOMAN,
    Look,
    Pose,
)  # fmt: skip
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.colour import darker
from annotation.demo.drawing.figure import draw_person, standing

DARK = "#3a2a2a"


def spilled_coffee(pen: Pen) -> None:
    """A woman finds coffee all over her laptop; a colleague with the cup shrinks back."""
    place.room(pen, "#d9b08c", "#8a6a58", 520)
    place.window(pen, 80, 80, 210, 230, ("#f2c9a0", "#fbe8cc"))
    furniture.shelf(pen, 640, 170, 250, ("#c8503c", "#3f6f6b", "#f2c14e", "#6b5b95"))
    furniture.clock(pen, 480, 110, 44, 4.5, 30)
    look = Look(PALE, "bob", RED_HAIR, "#2f6f7a", "#39405e", build=WOMAN)
    pose = Pose(faces.FURIOUS, (-112, -168), (118, -160), turn=0.6, hands=("fist", "fist"), gaze=(0.8, 0.4), lean=4)
    woman = draw_person(pen, 330, 500, look, pose, scale=1.2)
    weather.anger_marks(pen, woman.head[0] + 52, woman.head[1] - 40, 1.1)
    guilty = Look(TAN, "curly", BLACK_HAIR, "#e0a03c", "#4a4453")
    draw_person(
        pen,
        770,
        500,
        guilty,
        Pose(faces.GUILTY, (-64, -96), (62, -150), turn=-0.6, slump=0.5, gaze=(-1, 0), hands=("relaxed", "open")),
        scale=1.1,
    )
    furniture.table(pen, 480, 540, 900, 160, "#b98355")
    furniture.laptop(pen, 430, 548, 1.5, "#39405e")
    pen.text(440, 478, "!", "#f25f5c", 60)
    _coffee(pen)


def _coffee(pen: Pen) -> None:
    spill = [
        (380, 532),
        (470, 520),
        (560, 534),
        (660, 526),
        (720, 544),
        (640, 560),
        (560, 556),
        (500, 572),
        (420, 562),
        (360, 556),
    ]
    pen.blob(spill, "#5b3a2a")
    pen.polygon([(404, 552), (424, 556), (420, 620), (410, 620)], "#5b3a2a")
    pen.ellipse(415, 622, 8, 12, "#5b3a2a")
    pen.polygon([(586, 552), (606, 552), (600, 596), (592, 596)], "#5b3a2a")
    pen.curve([(410, 440), (450, 470), (500, 500)], "#5b3a2aaa", 8)
    things.cup(pen, 690, 528, 1.25, 82)
    things.paper(pen, 250, 536, 0.9, 70, "#e9d3b4")
    for x, y in ((520, 440), (546, 400)):
        weather.puff(pen, x, y, 30, "#e8e2e0", 0.5)


def queue_jumper(pen: Pen) -> None:
    """A man squeezes in at the bakery's till; the woman behind him is furious."""
    place.room(pen, "#e6c08d", "#9a6f58", 540)
    _bakery(pen)
    seller = Look(ROSY, "bun", BLOND_HAIR, "#f4ecdd", "#39405e", build=WOMAN, detail="apron", detail_colour="#c8694b")
    draw_person(
        pen, 812, 440, seller, Pose(faces.WORRIED, (-70, -70), (66, -60), turn=-0.5, gaze=(-1, 0), legs=False), scale=1
    )
    pen.box(690, 440, 290, 300, "#8b5e43", 8)
    pen.box(680, 428, 300, 24, "#c99a6b", 6)
    pen.box(842, 372, 84, 58, "#4a4e5f", 8)
    jumper = Look(OLIVE, "swept", BLACK_HAIR, "#4a7bb5", "#2f3348", beard="beard")
    standing(pen, 560, 700, jumper, Pose(faces.SMUG, (-60, 0), (118, -70), turn=0.8, gaze=(1, 0), lean=4), scale=1.06)
    look = Look(BROWN, "curly", BLACK_HAIR, "#c23b4e", "#43324f", build=WOMAN, garment="skirt")
    pose = Pose(faces.FURIOUS, (-64, -20), (128, -110), turn=0.8, lean=6, gaze=(1, 0), hands=("fist", "point"))
    woman = standing(pen, 330, 700, look, pose, scale=1.14)
    weather.anger_marks(pen, woman.head[0] + 56, woman.head[1] - 46)
    old = Look(PALE, "thin", GREY_HAIR, "#7f8f6a", "#5a4a46", build=ELDER, glasses=True)
    standing(pen, 120, 700, old, Pose(faces.CROSS, (-60, 0), (52, -60), turn=0.7, gaze=(1, 0)), scale=1.02)


def _bakery(pen: Pen) -> None:
    for y in (150, 270):
        pen.box(560, y, 400, 12, "#8b5e43", 3)
        for index in range(6):
            x = 592 + index * 62
            pen.blob([(x - 28, y - 4), (x - 20, y - 30), (x, y - 38), (x + 20, y - 30), (x + 28, y - 4)], "#c98a4b")
            pen.lines((((x - 8, y - 28), (x - 2, y - 16)), ((x + 6, y - 30), (x + 12, y - 18))), "#f0c78a", 4)
    pen.box(60, 60, 330, 120, "#43324f", 10)
    pen.text(225, 120, "PLEASE QUEUE HERE", "#fff3c4", 28)
    pen.polygon([(320, 150), (360, 165), (320, 180)], "#fff3c4")


def noisy_night(pen: Pen) -> None:
    """A man sits up in bed at three in the night, hands on his ears, under a party."""
    place.room(pen, "#4a4670", "#3a3450", 540)
    pen.box(0, 0, 960, 150, "#2d2742")
    pen.box(0, 142, 960, 16, "#6d6692")
    pen.glow(620, 60, 420, 150, "#ffb34799", 1.1)
    for index, x in enumerate((420, 520, 620, 720, 820)):
        pen.ellipse(x, 84, 19, None, "#1f1a30")
        pen.box(x - 22, 100, 44, 44, "#1f1a30", 12)
        pen.lines(
            (((x - 18, 112), (x - 34, 60 + 14 * (index % 2))), ((x + 18, 112), (x + 34, 66 - 10 * (index % 2)))),
            "#1f1a30",
            9,
        )
    weather.notes(
        pen,
        (
            (470, 46, 1),
            (572, 52, 0.8),
            (672, 44, 1.1),
            (776, 54, 0.8),
            (360, 210, 1.3),
            (560, 226, 1.1),
            (770, 206, 1.4),
        ),
        "#ffd166",
    )
    for x in (330, 640, 860):
        pen.lines(
            (((x, 164), (x - 12, 186)), ((x + 20, 164), (x + 20, 190)), ((x + 40, 164), (x + 52, 186))), "#ffd166aa", 4
        )
    furniture.clock(pen, 150, 250, 62, 3, 5)
    place.window(pen, 762, 280, 130, 170, ("#141a3a", "#2b3566"))
    pen.ellipse(850, 322, 16, None, "#f5f1dc")
    furniture.bed(pen, 190, 690, 640, "#5d7fb5", "#6b4a38")
    look = Look(ROSY, "spiky", DARK, "#c9d3ea", "#8a93b0", detail="buttons", detail_colour="#6d7aa8")
    pose = Pose(faces.GRITTED, (-64, -170), (64, -170), gaze=(0, -1), hands=("fist", "fist"), legs=False)
    man = draw_person(pen, 470, 590, look, pose, scale=1.26, shadow=False)
    weather.anger_marks(pen, man.head[0] + 44, man.head[1] - 50)
    pen.blob([(330, 600), (400, 560), (540, 562), (640, 590), (820, 592), (822, 656), (326, 656)], "#6f91c6")
    pen.blob([(330, 612), (480, 596), (640, 606), (820, 600), (822, 656), (326, 656)], "#5d7fb5")
    furniture.lamp(pen, 96, 560, 1, "#f2c14e")
    pen.box(40, 556, 112, 140, "#6b4a38", 6)
    place.vignette(pen)


def scribbled_wall(pen: Pen) -> None:
    """A mother with her hands on her hips before the wall her child has painted."""
    place.room(pen, "#efd9a7", "#a8795a", 530)
    _scribbles(pen)
    look = Look(TAN, "long", BLACK_HAIR, "#8c3b57", "#43324f", build=WOMAN, garment="skirt")
    pose = Pose(faces.FURIOUS, (-46, -18), (150, -90), turn=0.7, gaze=(0.9, 0.6), hands=("fist", "point"), lean=6)
    woman = standing(pen, 280, 690, look, pose, scale=1.22)
    weather.anger_marks(pen, woman.head[0] + 58, woman.head[1] - 46)
    child = Look(TAN, "pigtails", BLACK_HAIR, "#f0b429", "#5d8fc0", sleeves="short", build=CHILD)
    small = standing(
        pen,
        610,
        690,
        child,
        Pose(faces.GUILTY, (-34, -30), (52, -20), turn=-0.7, slump=0.7, gaze=(-0.7, -0.6), hands=("relaxed", "fist")),
        scale=1.3,
    )
    x, y = small.right_hand
    pen.line([(x - 4, y - 14), (x + 18, y - 40)], "#d81e2c", 10)
    pen.blob([(700, 676), (770, 664), (850, 676), (830, 698), (740, 700)], "#3fa7d6")
    pen.moved(800, 660, 1, 70).box(-24, -30, 48, 60, "#c9ccd4", 5)
    for index, colour in enumerate(weather.PARTY[:4]):
        pen.moved(420 + index * 44, 690 - (index % 2) * 16, 1, 20 + index * 50).box(-20, -4, 40, 8, colour, 3)


def _scribbles(pen: Pen) -> None:
    spiral = [(600 + step * 1.1 * math.cos(step / 5.5), 150 + step * math.sin(step / 5.5)) for step in range(62)]
    pen.curve(spiral, "#d81e2c", 7)
    pen.curve([(740, 120), (780, 70), (830, 110), (800, 160), (744, 130), (770, 90)], "#3fa7d6", 8)
    pen.line(shapes.ellipse(690, 300, 44, 44) + [(734, 300)], "#6b3fa0", 8)
    for dx in (-16, 16):
        pen.ellipse(690 + dx, 290, 6, None, "#6b3fa0")
    pen.curve([(668, 314), (690, 328), (712, 314)], "#6b3fa0", 6)
    pen.lines(
        (
            ((690, 346), (690, 430)),
            ((690, 366), (640, 400)),
            ((690, 366), (742, 392)),
            ((690, 430), (660, 480)),
            ((690, 430), (722, 480)),
        ),
        "#6b3fa0",
        8,
    )
    pen.curve([(800, 250), (850, 220), (900, 260), (860, 300), (810, 280)], "#2f9e6e", 9)
    pen.curve([(420, 270), (460, 230), (480, 300), (520, 250), (545, 320)], "#f28c28", 8)
    for x, y in ((480, 400), (540, 430), (860, 350)):
        pen.ellipse(x, y, 22, None, darker("#3fa7d6", 0.05))
        pen.ellipse(x + 22, y - 12, 13, None, "#3fa7d6")


PICTURES = {
    "demo/angry/angry_02.jpg": spilled_coffee,
    "demo/angry/angry_05.jpg": queue_jumper,
    "demo/angry/angry_07.jpg": noisy_night,
    "demo/angry/angry_09.jpg": scribbled_wall,
}
