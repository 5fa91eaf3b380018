"""Pictures of anger under the open sky."""

from annotation.demo.drawing import backgrounds as place
from annotation.demo.drawing import expressions as faces
from annotation.demo.drawing import furniture, nature, street, things, weather
from annotation.demo.drawing.body import (
    BLACK_HAIR,
    BROWN,
    BROWN_HAIR,
    CHILD,
    DEEP,
    ELDER,
    GREY_HAIR,
    HEAVY,
    PALE,
    ROSY,
    TAN,
    WOMAN,
    Look,
    Pose,
)  # fmt: skip
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.figure import draw_person, standing

DARK = "#3a2a2a"


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
    man = draw_person(pen, 250, 512, look, pose, scale=1.12)
    _jagged(pen)
    pen.box(136, 492, 288, 40, "#e4d5bd", 4)
    pen.box(136, 492, 288, 12, "#f4ecdd", 4)
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
        [(164, 264), (396, 264), (396, 300), (350, 288), (352, 322), (296, 290), (206, 300), (190, 286), (164, 330)],
        glass,
    )
    pen.polygon([(396, 486), (396, 360), (372, 400), (384, 430), (340, 486)], glass)
    pen.polygon([(164, 486), (164, 400), (182, 440), (176, 486)], glass)


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


PICTURES = {
    "demo/angry/angry_01.jpg": car_crash,
    "demo/angry/angry_03.jpg": referee_quarrel,
    "demo/angry/angry_04.jpg": parking_ticket,
    "demo/angry/angry_06.jpg": broken_window,
    "demo/angry/angry_08.jpg": late_train,
}
