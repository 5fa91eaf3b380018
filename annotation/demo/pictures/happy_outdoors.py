"""Pictures of happiness under the open sky."""

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
    ELDER,
    GREY_HAIR,
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

OPEN = ("open", "open")
GROUND_SEAT = {"left_foot": (-62, 34), "right_foot": (62, 34), "thigh": 62}


def picnic(pen: Pen) -> None:
    """A family laughs together on a picnic blanket."""
    pen.sky("#7cc6f2", "#c8e9f7", "#fdf3d3", bottom=440)
    weather.sun(pen, 130, 100)
    weather.cloud(pen, 420, 100, 0.9)
    weather.cloud(pen, 760, 70, 0.7)
    place.hills(pen, "#9ccf8a", "#7fc06d", 430)
    nature.tree(pen, 850, 520, 1.55)
    nature.bush(pen, 80, 480, 0.9)
    place.grass(pen, 4, 470, "#5f9f55")
    for x, colour in ((60, "#f2545b"), (130, "#fffaf0"), (910, "#f7b538"), (830, "#f2545b")):
        nature.flower(pen, x, 700 - x % 40, 0.8, colour, 34)
    _blanket(pen)
    father = Look(TAN, "short", DARK_HAIR, "#e8804c", "#4a5f8a", beard="beard")
    draw_person(pen, 250, 580, father, Pose(faces.BEAMING, (-66, 18), (92, -64), turn=0.5, **GROUND_SEAT), scale=1.1)
    girl = Look(TAN, "pigtails", BROWN_HAIR, "#ffd166", "#d9627a", sleeves="short", build=CHILD, garment="dress")
    small = Pose(faces.LAUGHING, (-80, -96), (80, -98), hands=OPEN, left_foot=(-36, 26), right_foot=(36, 26), thigh=40)
    draw_person(pen, 470, 590, girl, small, scale=1.3)
    mother = Look(PALE, "wavy", RED_HAIR, "#4fa38f", "#4a5f8a", hat="straw", hat_colour="#f0d28c", build=WOMAN)
    draw_person(
        pen, 690, 580, mother, Pose(faces.TENDER, (-98, -54), (60, 16), turn=-0.5, tilt=-6, **GROUND_SEAT), scale=1.12
    )
    _picnic_food(pen)


def _blanket(pen: Pen) -> None:
    pen.polygon([(120, 590), (840, 590), (930, 704), (40, 704)], "#e8e2d8")
    for index in range(9):
        x = 120 + index * 80
        pen.polygon([(x, 590), (x + 40, 590), (x * 1.1 - 10, 704), (x * 1.1 - 58, 704)], "#e2574c99")
    for y in (600, 636, 680):
        pen.polygon([(110, y), (850, y), (858, y + 14), (100, y + 14)], "#e2574c66")


def _picnic_food(pen: Pen) -> None:
    pen.box(370, 632, 130, 58, "#b98355", 10)
    for y in (644, 660, 676):
        pen.line([(372, y), (498, y)], "#8b5e43", 3)
    pen.line(shapes.arc(435, 634, 52, 40, 180, 360), "#8b5e43", 8)
    pen.ellipse(590, 676, 62, 14, "#fffaf0")
    for x, colour in ((560, "#e2574c"), (590, "#7fc06d"), (616, "#f7b538")):
        pen.ellipse(x, 660, 16, None, colour)
    pen.box(520, 624, 18, 52, "#7fb6d9", 6)


def garden_harvest(pen: Pen) -> None:
    """An old couple hold up a giant pumpkin and a basket full of vegetables."""
    pen.sky("#8ccff0", "#d8eff5", "#fff2cf", bottom=440)
    weather.sun(pen, 840, 100)
    place.hills(pen, "#a6cf86", "#86bd6a", 420)
    street.house(pen, 60, 430, 200, 160, "#e0b08a", "#b5553c")
    for x in range(0, 960, 44):
        pen.polygon([(x, 470), (x + 30, 470), (x + 30, 392), (x + 15, 376), (x, 392)], "#fffaf0")
    pen.box(0, 410, 960, 12, "#f0e6d4")
    pen.sky("#8a5f43", "#6f4a34", top=470)
    for row, y in enumerate((520, 590)):
        for x in range(30 + row * 30, 960, 96):
            nature.bush(pen, x, y, 0.36, ("#5d9c59", "#7fae4f")[row])
            pen.ellipse(x + 6, y - 2, 10, None, ("#e2574c", "#f28c28")[row])
    woman = Look(
        ROSY, "bun", GREY_HAIR, "#d9627a", "#5d6fa0", hat="straw", hat_colour="#f0d28c", build=WOMAN, garment="skirt"
    )
    gran = standing(pen, 310, 696, woman, Pose(faces.BEAMING, (-46, -50), (46, -50), turn=0.4, tilt=5), scale=1.16)
    _basket(pen.moved(310, gran.left_hand[1] + 12))
    man = Look(
        BROWN,
        "thin",
        GREY_HAIR,
        "#5f8fae",
        "#4a5a80",
        build=ELDER,
        detail="vest",
        detail_colour="#8b5e43",
        beard="moustache",
    )
    gramps = standing(pen, 620, 696, man, Pose(faces.LAUGHING, (-74, -36), (74, -36), turn=-0.3, tilt=-5), scale=1.16)
    _pumpkin(pen.moved(620, gramps.left_hand[1] - 4))
    nature.bird(pen, 400, 110)
    nature.bird(pen, 450, 90, 0.8)


def _basket(pen: Pen) -> None:
    for x, y, colour in (
        (-44, -30, "#e2574c"),
        (-14, -38, "#7fae4f"),
        (18, -34, "#f28c28"),
        (46, -28, "#8f5aa8"),
        (2, -20, "#f2c14e"),
    ):
        pen.ellipse(x, y, 23, None, colour)
    pen.polygon([(-74, -22), (74, -22), (56, 44), (-56, 44)], "#b98355")
    for y in (-8, 10, 28):
        pen.line([(-66, y), (66, y)], "#8b5e43", 4)


def _pumpkin(pen: Pen) -> None:
    for x, width in ((-62, 44), (62, 44), (-34, 48), (34, 48), (0, 40)):
        pen.ellipse(x, 0, width, 66, ("#e8791e", "#f28c28", "#f7a24a")[abs(x) // 31 % 3])
    pen.curve([(0, -60), (4, -82), (20, -92)], "#5d7f3f", 14, 9)


def dog_play(pen: Pen) -> None:
    """A girl runs over a flowering meadow with her leaping dog."""
    pen.sky("#5fb9ef", "#b7e2f7", "#fdf4d4", bottom=440)
    weather.sun(pen, 800, 110)
    weather.cloud(pen, 200, 110, 1.1)
    weather.cloud(pen, 520, 70, 0.8)
    place.hills(pen, "#8fcf86", "#72bd63", 430)
    nature.tree(pen, 90, 500, 1.2)
    place.grass(pen, 9, 480, "#559a4c", 90)
    for index, x in enumerate(range(30, 960, 74)):
        nature.flower(
            pen, x, 520 + (index * 67) % 180, 0.75, ("#f2545b", "#fffaf0", "#f7b538", "#c77dff")[index % 4], 28
        )
    look = Look(BROWN, "curly", BLACK_HAIR, "#ffd166", "#3f6fb5", sleeves="short", garment="shorts", build=CHILD)
    feet = {"left_foot": (-58, 62), "right_foot": (50, 88)}
    pose = Pose(faces.LAUGHING, (-82, -92), (94, -92), turn=0.6, lean=6, gaze=(1, 0.3), hands=OPEN, **feet)
    pen.shadow(300, 690, 110, 18)
    draw_person(pen, 300, 530, look, pose, scale=1.75, shadow=False)
    pen.shadow(670, 690, 130, 18)
    nature.dog(pen.moved(650, 640, 1, -12), 0, 0, 1.7, flip=True)
    things.ball(pen, 590, 300, 26)
    pen.curve([(470, 350), (510, 306), (556, 294)], "#ffffffb0", 4)


def wedding(pen: Pen) -> None:
    """A bride and a groom laugh under a shower of petals; their guests clap."""
    pen.sky("#a9dcf2", "#e6f3f2", "#fff1dc", bottom=460)
    place.hills(pen, "#aed3a0", "#94c584", 450)
    _arch(pen)
    weather.confetti(pen, 44, 90, 0, 460)
    pen.polygon([(380, 470), (580, 470), (760, 720), (200, 720)], "#fdf6ea")
    guests = (
        (90, ROSY, "bob", RED_HAIR, "#c77dff"),
        (200, BROWN, "short", BLACK_HAIR, "#5f8fae"),
        (770, TAN, "bun", GREY_HAIR, "#f0a35e"),
        (875, DEEP, "afro", BLACK_HAIR, "#59b38f"),
    )
    for x, skin, hair, colour, top in guests:
        guest = Look(skin, hair, colour, top, "#4a4f6b", build=WOMAN)
        side = 0.5 if x < 480 else -0.5
        standing(pen, x, 640, guest, Pose(faces.BEAMING, (-16, -92), (16, -92), turn=side, hands=OPEN), scale=0.92)
    groom = Look(BROWN, "short", BLACK_HAIR, "#33416e", "#2b3557", detail="bow", detail_colour="#e8677d")
    standing(
        pen,
        556,
        694,
        groom,
        Pose(faces.BEAMING, (-70, -26), (96, -196), turn=-0.4, tilt=-6, hands=("relaxed", "open")),
        scale=1.14,
    )
    bride = Look(
        PALE,
        "veil",
        BLOND_HAIR,
        "#fffdfa",
        "#fffdfa",
        sleeves="short",
        garment="gown",
        build=WOMAN,
        hat="wreath",
        hat_colour="#f7a8b8",
    )
    pen.blob([(340, 330), (460, 330), (500, 640), (400, 690), (290, 650)], "#ffffffa8")
    wife = standing(pen, 400, 694, bride, Pose(faces.LAUGHING, (-44, -60), (62, -16), turn=0.4, tilt=6), scale=1.14)
    nature.bouquet(pen, wife.left_hand[0] + 10, wife.left_hand[1] - 4, 0.95)


def _arch(pen: Pen) -> None:
    path = shapes.arc(480, 330, 240, 270, 180, 360, 40)
    pen.line([(240, 640), *path, (720, 640)], "#fffaf0", 15)
    for index, (x, y) in enumerate(
        [*path[::2], (240, 400), (240, 470), (720, 400), (720, 470), (240, 540), (720, 540)]
    ):
        pen.ellipse(x, y, 26, None, "#7fae6f")
        pen.ellipse(x + (-1) ** index * 9, y + 4, 14, None, ("#f7a8b8", "#fffdfa", "#e8677d")[index % 3])
        pen.ellipse(x - 8, y - 8, 10, None, ("#fffdfa", "#f7c6d0")[index % 2])


def beach_sunset(pen: Pen) -> None:
    """Two friends of old age dance barefoot by the sea at sunset; a child builds a sandcastle."""
    pen.sky("#6f5aa8", "#e8779a", "#ffb26b", "#ffe2a0", bottom=400)
    weather.sun(pen, 640, 350, 72, "#fff0b0")
    pen.sky("#d9738f", "#7a6fb0", top=400, bottom=500)
    for y, half in ((412, 120), (428, 90), (446, 130), (466, 80), (484, 110)):
        pen.box(640 - half, y, half * 2, 5, "#ffe9b8b0", 2)
    shore = [(-20, 500), (200, 488), (480, 506), (760, 490), (980, 504)]
    pen.shaded([*shapes.smooth(shore), (980, 730), (-20, 730)], "#f2c894", "#d99f6c")
    pen.curve([(x, y + 4) for x, y in shore], "#fff6e6", 8)
    for x, y in ((150, 190), (200, 170), (760, 150)):
        nature.bird(pen, x, y, 1.1, "#5a4576")
    woman = Look(TAN, "wavy", BLACK_HAIR, "#f2545b", "#f2545b", "#8f5a3c", "short", "dress", build=WOMAN)
    man = Look(BROWN, "short", BLACK_HAIR, "#fffaf0", "#4a6f9f", "#6b4a38", beard="beard")
    turning = Pose(
        faces.LAUGHING, (-110, -150), (84, -110), turn=0.5, tilt=8, hands=("open", "relaxed"), left_foot=(-20, 130)
    )
    standing(pen, 250, 690, woman, turning, scale=1.15)
    standing(
        pen,
        470,
        690,
        man,
        Pose(faces.BEAMING, (-96, -104), (104, -160), turn=-0.5, hands=("relaxed", "open")),
        scale=1.15,
    )
    _sandcastle(pen.moved(820, 650))
    child = Look(TAN, "bob", BLACK_HAIR, "#ffd166", "#2ec4b6", sleeves="none", garment="shorts", build=CHILD)
    digging = Pose(faces.GLAD, (-60, -60), (74, -6), turn=0.4, left_foot=(-26, 40), right_foot=(26, 40), thigh=24)
    draw_person(pen, 690, 600, child, digging, scale=1.0)


def _sandcastle(pen: Pen) -> None:
    pen.shadow(0, 40, 130, 18)
    for x, width, height in ((-70, 56, 70), (0, 80, 100), (70, 56, 70)):
        pen.box(x - width / 2, 40 - height, width, height, "#c98f5c")
        for step in range(int(width / 16)):
            pen.box(x - width / 2 + step * 16, 40 - height - 11, 10, 12, "#c98f5c")
    pen.polygon(shapes.arc(0, 40, 16, 34, 180, 360), "#8a5f43")
    pen.line([(70, -30), (70, -84)], "#6b4a38", 4)
    pen.polygon([(70, -84), (108, -72), (70, -60)], "#f2545b")


PICTURES = {
    "demo/happy/happy_01.jpg": picnic,
    "demo/happy/happy_02.jpg": garden_harvest,
    "demo/happy/happy_03.jpg": dog_play,
    "demo/happy/happy_04.jpg": wedding,
    "demo/happy/happy_05.jpg": beach_sunset,
}
