"""Things that people hold, lose, give, break or carry."""

from annotation.demo.drawing import shapes
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.colour import darker, lighter
from annotation.demo.drawing.weather import PARTY


def suitcase(pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#c8694b") -> None:
    """Draw a closed suitcase standing at (x, y)."""
    own = pen.moved(x, y, scale)
    own.shadow(0, 2, 70, 14)
    own.lines((((-20, -96), (-20, -136)), ((20, -96), (20, -136)), ((-20, -136), (20, -136))), "#5a5d6b", 6)
    own.box(-56, -104, 112, 96, colour, 14)
    own.box(-38, -104, 12, 96, darker(colour, 0.25))
    own.box(26, -104, 12, 96, darker(colour, 0.25))
    own.box(-52, -100, 104, 14, lighter(colour, 0.2), 7)
    for side in (-36, 36):
        own.ellipse(side, -4, 8, None, "#2d2a3a")


def cake(pen: Pen, x: float, y: float, scale: float = 1, candles: int = 5, colour: str = "#f7c6d0") -> None:
    """Draw a cake with burning candles, its plate at (x, y)."""
    own = pen.moved(x, y, scale)
    own.ellipse(0, 0, 96, 12, "#e9eef2")
    own.box(-76, -62, 152, 62, colour, 8)
    own.box(-76, -34, 152, 8, lighter(colour, 0.6))
    for px in range(-66, 70, 22):
        own.ellipse(px, -56, 13, 14, "#fffaf0")
    own.box(-76, -68, 152, 14, "#fffaf0", 7)
    for index in range(candles):
        px = (index - (candles - 1) / 2) * 26
        own.box(px - 3.5, -102, 7, 36, PARTY[index % len(PARTY)], 2)
        own.glow(px, -112, 26, 26, "#ffd46699", 1.2)
        own.blob([(px, -126), (px + 6, -110), (px, -104), (px - 6, -110)], "#ffb02e")


def gift(
    pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#3fa7d6", ribbon: str = "#fff3c4", lid: bool = True
) -> None:
    """Draw a wrapped present standing at (x, y)."""
    own = pen.moved(x, y, scale)
    own.shadow(0, 2, 66, 12)
    own.box(-52, -78, 104, 78, colour, 4)
    own.box(28, -78, 24, 78, darker(colour, 0.14), 4)
    own.box(-9, -78, 18, 78, ribbon)
    if lid:
        own.box(-58, -94, 116, 24, lighter(colour, 0.14), 4)
        own.box(-9, -94, 18, 24, ribbon)
        for side in (-1, 1):
            own.blob([(0, -96), (side * 16, -122), (side * 36, -118), (side * 26, -98)], ribbon)
        own.ellipse(0, -97, 8, None, darker(ribbon, 0.15))


def balloon(pen: Pen, x: float, y: float, colour: str, string: tuple[float, float], scale: float = 1) -> None:
    """Draw a balloon around (x, y) on a string that ends at the given point."""
    end_x, end_y = string
    pen.curve([(x, y + 34 * scale), ((x + end_x) / 2 + 10, (y + end_y) / 2), (end_x, end_y)], "#ffffffb0", 2)
    own = pen.moved(x, y, scale)
    own.blob([(0, -40), (30, -22), (26, 14), (0, 38), (-26, 14), (-30, -22)], colour)
    own.polygon([(-6, 42), (6, 42), (0, 34)], darker(colour, 0.15))
    own.ellipse(-11, -18, 6, 10, lighter(colour, 0.55))


def bunting(pen: Pen, start: tuple[float, float], end: tuple[float, float], sag: float = 40, count: int = 10) -> None:
    """Draw a line of little flags between two points."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + sag)
    path = shapes.smooth([start, middle, end], steps=24)
    pen.line(path, "#fffaf0", 3)
    for index in range(count):
        x, y = path[int((index + 0.5) * len(path) / count)]
        pen.polygon([(x - 15, y), (x + 15, y), (x, y + 32)], PARTY[index % len(PARTY)])


def trophy(pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#f2c14e") -> None:
    """Draw a cup standing at (x, y)."""
    own = pen.moved(x, y, scale)
    own.glow(0, -60, 90, 90, "#fff0b866", 1.4)
    for side in (-1, 1):
        own.line(shapes.arc(side * 30, -72, 20, 22, 0, 360), darker(colour, 0.12), 6)
    own.blob([(-36, -104), (36, -104), (32, -64), (10, -40), (-10, -40), (-32, -64)], colour)
    own.box(-7, -46, 14, 26, darker(colour, 0.1))
    own.box(-28, -22, 56, 22, "#5a4036", 4)
    own.ellipse(-14, -80, 6, 16, lighter(colour, 0.6))


def paper(
    pen: Pen, x: float, y: float, scale: float = 1, rotate: float = 0, fill: str = "#fffaf0", stamp: str = ""
) -> None:
    """Draw a written sheet around (x, y)."""
    own = pen.moved(x, y, scale, rotate)
    own.box(-23, -30, 50, 66, "#17132e26", 2)
    own.box(-26, -34, 52, 68, fill, 2)
    for dy in (-22, -12, -2, 8):
        own.line([(-18, dy), (16 if dy != 8 else 4, dy)], "#8a90a3", 2.6)
    if stamp:
        own.box(-20, 14, 40, 13, stamp, 3)


def cup(pen: Pen, x: float, y: float, scale: float = 1, rotate: float = 0, colour: str = "#fffaf0") -> None:
    """Draw a mug around (x, y)."""
    own = pen.moved(x, y, scale, rotate)
    own.line(shapes.arc(22, 0, 12, 14, -90, 90), darker(colour, 0.2), 6)
    own.box(-20, -24, 42, 48, colour, 7)
    own.ellipse(1, -23, 21, 6, "#5b3a2a")
    own.box(-20, -4, 42, 8, "#d6453d")


def phone(pen: Pen, x: float, y: float, scale: float = 1, rotate: float = 0, screen: str = "#cfe6f5") -> None:
    """Draw a telephone around (x, y)."""
    own = pen.moved(x, y, scale, rotate)
    own.box(-15, -28, 30, 56, "#2d2a3a", 6)
    own.box(-12, -23, 24, 44, screen, 3)


def umbrella(pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#3d3550", rotate: float = 0) -> None:
    """Draw an open umbrella, its handle at (x, y)."""
    own = pen.moved(x, y, scale, rotate)
    own.line([(0, 0), (0, -170)], "#4b4150", 5)
    own.polygon(shapes.arc(0, -120, 122, 92, 180, 360), colour)
    for px in (-82, -41, 0, 41, 82):
        own.line([(px, -120), (px * 0.45, -206)], darker(colour, 0.35), 2)
        own.ellipse(px, -119, 20.5, 10, darker(colour, 0.1))


def ball(pen: Pen, x: float, y: float, radius: float = 26) -> None:
    """Draw a football around (x, y)."""
    pen.ellipse(x, y, radius, None, "#d5dae2")
    pen.ellipse(x - radius * 0.07, y - radius * 0.07, radius * 0.92, None, "#ffffff")
    pen.polygon(shapes.ellipse(x, y, radius * 0.36, radius * 0.36, 5), "#2d2a3a")
    for px, py in shapes.ellipse(x, y, radius * 0.84, radius * 0.84, 5):
        pen.line([(x + (px - x) * 0.42, y + (py - y) * 0.42), (px, py)], "#2d2a3a", radius * 0.08)
        pen.ellipse(px, py, radius * 0.15, None, "#2d2a3a")


def teddy(pen: Pen, x: float, y: float, scale: float = 1, torn: bool = False, colour: str = "#b98355") -> None:
    """Draw a teddy bear sitting at (x, y); torn, it has lost its head's neighbour: one arm and its stuffing."""
    own = pen.moved(x, y, scale)
    own.ellipse(0, -34, 30, 34, colour)
    own.ellipse(0, -30, 18, 22, lighter(colour, 0.35))
    for side in (-1, 1):
        own.ellipse(side * 24, -6, 17, 13, darker(colour, 0.1))
        own.ellipse(side * 24, -102, 12, None, darker(colour, 0.1))
        if not (torn and side == 1):
            own.line([(side * 24, -50), (side * 44, -26)], colour, 19)
    if torn:
        for dx, dy in ((30, -54), (38, -48), (32, -44), (42, -58)):
            own.ellipse(dx, dy, 8, None, "#fffaf0")
    own.ellipse(0, -84, 30, 27, colour)
    own.ellipse(0, -76, 14, 11, lighter(colour, 0.45))
    own.ellipse(0, -80, 5, 4, "#2d2026")
    for side in (-1, 1):
        own.ellipse(side * 11, -91, 3.4, None, "#2d2026")


def cone(pen: Pen, x: float, y: float, scale: float = 1, rotate: float = 0, scoops: tuple[str, ...] = ()) -> None:
    """Draw an ice-cream cone with its scoops around (x, y)."""
    own = pen.moved(x, y, scale, rotate)
    own.polygon([(-17, -4), (17, -4), (0, 52)], "#e0a458")
    for dx in (-9, 0, 9):
        own.line([(dx, -3), (dx * 0.2, 40)], "#b97d36", 1.8)
    for index, colour in enumerate(scoops):
        own.ellipse((-1) ** index * 3, -14 - index * 26, 21, 19, colour)


def gravestone(pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#9aa0aa") -> None:
    """Draw a gravestone standing at (x, y)."""
    own = pen.moved(x, y, scale)
    own.shadow(6, 2, 80, 14)
    own.polygon(
        [(-52, 0), (-52, -106), *shapes.arc(0, -106, 52, 50, 180, 360), (52, -106), (52, 0)], darker(colour, 0.2)
    )
    own.polygon([(-56, 0), (-56, -104), *shapes.arc(-4, -104, 52, 50, 180, 360), (48, -104), (48, 0)], colour)
    own.lines((((-4, -134), (-4, -96)), ((-18, -121), (10, -121))), darker(colour, 0.4), 6)
    for dy, half in ((-74, 30), (-56, 24), (-38, 28)):
        own.line([(-4 - half, dy), (-4 + half, dy)], darker(colour, 0.3), 4)


def board(
    pen: Pen, x: float, y: float, width: float, height: float, rows: tuple[tuple[str, str], ...], size: float = 26
) -> None:
    """Draw a dark display board with rows of (words, colour), centred on (x, y)."""
    pen.box(x - width / 2 - 8, y - height / 2 - 8, width + 16, height + 16, "#3a3d4e", 10)
    pen.box(x - width / 2, y - height / 2, width, height, "#151a2c", 6)
    for index, (words, colour) in enumerate(rows):
        pen.text(x, y - height / 2 + (index + 0.5) * height / len(rows), words, colour, size)
