"""Things that stand or drive in the street."""

import random

from annotation.demo.drawing import shapes
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.colour import darker, lighter

GLASS = "#bfe0ee"


def wheel(pen: Pen, x: float, y: float, radius: float = 30) -> None:
    """Draw a wheel around (x, y)."""
    pen.ellipse(x, y, radius, None, "#26242f")
    pen.ellipse(x, y, radius * 0.58, None, "#c9ccd4")
    pen.ellipse(x, y, radius * 0.2, None, "#7c808c")


def car(
    pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#d6453d", flip: bool = False, crushed: bool = False
) -> None:
    """Draw a car, its wheels on the ground at (x, y), its front to the right; `crushed` folds the bonnet."""
    own = pen.moved(x, y, scale, flip=flip)
    own.shadow(0, 0, 200, 24, 0.55)
    nose = (
        [(150, -92), (166, -110), (176, -84), (160, -66), (172, -40)]
        if crushed
        else [(150, -92), (180, -82), (188, -56), (186, -34)]
    )
    body = [
        (-180, -34),
        (-184, -80),
        (-150, -96),
        (-106, -102),
        (-70, -156),
        (40, -158),
        (92, -104),
        *nose,
        (160, -26),
        (-170, -26),
    ]
    own.polygon(body, colour)
    own.polygon(
        [(-180, -52), (184 if not crushed else 168, -52), (180 if not crushed else 166, -26), (-176, -26)],
        darker(colour, 0.18),
    )
    own.polygon([(-90, -104), (-62, -146), (-12, -147), (-12, -104)], GLASS)
    own.polygon([(0, -104), (0, -147), (34, -147), (74, -104)], GLASS)
    own.polygon([(-80, -106), (-58, -144), (-44, -144), (-62, -106)], "#ffffff66")
    own.lines((((-6, -102), (-6, -34)), ((-98, -100), (-98, -60))), darker(colour, 0.3), 2.4)
    own.box(8, -88, 22, 6, darker(colour, 0.35), 3)
    own.ellipse(166 if not crushed else 158, -70, 12, 10, "#fff2b3" if not crushed else "#8b8f99")
    own.box(-184, -82, 14, 18, "#e2574c", 4)
    if crushed:
        own.lines(
            (((118, -98), (140, -74)), ((132, -104), (154, -84)), ((120, -70), (156, -56))), darker(colour, 0.45), 3.4
        )
        own.polygon([(92, -104), (128, -136), (152, -96)], lighter(colour, 0.18))
    for wx in (-112, 112):
        own.ellipse(wx, -30, 40, None, darker(colour, 0.45))
        wheel(own, wx, -28, 32)


def bus(pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#f0b429", flip: bool = False) -> None:
    """Draw a bus, its wheels on the ground at (x, y), its front to the right."""
    own = pen.moved(x, y, scale, flip=flip)
    own.shadow(0, 0, 290, 26, 0.5)
    own.box(-270, -236, 540, 214, colour, 26)
    own.box(-270, -96, 540, 16, darker(colour, 0.5))
    own.box(-268, -60, 536, 38, darker(colour, 0.16), 10)
    for wx in (-244, -150, -56):
        own.box(wx, -208, 82, 88, GLASS, 8)
        own.polygon([(wx + 10, -130), (wx + 34, -204), (wx + 52, -204), (wx + 28, -130)], "#ffffff66")
    own.box(212, -208, 56, 96, GLASS, 8)
    own.box(50, -212, 76, 186, darker(colour, 0.3), 6)
    own.box(56, -204, 64, 172, "#5a4a46", 4)
    own.box(140, -208, 58, 88, GLASS, 8)
    own.ellipse(258, -76, 10, 12, "#fff7cf")
    for wx in (-168, 172):
        own.ellipse(wx, -32, 46, None, darker(colour, 0.45))
        wheel(own, wx, -30, 37)


def lamp_post(pen: Pen, x: float, y: float, height: float = 330, lit: bool = True) -> None:
    """Draw a street lamp, its foot at (x, y), with its cone of light."""
    if lit:
        pen.soft(
            [(x + 34, y - height + 20), (x + 72, y - height + 20), (x + 170, y + 20), (x - 70, y + 20)], "#ffe9a64c", 10
        )
        pen.glow(x + 52, y - height + 16, 110, 90, "#ffe9a6b4", 1.5)
    pen.line([(x, y), (x, y - height)], "#3a3d4e", 9, 7)
    pen.curve([(x, y - height), (x + 14, y - height - 14), (x + 52, y - height - 6)], "#3a3d4e", 7)
    pen.polygon(
        [(x + 30, y - height + 12), (x + 74, y - height + 12), (x + 62, y - height - 8), (x + 42, y - height - 8)],
        "#3a3d4e",
    )
    pen.ellipse(x + 52, y - height + 14, 18, 8, "#fff6d5" if lit else "#9aa0ae")


def sign(pen: Pen, x: float, y: float, height: float, kind: str) -> None:
    """Draw a road sign, its foot at (x, y): "no parking" or "bus stop"."""
    pen.line([(x, y), (x, y - height)], "#8d93a1", 8)
    top = y - height
    if kind == "no parking":
        pen.ellipse(x, top, 36, None, "#d6453d")
        pen.ellipse(x, top, 28, None, "#3a6fb7")
        pen.lines((((x - 20, top - 20), (x + 20, top + 20)), ((x + 20, top - 20), (x - 20, top + 20))), "#d6453d", 7)
    else:
        pen.box(x - 34, top - 34, 68, 68, "#f0b429", 12)
        pen.box(x - 20, top - 20, 40, 30, "#39405e", 5)
        pen.box(x - 15, top - 15, 30, 12, "#f4f7ef", 2)
        for wx in (-11, 11):
            pen.ellipse(x + wx, top + 12, 6, None, "#39405e")


def bench(pen: Pen, x: float, y: float, width: float = 240, colour: str = "#8b5e43") -> None:
    """Draw a bench seen from the front; the seat is 78 units above the ground at y."""
    pen.shadow(x, y, width * 0.6, 16)
    for side in (-1, 1):
        pen.line([(x + side * width * 0.42, y), (x + side * width * 0.42, y - 150)], "#3a3d4e", 9)
    for row in (-150, -122):
        pen.box(x - width / 2, y + row, width, 20, colour, 5)
    pen.box(x - width / 2 - 6, y - 84, width + 12, 16, lighter(colour, 0.12), 5)
    pen.box(x - width / 2 - 6, y - 68, width + 12, 9, darker(colour, 0.25), 3)


def shelter(pen: Pen, x: float, y: float, width: float = 330, height: float = 300) -> None:
    """Draw a bus shelter, its floor at y."""
    pen.box(x, y - height, width, height, "#c9def03c")
    for px in (x, x + width * 0.5, x + width):
        pen.line([(px, y), (px, y - height)], "#39405e", 8)
    pen.polygon(
        [(x + 24, y - 40), (x + 70, y - height + 20), (x + 110, y - height + 20), (x + 64, y - 40)], "#ffffff1e"
    )
    pen.box(x - 26, y - height - 18, width + 52, 22, "#2d3350", 8)
    pen.box(x - 26, y - height, width + 52, 6, "#4a5272")


def house(pen: Pen, x: float, y: float, width: float, height: float, wall: str, roof: str) -> None:
    """Draw the front of a house with bricks hinted at, its ground line at y."""
    pen.shaded(
        [(x, y), (x, y - height), (x + width, y - height), (x + width, y)], lighter(wall, 0.1), darker(wall, 0.08)
    )
    for row in range(6):
        for column in range(5):
            bx, by = x + 16 + column * width / 5 + (row % 2) * 22, y - height + 26 + row * height / 6
            pen.box(bx, by, 30, 9, darker(wall, 0.1), 2)
    pen.polygon(
        [
            (x - 34, y - height + 4),
            (x + width + 34, y - height + 4),
            (x + width - 20, y - height - 84),
            (x + 20, y - height - 84),
        ],
        roof,
    )
    pen.box(x - 34, y - height - 2, width + 68, 12, darker(roof, 0.25), 4)


def door(pen: Pen, x: float, y: float, width: float = 96, height: float = 200, colour: str = "#3f6f6b") -> None:
    """Draw a door standing at (x, y), y being the ground."""
    pen.box(x - 10, y - height - 10, width + 20, height + 10, "#f4ecdd", 4)
    pen.box(x, y - height, width, height, colour, 3)
    for dy in (0.1, 0.54):
        pen.box(x + 16, y - height + height * dy, width - 32, height * 0.34, darker(colour, 0.16), 4)
    pen.ellipse(x + width - 12, y - height * 0.46, 6, None, "#f2c14e")


def shards(
    pen: Pen, x: float, y: float, seed: int, count: int = 14, colour: str = "#d9eef7", spread: float = 60
) -> None:
    """Strew splinters of glass on the ground around (x, y)."""
    dice = random.Random(seed)
    for _ in range(count):
        px, py, size = x + dice.uniform(-spread, spread), y + dice.uniform(-12, 12), dice.uniform(5, 11)
        pen.polygon(shapes.star(px, py, size, size * 0.4, 3, dice.uniform(0, 120)), colour)


def train(pen: Pen, x: float, y: float, length: float, colour: str = "#2f7f8c") -> None:
    """Draw a train from x on to the right, its rails at y."""
    pen.shaded(
        [
            (x, y - 230),
            (x + length, y - 230),
            (x + length, y - 20),
            (x + 30, y - 20),
            (x - 60, y - 60),
            (x - 40, y - 160),
        ],
        lighter(colour, 0.2),
        darker(colour, 0.15),
    )
    pen.polygon(
        [(x - 34, y - 158), (x + 2, y - 214), (x + 40, y - 214), (x + 40, y - 130), (x - 42, y - 130)], "#253047"
    )
    for step in range(80, int(length), 130):
        pen.box(x + step, y - 200, 96, 70, "#fff0c2", 8)
    pen.box(x - 40, y - 110, length + 40, 14, "#f4f7ef")
    pen.ellipse(x - 40, y - 84, 10, None, "#fff7cf")
