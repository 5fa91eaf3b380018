"""Pictures of anger."""

import math

from annotation.demo.drawing import backgrounds as place
from annotation.demo.drawing import expressions as faces
from annotation.demo.drawing import furniture, nature, shapes, street, things, weather
from annotation.demo.drawing.body import (
    BLACK_HAIR,
    BLOND_HAIR,
    BROWN,
    BROWN_HAIR,
    CHILD,
    DEEP,
    ELDER,
    GREY_HAIR,
    HEAVY,
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


def car_crash(pen: Pen) -> None:
    """Two drivers argue over their crumpled cars."""
    pen.sky("#e9a27c", "#f6d0a4", "#fbe6c6", bottom=420)
    place.skyline(pen, 420, "#b98a7e", 3)
    place.road(pen, 450)
    street.car(pen, 322, 606, 0.92, "#c9403a", crushed=True)
    street.car(pen, 640, 606, 0.92, "#3f74a8", flip=True, crushed=True)
    for x, y, size in ((478, 470, 44), (496, 420, 54), (470, 366, 60)):
        weather.puff(pen, x, y, size, "#f4f1ee", 0.7)
    street.shards(pen, 482, 622, 5, 22, "#e8f6fb", 90)
    driver = Look(
        ROSY,
        "short",
        DARK,
        "#f0e9dc",
        "#39405e",
        beard="moustache",
        build=HEAVY,
        detail="vest",
        detail_colour="#7a5540",
    )
    shouting = Pose(faces.FURIOUS, (-86, -150), (172, -96), turn=0.8, lean=6, gaze=(1, 0), hands=("fist", "point"))
    man = standing(pen, 190, 690, driver, shouting, scale=1.06)
    weather.anger_marks(pen, man.head[0] + 46, man.head[1] - 34)
    other = Look(BROWN, "short", BLACK_HAIR, "#5d8f7b", "#4a4453", glasses=True)
    standing(
        pen,
        786,
        690,
        other,
        Pose(faces.CROSS, (-106, -96), (104, -92), turn=-0.8, gaze=(-1, 0), hands=("open", "open")),
        scale=1.02,
    )


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


def referee_quarrel(pen: Pen) -> None:
    """A player shouts at the referee who shows the red card."""
    pen.sky("#7d8fb0", "#b7bfd0", bottom=140)
    place.stands(pen, 11, 60, 330, ("#c9403a", "#d97e5d", "#e8e2d4", "#8f2f35"))
    place.pitch(pen, 330)
    mate = Look(DEEP, "afro", BLACK_HAIR, "#c9403a", "#f4f7ef", sleeves="short", garment="shorts")
    standing(
        pen, 130, 640, mate, Pose(faces.CROSS, (-40, -190), (40, -190), turn=0.4, hands=("open", "open")), scale=0.86
    )
    player = Look(ROSY, "short", BROWN_HAIR, "#c9403a", "#f4f7ef", sleeves="short", garment="shorts", detail="number")
    pose = Pose(
        faces.FURIOUS,
        (-110, -60),
        (140, -120),
        turn=0.8,
        lean=12,
        gaze=(1, -0.2),
        hands=("fist", "open"),
        left_foot=(-54, 168),
    )
    man = standing(pen, 350, 690, player, pose, scale=1.12)
    weather.anger_marks(pen, man.head[0] + 54, man.head[1] - 42)
    referee = Look(TAN, "thin", DARK, "#f2d13f", "#22232e", sleeves="short", garment="shorts", shoes="#22232e")
    judge = Pose(faces.GLARING, (-62, -4), (58, -242), turn=-0.7, gaze=(-1, 0), hands=("relaxed", "fist"))
    figure = standing(pen, 650, 690, referee, judge, scale=1.1)
    x, y = figure.right_hand
    pen.moved(x + 4, y - 40, 1, 8).box(-22, -34, 44, 62, "#d81e2c", 4)
    things.ball(pen, 838, 668, 26)


def parking_ticket(pen: Pen) -> None:
    """A man finds a ticket and a clamp on his car while the warden walks away."""
    pen.sky("#c3b3a6", "#eadcc6", bottom=430)
    place.skyline(pen, 404, "#a58f86", 8, height=250)
    place.road(pen, 450)
    street.sign(pen, 860, 440, 250, "no parking")
    warden = Look(BROWN, "short", BLACK_HAIR, "#2c3a63", "#22283f", hat="police", hat_colour="#2c3a63", build=WOMAN)
    standing(
        pen,
        770,
        452,
        warden,
        Pose(faces.BORED, (-30, -70), (58, -40), turn=0.8, left_foot=(-30, 168), right_foot=(34, 172)),
        scale=0.62,
    )
    street.car(pen, 560, 620, 1.15, "#4e8f8a")
    pen.ellipse(690, 590, 30, 30, "#f0b429")
    pen.ellipse(690, 590, 14, 14, "#b57c12")
    pen.box(664, 560, 16, 62, "#f0b429", 4)
    things.paper(pen, 612, 492, 0.6, 24, "#fff3a8", "#d81e2c")
    driver = Look(PALE, "swept", DARK, "#6b5b95", "#3a3d4e", detail="suit", detail_colour="#c9403a")
    pose = Pose(faces.FURIOUS, (-84, -226), (98, -156), turn=0.5, gaze=(0.8, 0), hands=("fist", "fist"))
    man = standing(pen, 220, 700, driver, pose, scale=1.18)
    weather.anger_marks(pen, man.head[0] + 50, man.head[1] - 42)
    things.paper(pen, man.right_hand[0] + 8, man.right_hand[1] - 40, 1.3, 10, "#fff3a8", "#d81e2c")


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


def broken_window(pen: Pen) -> None:
    """An old man at his broken window shakes his fist at a boy with guilty eyes."""
    pen.sky("#f0b98d", "#fbe3c0", bottom=520)
    place.hills(pen, "#b6b07a", "#8fae62", 470)
    street.house(pen, 60, 610, 470, 470, "#d9a184", "#8f4a44")
    pen.box(150, 250, 260, 250, "#f4ecdd", 6)
    pen.box(164, 264, 232, 222, "#5d4a5c")
    look = Look(ROSY, "thin", GREY_HAIR, "#7a8f5d", "#5a4a46", build=ELDER, glasses=True, beard="moustache")
    pose = Pose(
        faces.FURIOUS, (-66, -70), (112, -196), turn=0.8, gaze=(1, 0.3), hands=("fist", "fist"), lean=10, legs=False
    )
    man = draw_person(pen, 250, 492, look, pose, scale=1.12)
    _jagged(pen)
    pen.box(136, 490, 288, 22, "#e4d5bd", 4)
    weather.anger_marks(pen, man.head[0] + 56, man.head[1] - 44)
    nature.bush(pen, 90, 622, 1)
    nature.bush(pen, 470, 622, 1.1)
    street.shards(pen, 330, 640, 9, 18, "#e8f6fb", 110)
    things.ball(pen, 450, 664, 28)
    boy = Look(TAN, "spiky", BROWN_HAIR, "#e8a13c", "#3f6f8f", sleeves="short", garment="shorts", build=CHILD)
    standing(
        pen,
        720,
        690,
        boy,
        Pose(faces.GUILTY, (-26, -128), (40, 4), turn=-0.6, slump=0.6, gaze=(-0.9, -0.3), hands=("open", "relaxed")),
        scale=1.3,
    )
    friend = Look(BROWN, "short", BLACK_HAIR, "#5d8fc0", "#4a4453", sleeves="short", garment="shorts", build=CHILD)
    standing(
        pen,
        870,
        650,
        friend,
        Pose(faces.SHOCKED, (-44, -110), (56, -60), turn=-0.5, gaze=(-1, 0), hands=("open", "open")),
        scale=1.15,
    )


def _jagged(pen: Pen) -> None:
    glass = "#cfe6f2b8"
    pen.polygon(
        [(164, 264), (396, 264), (396, 300), (350, 288), (330, 330), (296, 290), (240, 316), (206, 284), (164, 330)],
        glass,
    )
    pen.polygon([(396, 486), (396, 360), (372, 400), (384, 430), (340, 486)], glass)
    pen.polygon([(164, 486), (164, 400), (182, 440), (176, 486)], glass)


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


def late_train(pen: Pen) -> None:
    """A traveller shouts at the board that cancels her train; the tracks are empty."""
    pen.sky("#8a8798", "#bcb2ae", "#d8c8b4", bottom=430)
    place.skyline(pen, 430, "#8f8791", 21, height=150)
    pen.sky("#5b5660", "#6b646b", top=430, bottom=520)
    for y in (462, 496):
        pen.line([(0, y), (960, y)], "#c9ccd4", 6)
    pen.sky("#b3a79c", "#cbbfb2", top=516)
    pen.box(0, 516, 960, 16, "#f0c43c")
    for x in (60, 900):
        pen.box(x - 10, 0, 20, 520, "#4a4e5f")
    pen.box(0, 0, 960, 46, "#3a3d4e")
    rows = (("08:10   CANCELLED", "#ff5a4f"), ("08:40   DELAYED 95 MIN", "#ffb02e"), ("09:20   CANCELLED", "#ff5a4f"))
    things.board(pen, 620, 150, 440, 150, rows, 28)
    furniture.clock(pen, 250, 130, 52, 9.6, 38)
    look = Look(
        PALE,
        "ponytail",
        BROWN_HAIR,
        "#b8433f",
        "#39405e",
        build=WOMAN,
        garment="coat",
        detail="scarf",
        detail_colour="#f0d9a8",
    )
    pose = Pose(faces.FURIOUS, (-74, -16), (104, -212), turn=0.6, gaze=(0.8, -0.8), hands=("fist", "fist"), tilt=-6)
    woman = standing(pen, 360, 700, look, pose, scale=1.2)
    weather.anger_marks(pen, woman.head[0] - 34, woman.head[1] - 34, flip=True)
    things.suitcase(pen, 230, 700, 1.1, "#3f6f8f")
    waiting = Look(BROWN, "short", BLACK_HAIR, "#5d6f63", "#3a3d4e", detail="suit", detail_colour="#c9a13c")
    standing(pen, 650, 690, waiting, Pose(faces.CROSS, (-20, -44), (20, -52), turn=-0.3, gaze=(0, 0)), scale=1.04)
    old = Look(ROSY, "bun", GREY_HAIR, "#7d6b8f", "#4a4453", build=ELDER, garment="skirt")
    standing(pen, 810, 690, old, Pose(faces.SAD, (-20, -178), (56, 4), turn=-0.4, slump=0.4), scale=1)


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
    "demo/angry/angry_01.jpg": car_crash,
    "demo/angry/angry_02.jpg": spilled_coffee,
    "demo/angry/angry_03.jpg": referee_quarrel,
    "demo/angry/angry_04.jpg": parking_ticket,
    "demo/angry/angry_05.jpg": queue_jumper,
    "demo/angry/angry_06.jpg": broken_window,
    "demo/angry/angry_07.jpg": noisy_night,
    "demo/angry/angry_08.jpg": late_train,
    "demo/angry/angry_09.jpg": scribbled_wall,
}
