"""Pictures of sadness under a roof."""

from annotation.demo.drawing import backgrounds as place
from annotation.demo.drawing import expressions as faces
from annotation.demo.drawing import furniture, nature, shapes, things
from annotation.demo.drawing.body import (
    BLACK_HAIR,
    BLOND_HAIR,
    BROWN,
    BROWN_HAIR,
    CHILD,
    ELDER,
    GREY_HAIR,
    PALE,
    RED_HAIR,
    ROSY,
    TAN,
    WOMAN,
    Look,
    Pose,
)  # fmt: skip
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.figure import draw_person


def suitcase_and_photo(pen: Pen) -> None:
    """A woman sits on a bed beside a packed suitcase and looks at a torn photograph."""
    place.room(pen, "#8f9bb5", "#6f6472", 520)
    place.window(pen, 640, 80, 210, 250, ("#7d8fae", "#b5c0d0"))
    place.curtains(pen, 640, 80, 210, 250, "#6d7a9a")
    frame = furniture.frame(pen, 200, 170, 150, 120, "#5a4a56", "#aab4c6")
    frame.line([(-40, -52), (-6, 0), (-22, 20), (10, 52)], "#5a4a56", 3)
    furniture.bed(pen, 110, 662, 720, "#7686ab", "#5a4a56")
    look = Look(TAN, "long", BLACK_HAIR, "#a8748c", "#4a4f6b", build=WOMAN)
    pose = Pose(
        faces.CRYING, (-34, -46), (30, -48), slump=1, tilt=-6, left_foot=(-30, 116), right_foot=(28, 116), thigh=44
    )
    woman = draw_person(pen, 400, 546, look, pose, scale=1.18, shadow=False)
    _torn_photo(pen.moved((woman.left_hand[0] + woman.right_hand[0]) / 2, woman.left_hand[1] - 14, 1.2))
    pen.line(shapes.ellipse(560, 578, 11, 8), "#f2c14e", 4)
    _open_suitcase(pen.moved(700, 566))
    things.paper(pen, 250, 572, 0.9, -60)
    place.vignette(pen, "#1c2440", 0.45)


def _torn_photo(pen: Pen) -> None:
    for side in (-1, 1):
        half = pen.moved(side * 9, 0, 1, side * 9)
        edge = [(0, -30), (side * 4, -15), (-side * 3, 0), (side * 4, 14), (0, 30)]
        half.polygon([*edge, (side * 34, 30), (side * 34, -30)], "#fffaf0")
        half.polygon([(side * 4, -24), (side * 30, -24), (side * 30, 18), (side * 4, 18)], "#9cc3de")
        half.ellipse(side * 16, -6, 8, None, ("#e0a47c", "#fbd9c0")[side > 0])
        half.box(side * 16 - 10, 3, 20, 15, ("#4a7bb5", "#a8748c")[side > 0], 5)


def _open_suitcase(pen: Pen) -> None:
    pen.shadow(0, 2, 120, 14)
    pen.polygon([(-96, -40), (96, -40), (112, -140), (-80, -140)], "#8f5a48")
    pen.polygon([(-84, -48), (86, -48), (100, -130), (-70, -130)], "#c99a84")
    for x, y, colour in ((-60, -52, "#5d8fc0"), (-6, -60, "#e8d7c0"), (50, -54, "#a8748c")):
        pen.box(x - 28, y - 4, 60, 40, colour, 10)
    pen.box(-100, -42, 200, 44, "#a5664f", 10)
    pen.box(-20, -26, 40, 10, "#5a4036", 4)


def empty_party(pen: Pen) -> None:
    """A child with a party hat sits alone at a laid birthday table."""
    place.room(pen, "#8fa3bd", "#7a7082", 520)
    place.window(pen, 90, 90, 200, 220, ("#8492ac", "#b3bccb"))
    place.sunbeam(pen, [(120, 300), (270, 300), (420, 620), (180, 620)], "#dfe8f5", 0.2)
    things.bunting(pen, (330, 60), (960, 50), 70, 9)
    furniture.clock(pen, 840, 230, 46, 6, 0)
    for x in (190, 330, 640, 790):
        furniture.chair(pen, x, 640, 1.2, "#7a6258")
    look = Look(PALE, "bob", RED_HAIR, "#e0b04c", "#4a5a80", build=CHILD, hat="party", hat_colour="#d9627a")
    draw_person(
        pen,
        485,
        548,
        look,
        Pose(faces.TEARFUL, (-40, 0), (20, -92), slump=0.8, tilt=8, gaze=(-0.4, 1), legs=False),
        scale=1.75,
    )
    furniture.table(pen, 480, 560, 860, 150, "#8b6a58", "#e8e4ea")
    things.cake(pen, 340, 562, 1, 6, "#e7b7c6")
    for x in (130, 620, 720, 826):
        pen.ellipse(x, 566, 46, 9, "#ffffff")
        pen.ellipse(x, 564, 30, 5, "#d9dfe8")
        pen.polygon([(x + 46, 560), (x + 74, 560), (x + 70, 520), (x + 50, 520)], "#f2b5a0")
        pen.box(x - 16, 552, 32, 8, "#d9627a", 3)
    for x, colour in ((60, "#6f8fc0"), (900, "#c77d94"), (820, "#7fa88c")):
        things.balloon(pen, x, 668, colour, (x + 40, 712), 0.7)


def broken_toy(pen: Pen) -> None:
    """A girl kneels over her torn teddy bear and a broken robot."""
    place.room(pen, "#a3a9c4", "#85788a", 500)
    place.wallpaper(pen, "#7d86ab", 500)
    furniture.shelf(pen, 620, 200, 260, ("#7d8fae", "#a8748c", "#6d7a9a", "#b5a58c"))
    pen.box(60, 250, 150, 250, "#6f6478", 6)
    for y in (270, 346, 422):
        pen.box(74, y, 122, 62, "#8a7f95", 5)
        pen.ellipse(135, y + 30, 6, None, "#d5cde0")
    furniture.rug(pen, 480, 630, 720, 150, "#7382a8")
    look = Look(ROSY, "pigtails", BLOND_HAIR, "#d9798f", "#5d6a94", build=CHILD, garment="skirt", sleeves="short")
    pose = Pose(
        faces.CRYING,
        (-44, -124),
        (44, -122),
        slump=0.5,
        left_foot=(-34, 62),
        right_foot=(34, 62),
        thigh=26,
        hands=("fist", "fist"),
    )
    draw_person(pen, 450, 536, look, pose, scale=1.75)
    things.teddy(pen, 660, 672, 1.25, torn=True)
    pen.line([(744, 666), (776, 650)], "#b98355", 24)
    for x, y in ((720, 660), (734, 676), (708, 680), (752, 684)):
        pen.ellipse(x, y, 11, 9, "#fffaf0")
    _robot(pen)
    place.vignette(pen, "#232a48", 0.35)


def _robot(pen: Pen) -> None:
    pen.shadow(220, 684, 100, 14)
    pen.moved(190, 646, 1, -70).box(-30, -40, 60, 78, "#b9c4d6", 8)
    head = pen.moved(280, 664, 1, 24)
    head.box(-28, -24, 56, 46, "#d5deea", 8)
    head.line([(0, -24), (0, -44)], "#6d7a9a", 4)
    for x in (-12, 12):
        head.ellipse(x, -4, 7, None, "#39405e")
    pen.curve([(222, 650), (238, 640), (246, 660), (258, 652)], "#d6453d", 3)
    for x, y in ((250, 700), (140, 704), (310, 700)):
        pen.polygon(shapes.star(x, y, 11, 7, 8), "#8a8f9c")
        pen.ellipse(x, y, 4, None, "#85788a")


def empty_basket(pen: Pen) -> None:
    """A boy with a leash in his hand sits beside the empty basket of his dog."""
    place.room(pen, "#9fa8a4", "#7d6f66", 510)
    place.window(pen, 660, 70, 210, 240, ("#93a0b0", "#c3cad0"))
    place.sunbeam(pen, [(660, 330), (870, 330), (760, 690), (440, 690)], "#e9eef5", 0.22)
    frame = furniture.frame(pen, 300, 180, 210, 170, "#6b5140", "#b9cfc0")
    nature.dog(frame, -6, 62, 0.85)
    frame.polygon([(-105, -85), (-62, -85), (-105, -42)], "#22232e")
    furniture.rug(pen, 470, 640, 800, 140, "#8b8f8a")
    pen.ellipse(650, 640, 150, 46, "#6b4a38")
    pen.ellipse(650, 632, 150, 44, "#8b6247")
    pen.ellipse(650, 626, 122, 31, "#54402f")
    pen.ellipse(650, 634, 108, 22, "#a98f8a")
    pen.ellipse(860, 668, 50, 13, "#5d7fa0")
    pen.polygon([(814, 650), (906, 650), (912, 672), (808, 672)], "#6f93b8")
    pen.ellipse(860, 650, 46, 10, "#44607d")
    pen.text(860, 664, "REX", "#f4f7ef", 17)
    look = Look(BROWN, "curly", BLACK_HAIR, "#6f93a8", "#4a4f5e", build=CHILD)
    pose = Pose(
        faces.TEARFUL,
        (-20, -84),
        (46, -18),
        slump=1,
        tilt=10,
        turn=0.4,
        gaze=(0.6, 0.9),
        left_foot=(-40, 58),
        right_foot=(30, 60),
        thigh=30,
    )
    boy = draw_person(pen, 330, 548, look, pose, scale=1.75)
    x, y = boy.right_hand
    pen.curve([(x, y), (x + 14, y + 50), (x - 20, y + 100), (x + 50, y + 112)], "#c8443c", 7)
    pen.line(shapes.ellipse(x + 82, y + 110, 32, 13), "#c8443c", 9)
    pen.ellipse(x + 112, y + 118, 8, None, "#f2c14e")
    place.vignette(pen, "#26303a", 0.4)


def bedside(pen: Pen) -> None:
    """A woman holds the hand of an old woman in a hospital bed."""
    place.room(pen, "#a9bfc4", "#8f9ba0", 520, boards=False)
    place.window(pen, 90, 90, 190, 230, ("#72829c", "#a6b2c2"))
    pen.line([(640, 560), (640, 110)], "#8d93a1", 7)
    pen.line([(610, 112), (670, 112)], "#8d93a1", 6)
    pen.box(652, 124, 46, 80, "#d9eef7", 12)
    pen.box(656, 160, 38, 40, "#9cd0ea", 10)
    pen.curve([(675, 204), (670, 300), (590, 380), (560, 500)], "#cfe6f2", 3.4)
    pen.box(740, 150, 190, 140, "#3a4256", 12)
    pen.box(752, 162, 166, 104, "#10202c", 6)
    pen.line([(756, 222), (800, 222), (810, 196), (822, 244), (832, 222), (916, 222)], "#59cd90", 4)
    furniture.bed(pen, 230, 690, 660, "#d9e6ec", "#9aa6ae")
    pen.blob([(246, 590), (262, 520), (330, 500), (390, 530), (392, 590)], "#ffffff")
    _patient(pen)
    look = Look(TAN, "bun", BROWN_HAIR, "#7a6a94", "#43465e", build=WOMAN)
    pose = Pose(faces.CRYING, (-40, -26), (-10, -176), turn=-0.5, slump=0.8, tilt=-6, legs=False)
    woman = draw_person(pen, 720, 620, look, pose, scale=1.3)
    x, y = woman.left_hand
    pen.line([(500, 592), (x - 24, y + 2)], "#eadfe0", 26, 18)
    pen.ellipse(x - 14, y + 4, 15, 12, "#f3d4c2")
    pen.blob([(384, 612), (480, 604), (720, 604), (884, 596), (888, 654), (396, 668)], "#c6d8e0")
    things.cup(pen, 120, 548, 0.8, 0, "#dfe9ee")
    pen.box(60, 566, 130, 130, "#8a969c", 6)
    place.vignette(pen, "#1f2a3c", 0.4)


def _patient(pen: Pen) -> None:
    look = Look(PALE, "bob", GREY_HAIR, "#eadfe0", build=ELDER)
    tilted = pen.moved(352, 548, 1.12, rotate=-78)
    draw_person(tilted, -24, 122, look, Pose(faces.ASLEEP, (-42, 13), (42, 13), legs=False), scale=1, shadow=False)
    pen.blob([(396, 596), (420, 516), (560, 520), (720, 548), (884, 572), (888, 640), (400, 640)], "#d9e6ec")
    pen.curve([(440, 540), (560, 548), (700, 570)], "#b9ccd6", 4)


PICTURES = {
    "demo/sad/sad_02.jpg": suitcase_and_photo,
    "demo/sad/sad_05.jpg": empty_party,
    "demo/sad/sad_06.jpg": broken_toy,
    "demo/sad/sad_07.jpg": empty_basket,
    "demo/sad/sad_08.jpg": bedside,
}
