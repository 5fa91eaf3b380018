"""Pictures of excitement under a roof."""

from annotation.demo.drawing import backgrounds as place
from annotation.demo.drawing import expressions as faces
from annotation.demo.drawing import furniture, nature, shapes, things, weather
from annotation.demo.drawing.body import (
    BLACK_HAIR,
    BROWN,
    BROWN_HAIR,
    CHILD,
    DARK_HAIR,
    DEEP,
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
)
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.figure import draw_person, standing

OPEN, FISTS = ("open", "open"), ("fist", "fist")


def concert(pen: Pen) -> None:
    """A fan at the front of a concert cheers under the lights."""
    pen.sky("#1a103d", "#3d1a6e", "#7b2d8e", bottom=560)
    beams = (
        (120, 260, 560, "#ff4fa359"),
        (340, 420, 560, "#4fd8ff4c"),
        (620, 560, 560, "#ffd16659"),
        (850, 700, 560, "#9b5de566"),
    )
    place.spotlights(pen, beams)
    for x in range(60, 960, 120):
        pen.box(x - 16, 0, 32, 22, "#0f0a26", 5)
        pen.glow(x, 26, 60, 50, "#fff3c4c8", 1.5)
    pen.box(0, 430, 960, 60, "#0f0a26")
    pen.box(0, 424, 960, 10, "#ff4fa3")
    pen.box(0, 490, 960, 230, "#150c33")
    weather.confetti(pen, 21, 90, 0, 420)
    _band(pen)
    for index in range(15):
        _silhouette(pen.moved(index * 68, 590 + (index % 3) * 22), index)
    look = Look(ROSY, "wavy", RED_HAIR, "#2ec4b6", "#39405e", sleeves="short", build=WOMAN)
    pose = Pose(faces.THRILLED, (-92, -232), (90, -236), hands=("open", "fist"), tilt=-5, legs=False)
    draw_person(pen, 480, 760, look, pose, scale=1.55, shadow=False)
    friend = Look(DEEP, "afro", BLACK_HAIR, "#ffd166", "#39405e", sleeves="short")
    cheering = Pose(faces.CHEERING, (-80, -240), (92, -220), hands=("fist", "open"), legs=False)
    draw_person(pen, 770, 800, friend, cheering, scale=1.4, shadow=False)


def _band(pen: Pen) -> None:
    singer = Look(BROWN, "long", BLACK_HAIR, "#f2545b", "#1f1a30", build=WOMAN, garment="dress")
    standing(pen, 470, 432, singer, Pose(faces.LAUGHING, (-26, -120), (96, -200), hands=("fist", "open")), scale=0.66)
    pen.line([(455, 244), (470, 266)], "#c9ccd4", 7)
    pen.ellipse(454, 242, 8, None, "#39405e")
    player = Look(PALE, "spiky", BROWN_HAIR, "#f4f7ff", "#1f1a30")
    standing(pen, 250, 432, player, Pose(faces.GLAD, (-40, -30), (54, -64)), scale=0.6)
    guitar = pen.moved(244, 306, 1, -24)
    guitar.line([(0, 0), (110, 0)], "#6b4a38", 8)
    guitar.blob([(-36, -22), (0, -14), (22, -18), (22, 18), (0, 14), (-36, 22)], "#e63946")
    for x, y, radius in ((690, 400, 34), (750, 380, 26), (630, 384, 26)):
        pen.ellipse(x, y, radius, None, "#e63946")
        pen.ellipse(x, y, radius * 0.8, None, "#f4f7ff")
    drummer = Look(TAN, "short", BLACK_HAIR, "#3fa7d6")
    draw_person(
        pen, 690, 372, drummer, Pose(faces.CHEERING, (-76, -190), (70, -60), legs=False), scale=0.56, shadow=False
    )


def _silhouette(pen: Pen, index: int) -> None:
    tint = ("#150c33", "#1d1142", "#24164f")[index % 3]
    pen.ellipse(0, 0, 30, 34, tint)
    pen.box(-46, 32, 92, 160, tint, 34)
    for side in (-1, 1):
        pen.line([(side * 36, 56), (side * (44 + index % 2 * 10), -50 - (index * 17) % 40)], tint, 17, 13)


def opened_present(pen: Pen) -> None:
    """A boy opens a glowing present under the Christmas tree."""
    place.room(pen, "#b5484f", "#8a5a44", 520)
    place.window(pen, 90, 90, 190, 220, ("#1f2a5c", "#4a5a94"))
    for x, y in ((120, 130), (160, 190), (230, 150), (250, 230), (140, 260), (210, 280)):
        pen.ellipse(x, y, 4, None, "#ffffff")
    _christmas_tree(pen)
    furniture.rug(pen, 420, 640, 760, 140, "#d9b08c")
    things.gift(pen, 560, 640, 0.9, "#59cd90", "#e63946")
    things.gift(pen, 890, 676, 1.1, "#c77dff", "#fff3c4")
    pen.glow(330, 600, 330, 280, "#ffe9a6d8", 1.3)
    look = Look(TAN, "spiky", DARK_HAIR, "#3fa7d6", "#39405e", build=CHILD, detail="stripes", detail_colour="#fffaf0")
    pose = Pose(faces.AMAZED, (-96, -110), (96, -112), gaze=(0, 0.7), hands=OPEN, legs=False)
    draw_person(pen, 330, 560, look, pose, scale=1.85, shadow=False)
    things.gift(pen, 330, 700, 1.9, "#f2545b", "#ffd166", lid=False)
    lid = pen.moved(520, 690, 1.6, 24)
    lid.box(-58, -24, 116, 24, "#f77f85", 4)
    lid.box(-9, -24, 18, 24, "#ffd166")
    for x, y, size in ((240, 470, 13), (420, 480, 15), (330, 540, 12), (180, 560, 10), (470, 580, 11), (270, 590, 9)):
        pen.polygon(shapes.star(x, y, size, size * 0.35, 4), "#fffaf0")
    things.paper(pen, 130, 690, 0.9, 60, "#f7b538")


def _christmas_tree(pen: Pen) -> None:
    nature.pine(pen, 760, 650, 2.5, "#2f7f57")
    for index, (x, y) in enumerate(
        ((700, 560), (790, 570), (850, 590), (720, 450), (790, 440), (740, 360), (780, 330), (650, 590))
    ):
        pen.glow(x, y, 34, 34, "#ffe9a6a0", 1.4)
        pen.ellipse(x, y, 13, None, weather.PARTY[index % 6])
        pen.ellipse(x - 4, y - 4, 4, None, "#ffffffaa")
    pen.glow(760, 160, 110, 110, "#ffe9a6c8", 1.5)
    pen.polygon(shapes.star(760, 160, 34, 14), "#ffd166")


def boarding(pen: Pen) -> None:
    """A woman with passport and suitcase skips towards her first flight."""
    pen.sky("#cfe3f2", "#e6eff5", bottom=560)
    pen.sky("#b9c3cf", "#d7dee6", top=560)
    pen.sky("#3fa7e8", "#a8dcf7", "#fdebc8", top=80, bottom=500)
    weather.cloud(pen, 180, 170, 1, "#ffffff")
    weather.cloud(pen, 800, 130, 0.8, "#ffffff")
    _aeroplane(pen.moved(610, 380))
    for x in (0, 236, 472, 708, 944):
        pen.box(x, 60, 16, 456, "#f4f7fa")
    pen.box(0, 500, 960, 22, "#f4f7fa")
    place.sunbeam(pen, [(300, 560), (640, 560), (760, 720), (320, 720)], "#fff6dc", 0.45)
    things.board(pen, 740, 60, 400, 84, (("10:45   TOKYO", "#ffd166"), ("GATE 7   BOARDING", "#59cd90")), 25)
    look = Look(BROWN, "curly", BLACK_HAIR, "#f7b538", "#3f5fa0", "#f2545b", build=WOMAN, garment="skirt")
    feet = {"left_foot": (-40, 136), "right_foot": (36, 160)}
    pose = Pose(faces.THRILLED, (-84, 4), (84, -226), turn=0.5, lean=5, hands=("fist", "fist"), **feet)
    pen.shadow(360, 694, 110, 18)
    woman = standing(pen, 360, 684, look, pose, scale=1.24, shadow=False)
    things.suitcase(pen, woman.left_hand[0] - 24, 700, 1.15, "#9b5de5")
    x, y = woman.right_hand
    pass_ = pen.moved(x + 6, y - 24, 1.1, 12)
    pass_.box(4, -44, 40, 60, "#fffaf0", 3)
    pass_.box(-22, -36, 44, 58, "#8c2f39", 5)
    pass_.ellipse(0, -12, 11, None, "#f2c14e")
    steward = Look(
        PALE,
        "bun",
        BROWN_HAIR,
        "#2f4f8f",
        "#2b3a63",
        build=WOMAN,
        garment="skirt",
        detail="scarf",
        detail_colour="#e63946",
    )
    standing(
        pen, 810, 690, steward, Pose(faces.GLAD, (-112, -96), (50, 6), turn=-0.5, hands=("open", "relaxed")), scale=1.05
    )


def _aeroplane(pen: Pen) -> None:
    pen.blob([(-250, -10), (-200, -44), (120, -50), (230, -24), (250, 4), (200, 28), (-200, 30)], "#fdfefe")
    pen.polygon([(-250, -20), (-290, -120), (-240, -120), (-180, -36)], "#e63946")
    pen.polygon([(-30, 6), (60, 8), (-60, 90), (-110, 90)], "#c9d6e2")
    pen.box(-220, 8, 440, 8, "#e63946", 4)
    for x in range(-170, 170, 34):
        pen.box(x, -26, 16, 19, "#6fb3dd", 7)
    pen.polygon([(196, -26), (226, -20), (236, -6), (200, -6)], "#6fb3dd")
    for x in (-70, 150):
        pen.line([(x, 28), (x, 66)], "#8d93a1", 7)
        pen.ellipse(x, 72, 15, None, "#2d2a3a")


def lottery(pen: Pen) -> None:
    """An elderly couple leap from their sofa: the numbers on television are on their ticket."""
    place.room(pen, "#f0c27a", "#a8795a", 520)
    place.wallpaper(pen, "#e0a458", 520)
    furniture.lamp(pen, 80, 420, 1.2, "#e2574c")
    pen.box(20, 416, 120, 130, "#8b5e43", 6)
    furniture.armchair(pen, 420, 630, 460, "#5f9ea0")
    _television(pen)
    weather.confetti(pen, 30, 100, 0, 560)
    man = Look(ROSY, "thin", GREY_HAIR, "#d1495b", "#4a4f6b", glasses=True, beard="moustache", build=HEAVY)
    jumping = Pose(
        faces.CHEERING, (-96, -226), (94, -222), hands=("fist", "fist"), left_foot=(-40, 130), right_foot=(36, 146)
    )
    pen.shadow(300, 690, 110, 18)
    husband = standing(pen, 300, 664, man, jumping, scale=1.16, shadow=False)
    ticket = pen.moved(husband.right_hand[0] + 8, husband.right_hand[1] - 26, 1.3, 12)
    ticket.box(-34, -22, 68, 40, "#fffaf0", 3)
    ticket.box(-34, -22, 68, 11, "#3fa7d6", 3)
    for x in (-22, -8, 6, 20):
        ticket.ellipse(x, 4, 5.5, None, "#f2545b")
    lady = Look(OLIVE, "curly", GREY_HAIR, "#7b5ea7", "#4a4453", garment="dress", build=WOMAN)
    joy = Pose(faces.THRILLED, (-62, -152), (64, -152), turn=0.2, hands=OPEN, tilt=6)
    standing(pen, 540, 696, lady, joy, scale=1.12)


def _television(pen: Pen) -> None:
    pen.box(690, 470, 250, 90, "#8b5e43", 6)
    pen.box(700, 270, 230, 190, "#2d2a3a", 12)
    pen.box(712, 282, 206, 160, "#1f4f8f", 6)
    pen.glow(815, 362, 230, 190, "#9cd0ff66", 1.4)
    pen.text(815, 312, "JACKPOT", "#ffd166", 34)
    for index, number in enumerate((7, 12, 23, 31)):
        pen.ellipse(744 + index * 47, 380, 20, None, weather.PARTY[index])
        pen.text(744 + index * 47, 380, str(number), "#ffffff", 20)
    pen.box(790, 456, 50, 18, "#2d2a3a")


PICTURES = {
    "demo/excited/excited_06.jpg": concert,
    "demo/excited/excited_07.jpg": opened_present,
    "demo/excited/excited_08.jpg": boarding,
    "demo/excited/excited_09.jpg": lottery,
}
