"""Pictures in which two or three people feel different things about one event."""

from annotation.demo.drawing import backgrounds as place
from annotation.demo.drawing import expressions as faces
from annotation.demo.drawing import furniture, nature, shapes, street, things, weather
from annotation.demo.drawing.body import (
    BLACK_HAIR,
    BLOND_HAIR,
    BROWN,
    BROWN_HAIR,
    CHILD,
    DARK_HAIR,
    DEEP,
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
)
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.figure import draw_person, standing

OPEN, FISTS = ("open", "open"), ("fist", "fist")


def chess_final(pen: Pen) -> None:
    """A girl has just checkmated a grown man."""
    place.room(pen, "#7f6f9a", "#6b5460", 500)
    for index, x in enumerate((70, 400, 492, 584, 852, 936)):
        _spectator(pen.moved(x, 330), index)
    pen.box(0, 420, 960, 84, "#5d4f78")
    things.board(pen, 480, 70, 520, 74, (("FINAL   CHECKMATE   1 : 0", "#ffd166"),), 28)
    girl = Look(BROWN, "pigtails", BLACK_HAIR, "#ffd166", "#4f6fb5", build=CHILD, detail="bow", detail_colour="#e2574c")
    cheer = Pose(faces.CHEERING, (-66, -150), (70, -148), turn=0.3, hands=FISTS, legs=False)
    draw_person(pen, 250, 540, girl, cheer, scale=1.65, shadow=False)
    man = Look(PALE, "thin", BROWN_HAIR, "#6f7f94", "#3a3f57", detail="suit", detail_colour="#39405e", glasses=True)
    beaten = Pose(faces.TEARFUL, (-30, -206), (34, -20), slump=1, turn=-0.4, tilt=-8, gaze=(-0.4, 1), legs=False)
    draw_person(pen, 720, 550, man, beaten, scale=1.26, shadow=False)
    furniture.table(pen, 480, 570, 760, 150, "#8b5e43")
    _chess_board(pen)
    things.trophy(pen, 110, 572, 1)


def _spectator(pen: Pen, index: int) -> None:
    shirts = ("#8f86b5", "#a58fae", "#7f93b5", "#b58f94")
    skins = ("#d9ae98", "#a37a66", "#c99a80")
    pen.box(-38, 34, 76, 120, shirts[index % 4], 30)
    pen.ellipse(0, 0, 29, 33, skins[index % 3])
    pen.polygon(shapes.arc(0, -4, 31, 32, 180, 360), ("#54474a", "#7a5540", "#3f3947")[index % 3])
    for side in (-1, 1):
        pen.ellipse(side * 10, 0, 2.6, None, "#3a2a3a")
        pen.line([(side * 26, 70), (side * 9, 56)], skins[index % 3], 13)
    pen.curve([(-8, 12), (0, 17), (8, 12)], "#5b2230", 2.4)


def _chess_board(pen: Pen) -> None:
    corners = (350, 610, 556, 596)
    pen.polygon([(corners[0] - 24, 600), (corners[1] + 24, 600), (corners[1], 556), (corners[0], 556)], "#5a4036")
    for row in range(4):
        for column in range(8):
            left, right = 354 + column * 31.5 - row * 3, 354 + (column + 1) * 31.5 - row * 3
            shade = "#f2e4c8" if (row + column) % 2 else "#a9744f"
            pen.polygon(
                [
                    (left, 558 + row * 10),
                    (right, 558 + row * 10),
                    (right - 2, 568 + row * 10),
                    (left - 2, 568 + row * 10),
                ],
                shade,
            )
    for x, height, colour in ((390, 40, "#fffaf0"), (440, 52, "#fffaf0"), (500, 34, "#fffaf0"), (560, 38, "#39303f")):
        pen.polygon([(x - 12, 584), (x + 12, 584), (x + 5, 584 - height), (x - 5, 584 - height)], colour)
        pen.ellipse(x, 584 - height, 9, None, colour)
    king = pen.moved(606, 588, 1, 78)
    king.polygon([(-12, 0), (12, 0), (6, -54), (-6, -54)], "#39303f")
    king.lines((((0, -54), (0, -74)), ((-8, -66), (8, -66))), "#39303f", 5)


def wedding_guest(pen: Pen) -> None:
    """A bride throws her bouquet; a friend leaps for it; the man who loved her stands aside."""
    pen.sky("#a5d4ee", "#e3f0ee", "#ffeccf", bottom=460)
    place.hills(pen, "#aed3a0", "#8fc07d", 450)
    nature.tree(pen, 110, 520, 1.5, "#5d8f67")
    for start, end in (((180, 60), (560, 70)), ((560, 70), (960, 50))):
        things.bunting(pen, start, end, 44, 8)
    man = Look(OLIVE, "short", BLACK_HAIR, "#4a5068", "#363b52", detail="suit", detail_colour="#6b5b7a")
    alone = Pose(faces.ENVIOUS, (-20, -36), (22, -44), turn=0.5, slump=0.8, gaze=(1, 0.1), tilt=4, hands=FISTS)
    standing(pen, 150, 690, man, alone, scale=1.1)
    groom = Look(BROWN, "short", BLACK_HAIR, "#33416e", "#2b3557", detail="bow", detail_colour="#e8677d")
    standing(pen, 460, 660, groom, Pose(faces.BEAMING, (-62, 0), (88, -70), turn=0.4), scale=1.05)
    pen.blob([(520, 320), (620, 320), (660, 630), (570, 690), (490, 640)], "#ffffff9a")
    bride = Look(
        PALE, "veil", BLOND_HAIR, "#fffdfa", "#fffdfa", sleeves="short", garment="gown", build=WOMAN, hat="wreath"
    )
    standing(
        pen,
        570,
        690,
        bride,
        Pose(faces.LAUGHING, (-64, -20), (96, -196), turn=0.4, hands=("relaxed", "open")),
        scale=1.12,
    )
    nature.bouquet(pen.moved(752, 190, 1.1, 30), 0, 0, 1)
    pen.curve([(668, 300), (690, 240), (716, 206)], "#ffffffc0", 4)
    maid = Look(TAN, "wavy", RED_HAIR, "#c77dff", "#c77dff", sleeves="none", garment="dress", build=WOMAN)
    feet = {"left_foot": (-30, 150), "right_foot": (34, 130)}
    leaping = Pose(faces.THRILLED, (-66, -228), (40, -240), turn=-0.4, gaze=(-0.4, -1), hands=OPEN, **feet)
    pen.shadow(810, 694, 90, 16)
    standing(pen, 810, 670, maid, leaping, scale=1.1, shadow=False)


def penalty(pen: Pen) -> None:
    """A striker has scored from the spot; the goalkeeper lies beaten before the net."""
    pen.sky("#3d5f9f", "#8fb4e0", bottom=110)
    place.stands(pen, 52, 30, 300, ("#e2574c", "#fffaf0", "#c9403a", "#f7b538"), "#44507a")
    place.pitch(pen, 300)
    things.board(pen, 300, 84, 400, 84, (("PENALTIES   5 : 4", "#ffd166"),), 34)
    for step in range(0, 340, 28):
        pen.line([(600 + step, 190), (612 + step, 500)], "#ffffff8c", 2)
        pen.line([(600, 200 + step * 0.9), (960, 200 + step * 0.9)], "#ffffff8c", 2)
    pen.line([(596, 520), (596, 180)], "#fffdf8", 13)
    pen.line([(596, 182), (980, 182)], "#fffdf8", 13)
    weather.confetti(pen, 60, 60, 120, 330)
    things.ball(pen, 880, 300, 25)
    keeper = Look(ROSY, "short", BLOND_HAIR, "#59b36f", "#2b3557", shoes="#22232e", detail="buttons")
    kneeling = Pose(
        faces.CRYING, (-38, -196), (38, -196), slump=0.9, hands=OPEN, left_foot=(-50, 74), right_foot=(50, 74), thigh=36
    )
    draw_person(pen, 740, 560, keeper, kneeling, scale=1.2)
    striker = Look(DEEP, "afro", BLACK_HAIR, "#e2574c", "#fffaf0", sleeves="short", garment="shorts", detail="number")
    running = Pose(
        faces.THRILLED, (-116, -170), (114, -176), lean=-5, hands=OPEN, left_foot=(-70, 140), right_foot=(58, 110)
    )
    pen.shadow(280, 694, 120, 18)
    standing(pen, 280, 684, striker, running, scale=1.2, shadow=False)


def school_bus(pen: Pen) -> None:
    """A boy runs to his first school bus; his mother weeps, his little sister is cross at being left behind."""
    pen.sky("#8fcdf0", "#d9eff5", "#fff0cf", bottom=520)
    weather.sun(pen, 90, 90, 38)
    place.skyline(pen, 516, "#b9c9d6", 33, height=210)
    place.road(pen, 560, "#6b7080")
    street.bus(pen, 690, 640, 1.05)
    pen.text(800, 407, "SCHOOL BUS", "#39303f", 25)
    boy = Look(TAN, "short", DARK_HAIR, "#3fa7d6", "#39405e", build=CHILD, detail="vest", detail_colour="#e2574c")
    running = Pose(
        faces.CHEERING, (-80, -110), (80, -130), turn=0.6, lean=6, hands=OPEN, left_foot=(-40, 74), right_foot=(44, 96)
    )
    pen.shadow(560, 694, 80, 14)
    standing(pen, 560, 686, boy, running, scale=1.45, shadow=False)
    mother = Look(TAN, "bun", BROWN_HAIR, "#a8748c", "#4a4f6b", build=WOMAN, garment="skirt")
    waving = Pose(faces.TEARFUL, (-26, -112), (110, -170), turn=0.6, gaze=(1, 0.2), tilt=5, hands=("relaxed", "open"))
    standing(pen, 200, 694, mother, waving, scale=1.16)
    sister = Look(TAN, "bob", BROWN_HAIR, "#ffd166", "#d9627a", sleeves="short", build=CHILD, garment="dress")
    small = standing(
        pen, 370, 700, sister, Pose(faces.CROSS, (-18, -40), (20, -46), turn=0.6, gaze=(1, 0), hands=FISTS), scale=1.08
    )
    weather.anger_marks(pen, small.head[0] + 38, small.head[1] - 30, 0.7)


def auction(pen: Pen) -> None:
    """The hammer falls: one bidder wins the painting, another loses it, the old owner parts with it."""
    place.room(pen, "#8f5a4f", "#6b4438", 480)
    place.wallpaper(pen, "#a5695a", 480)
    _painting(furniture.frame(pen, 250, 190, 300, 230, "#c9a13c", "#8fc0dc"))
    seller = Look(ROSY, "bun", GREY_HAIR, "#5d5f7a", "#43465e", build=ELDER, garment="skirt")
    standing(
        pen,
        90,
        590,
        seller,
        Pose(faces.TEARFUL, (-10, -100), (52, 4), turn=0.6, slump=0.6, gaze=(0.8, -0.6)),
        scale=0.92,
    )
    caller = Look(PALE, "swept", DARK_HAIR, "#39405e", "#2b2f44", detail="suit", detail_colour="#c9a13c")
    draw_person(
        pen, 560, 330, caller, Pose(faces.GLAD, (-80, -90), (76, -206), legs=False, hands=("open", "fist")), scale=0.92
    )
    pen.box(470, 340, 180, 190, "#5a3a2e", 6)
    pen.box(456, 326, 208, 22, "#7a5040", 4)
    hammer = pen.moved(632, 130, 1, 30)
    hammer.line([(0, 40), (0, -10)], "#8b5e43", 9)
    hammer.box(-30, -34, 60, 26, "#8b5e43", 5)
    pen.box(720, 120, 190, 80, "#2d2331", 8)
    pen.text(815, 160, "SOLD  90 000", "#ffd166", 26)
    winner = Look(DEEP, "afro", BLACK_HAIR, "#2ec4b6", "#2b3557", build=WOMAN, garment="dress")
    leap = Pose(faces.THRILLED, (-80, -216), (72, -226), turn=-0.2, hands=("fist", "fist"))
    figure = standing(pen, 430, 712, winner, leap, scale=1.08)
    _paddle(pen.moved(*figure.right_hand), "27")
    loser = Look(
        ROSY, "thin", BROWN_HAIR, "#7a4a5c", "#3a3040", detail="suit", detail_colour="#d9b35b", beard="moustache"
    )
    rage = Pose(faces.FURIOUS, (-100, -170), (62, -14), turn=-0.6, gaze=(-1, -0.2), hands=("fist", "fist"))
    man = standing(pen, 770, 712, loser, rage, scale=1.14)
    weather.anger_marks(pen, man.head[0] + 42, man.head[1] - 40)
    paddle = pen.moved(862, 690, 1, 70)
    _paddle(paddle, "14")


def _painting(pen: Pen) -> None:
    pen.ellipse(70, -50, 24, None, "#ffe08a")
    pen.polygon([(-141, 30), (-60, -50), (0, 20), (60, -30), (141, 40), (141, 106), (-141, 106)], "#7f8fb5")
    pen.polygon([(-141, 60), (141, 44), (141, 106), (-141, 106)], "#6fae7f")
    pen.polygon([(-40, 106), (10, 50), (26, 50), (40, 106)], "#e8dcc4")
    pen.box(-90, 30, 44, 36, "#f4ecdd")
    pen.polygon([(-98, 32), (-38, 32), (-68, 8)], "#b5533c")


def _paddle(pen: Pen, number: str) -> None:
    pen.line([(0, 10), (0, -30)], "#b98355", 8)
    pen.ellipse(0, -58, 32, 34, "#fffaf0")
    pen.text(0, -58, number, "#39303f", 28)


def promotion(pen: Pen) -> None:
    """One colleague is promoted and applauded; another, passed over, packs a grim face behind a desk."""
    place.room(pen, "#c3cfd6", "#8f939f", 510, boards=False)
    place.window(pen, 60, 80, 240, 220, ("#8fc7ea", "#e6f2f5"))
    furniture.plant(pen, 920, 560, 1.2)
    things.bunting(pen, (360, 50), (960, 60), 46, 9)
    pen.box(600, 110, 330, 66, "#fffaf0", 10)
    pen.text(765, 144, "NEW TEAM LEAD", "#2f6f7a", 32)
    boss = Look(ROSY, "side", GREY_HAIR, "#39405e", "#2b2f44", detail="suit", detail_colour="#c8503c", glasses=True)
    standing(pen, 800, 650, boss, Pose(faces.GLAD, (-112, -70), (58, 4), turn=-0.6), scale=1.08)
    star = Look(BROWN, "curly", BLACK_HAIR, "#f2a03d", "#43324f", build=WOMAN, garment="skirt")
    lead = standing(
        pen,
        570,
        650,
        star,
        Pose(faces.BEAMING, (-88, -226), (104, -72), turn=0.3, hands=("fist", "relaxed")),
        scale=1.1,
    )
    nature.bouquet(pen, lead.left_hand[0], lead.left_hand[1] - 14, 0.8, ("#ffd166", "#fffaf0", "#f28c28"))
    friend = Look(TAN, "bob", DARK_HAIR, "#6fae9f", "#4a4f6b", build=WOMAN)
    standing(pen, 420, 640, friend, Pose(faces.BEAMING, (-14, -92), (16, -92), turn=0.5, hands=OPEN), scale=0.98)
    weather.confetti(pen, 71, 50, 180, 430)
    man = Look(PALE, "short", RED_HAIR, "#5d6f94", "#39405e", detail="suit", detail_colour="#7a3f4a")
    bitter = Pose(
        faces.CROSS, (-52, -22), (46, -18), turn=0.5, slump=0.8, gaze=(1, -0.1), hands=("fist", "fist"), legs=False
    )
    draw_person(pen, 180, 560, man, bitter, scale=1.24, shadow=False)
    furniture.table(pen, 180, 590, 420, 130, "#a9744f")
    furniture.laptop(pen, 320, 590, 0.9, "#39405e", flip=True)
    things.paper(pen, 90, 588, 1, 74)
    things.paper(pen, 130, 592, 1, 96, "#fffaf0", "#d81e2c")


PICTURES = {
    "demo/complex/complex_01.jpg": chess_final,
    "demo/complex/complex_02.jpg": wedding_guest,
    "demo/complex/complex_03.jpg": penalty,
    "demo/complex/complex_04.jpg": school_bus,
    "demo/complex/complex_05.jpg": auction,
    "demo/complex/complex_06.jpg": promotion,
}
