"""Pictures of happiness under a roof, and one before a college."""

from annotation.demo.drawing import backgrounds as place
from annotation.demo.drawing import expressions as faces
from annotation.demo.drawing import furniture, nature, things, weather
from annotation.demo.drawing.body import (
    BLACK_HAIR,
    BROWN,
    BROWN_HAIR,
    CHILD,
    DARK_HAIR,
    GREY_HAIR,
    PALE,
    RED_HAIR,
    ROSY,
    TAN,
    TODDLER,
    WOMAN,
    Look,
    Pose,
)
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.figure import draw_person, standing

OPEN = ("open", "open")


def graduation(pen: Pen) -> None:
    """A graduate holds up her diploma between her proud parents."""
    pen.sky("#8fc7ee", "#dceef5", "#fff4da", bottom=480)
    weather.cloud(pen, 140, 90, 0.9)
    _college(pen)
    pen.sky("#b9cf98", "#93b877", top=480)
    pen.polygon([(400, 480), (560, 480), (720, 720), (240, 720)], "#e8dcc4")
    for x, turn, y in ((90, -20, 150), (240, 15, 90), (700, -12, 80), (860, 24, 150), (560, 8, 60)):
        cap = pen.moved(x, y, 0.7, turn)
        cap.polygon([(0, -20), (68, 0), (0, 18), (-68, 0)], "#2f3557")
        cap.line([(0, 0), (46, 8), (50, 36)], "#f2c14e", 4)
    father = Look(BROWN, "short", GREY_HAIR, "#5f7f9f", "#3a3f57", detail="suit", detail_colour="#c8503c", glasses=True)
    standing(pen, 250, 694, father, Pose(faces.TEARS_OF_JOY, (-50, 4), (104, -100), turn=0.5, tilt=6), scale=1.1)
    mother = Look(BROWN, "wavy", BLACK_HAIR, "#d9627a", "#43324f", build=WOMAN, garment="dress")
    standing(
        pen, 720, 694, mother, Pose(faces.TENDER, (-20, -96), (22, -96), turn=-0.6, tilt=-8, hands=OPEN), scale=1.12
    )
    robe = Look(
        BROWN,
        "long",
        BLACK_HAIR,
        "#2f3557",
        "#2f3557",
        build=WOMAN,
        garment="robe",
        hat="mortarboard",
        hat_colour="#2f3557",
        detail="scarf",
        detail_colour="#f2c14e",
    )
    graduate = standing(
        pen, 480, 700, robe, Pose(faces.BEAMING, (-60, -30), (80, -222), hands=("relaxed", "fist")), scale=1.2
    )
    diploma = pen.moved(graduate.right_hand[0] + 4, graduate.right_hand[1] - 8, 1.1, -24)
    diploma.box(-44, -12, 88, 24, "#fffaf0", 10)
    diploma.box(-8, -13, 16, 26, "#e2574c", 3)
    nature.bouquet(pen, graduate.left_hand[0] - 8, graduate.left_hand[1], 0.8, ("#ffd166", "#fffaf0", "#f28c28"))


def _college(pen: Pen) -> None:
    pen.box(180, 190, 600, 294, "#d9c3a0")
    pen.polygon([(150, 194), (810, 194), (480, 70)], "#c9ae86")
    pen.polygon([(220, 182), (740, 182), (480, 88)], "#e3d0b0")
    for x in range(210, 780, 100):
        pen.box(x, 204, 40, 272, "#f0e2c8", 4)
    pen.box(160, 188, 640, 18, "#f0e2c8", 3)
    pen.box(150, 470, 660, 16, "#f0e2c8", 3)


def reunion(pen: Pen) -> None:
    """A father drops his bag and opens his arms for his daughter at the airport."""
    pen.sky("#e6eef2", "#f4f0e4", bottom=520)
    pen.sky("#c9c3b8", "#e0dace", top=520)
    for x in (60, 360, 660):
        place.window(pen, x, 110, 240, 250, ("#8fd0f2", "#fdf0d0"))
    place.sunbeam(pen, [(120, 530), (420, 530), (560, 720), (160, 720)], "#fff0c4", 0.5)
    things.board(pen, 480, 56, 300, 64, (("ARRIVALS", "#ffd166"),), 36)
    father = Look(TAN, "short", DARK_HAIR, "#6f7f5a", "#5a6648", beard="beard", shoes="#4a3a2e")
    kneel = Pose(
        faces.TEARS_OF_JOY,
        (-10, -60),
        (110, -96),
        turn=0.6,
        lean=6,
        hands=OPEN,
        left_foot=(-40, 92),
        right_foot=(40, 92),
        thigh=60,
    )
    draw_person(pen, 290, 560, father, kneel, scale=1.22)
    things.suitcase(pen, 110, 700, 1.1, "#7a8560")
    girl = Look(TAN, "pigtails", BROWN_HAIR, "#f2545b", "#3f6fb5", build=CHILD, garment="dress", sleeves="short")
    running = Pose(
        faces.CHEERING, (-92, -96), (70, -130), turn=-0.6, lean=-8, hands=OPEN, left_foot=(-36, 92), right_foot=(52, 66)
    )
    pen.shadow(540, 690, 90, 16)
    standing(pen, 540, 680, girl, running, scale=1.5, shadow=False)
    mother = Look(ROSY, "bob", RED_HAIR, "#4f9fa8", "#4a4f6b", build=WOMAN)
    wife = standing(pen, 790, 690, mother, Pose(faces.TEARS_OF_JOY, (-86, -96), (66, -186), turn=-0.5), scale=1.14)
    for dx, colour in ((-62, "#f2545b"), (-8, "#ffd166"), (44, "#3fa7d6")):
        things.balloon(pen, wife.right_hand[0] + dx, 158 - abs(dx - 20) * -0.5, colour, wife.right_hand)
    _welcome(pen.moved(wife.left_hand[0], wife.left_hand[1]))


def _welcome(pen: Pen) -> None:
    pen.line([(0, 30), (-6, -130)], "#b98355", 7)
    sign = pen.moved(-20, -170, 1, -4)
    sign.box(-104, -46, 190, 78, "#fffaf0", 6)
    sign.text(-9, -10, "WELCOME HOME", "#e2574c", 19)
    for x in (-84, 66):
        sign.polygon([(x, 22), (x - 11, 10), (x - 6, 4), (x, 9), (x + 6, 4), (x + 11, 10)], "#f2545b")


def first_steps(pen: Pen) -> None:
    """A toddler walks alone for the first time towards the arms of the mother; the father films."""
    place.room(pen, "#f4d9a8", "#c08f68", 510)
    place.wallpaper(pen, "#f0c27a", 510)
    place.window(pen, 110, 80, 230, 240, ("#9cdcf7", "#fff2cf"))
    place.curtains(pen, 110, 80, 230, 240, "#f0a35e")
    place.sunbeam(pen, [(110, 520), (340, 520), (520, 720), (160, 720)], "#fff6d0", 0.55)
    furniture.armchair(pen, 780, 600, 330, "#6fae9f")
    furniture.rug(pen, 460, 640, 760, 130, "#f2a07f")
    mother = Look(PALE, "wavy", BROWN_HAIR, "#d9627a", "#5d6fa0", build=WOMAN)
    crouch = Pose(
        faces.BEAMING,
        (-20, -60),
        (112, -80),
        turn=0.6,
        lean=8,
        hands=OPEN,
        left_foot=(-42, 84),
        right_foot=(44, 84),
        thigh=44,
    )
    draw_person(pen, 230, 580, mother, crouch, scale=1.2)
    baby = Look(PALE, "swept", BROWN_HAIR, "#ffd166", "#fffaf0", "#fffaf0", build=TODDLER)
    walking = Pose(
        faces.LAUGHING, (-58, -72), (58, -76), turn=-0.5, lean=-5, hands=OPEN, left_foot=(-28, 54), right_foot=(26, 58)
    )
    standing(pen, 490, 690, baby, walking, scale=1.75)
    father = Look(TAN, "short", BLACK_HAIR, "#5f8fc0", "#4a4f6b", beard="beard")
    film = Pose(faces.GLAD, (-56, -140), (52, -20), turn=-0.6, hands=("fist", "relaxed"))
    man = standing(pen, 720, 690, father, film, scale=1.08)
    things.phone(pen, man.left_hand[0] - 4, man.left_hand[1] - 28, 1.15, -6)
    for x, y, colour, letter in ((330, 690, "#3fa7d6", "A"), (360, 700, "#f2545b", "B"), (610, 704, "#59cd90", "C")):
        pen.box(x, y - 26, 28, 28, colour, 4)
        pen.text(x + 14, y - 12, letter, "#fffaf0", 20)


def baking(pen: Pen) -> None:
    """A grandmother and her grandson bake, flour on their noses."""
    place.room(pen, "#f7dcb0", "#b5835f", 540)
    for x in range(0, 960, 60):
        for y in range(330, 480, 50):
            pen.box(x + 2, y + 2, 56, 46, "#fff6e4" if (x // 60 + y // 50) % 2 else "#f2c9a0", 4)
    place.window(pen, 380, 70, 220, 200, ("#8fd0f2", "#e8f5d8"))
    nature.flower(pen, 430, 278, 0.8, "#f2545b", 40)
    nature.flower(pen, 470, 278, 0.8, "#f7b538", 46)
    furniture.shelf(pen, 50, 190, 230, ("#e2574c", "#f2c14e", "#6fae9f", "#f7f1e6"))
    _oven(pen)
    gran = Look(
        ROSY, "bun", GREY_HAIR, "#7f9fc9", "#4a4f6b", build=WOMAN, detail="apron", detail_colour="#fffaf0", glasses=True
    )
    draw_person(
        pen, 310, 520, gran, Pose(faces.BEAMING, (-60, -24), (88, -30), turn=0.5, tilt=6, legs=False), scale=1.24
    )
    boy = Look(
        ROSY,
        "spiky",
        RED_HAIR,
        "#f2a03d",
        "#4a5f8a",
        build=CHILD,
        hat="chef",
        hat_colour="#fffdf8",
        detail="apron",
        detail_colour="#8fc7b5",
    )
    child = draw_person(
        pen,
        560,
        540,
        boy,
        Pose(faces.LAUGHING, (-58, -34), (74, -126), turn=-0.3, hands=("relaxed", "fist"), legs=False),
        scale=1.6,
    )
    pen.box(0, 560, 960, 24, "#d9a878", 4)
    pen.box(0, 584, 960, 140, "#f2ead8")
    for x in (20, 340, 660):
        pen.box(x, 606, 280, 110, "#e5d8bd", 8)
        pen.ellipse(x + 140, 624, 10, 6, "#b98355")
    _dough(pen)
    spoon = pen.moved(*child.right_hand, 1, 16)
    spoon.line([(0, 20), (0, -60)], "#b98355", 9)
    spoon.ellipse(0, -70, 15, 22, "#b98355")
    for x, y in ((330, 348), (548, 350), (700, 470), (220, 480)):
        weather.puff(pen, x, y, 22, "#ffffff", 0.55)


def _oven(pen: Pen) -> None:
    pen.box(720, 330, 210, 240, "#d5dae2", 10)
    pen.box(744, 390, 162, 120, "#4a3328", 8)
    pen.glow(825, 460, 120, 90, "#ffb347d0", 1.2)
    pen.box(744, 470, 162, 6, "#8d93a1")
    for x in (780, 826, 870):
        pen.ellipse(x, 460, 17, 13, "#d9a05a")
    for x in (760, 800, 850, 890):
        pen.ellipse(x, 358, 11, None, "#6d7386")


def _dough(pen: Pen) -> None:
    pen.polygon([(380, 500), (510, 500), (490, 562), (400, 562)], "#6fae9f")
    pen.ellipse(445, 500, 65, 15, "#f7e6c4")
    pen.ellipse(170, 562, 110, 14, "#8d93a1")
    for index in range(5):
        pen.ellipse(92 + index * 40, 552, 17, 10, "#d9a05a")
        pen.ellipse(90 + index * 40, 550, 3, None, "#6b4a38")
    for x, y in ((620, 556), (650, 562), (600, 562)):
        pen.ellipse(x, y, 34, 8, "#fffdf8")
    things.cake(pen, 850, 562, 0.8, 0, "#f2c9a0")


PICTURES = {
    "demo/happy/happy_06.jpg": graduation,
    "demo/happy/happy_07.jpg": reunion,
    "demo/happy/happy_08.jpg": first_steps,
    "demo/happy/happy_09.jpg": baking,
}
