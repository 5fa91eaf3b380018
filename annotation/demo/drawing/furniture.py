"""Furniture and what stands on it."""

from annotation.demo.drawing import shapes
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.colour import darker, lighter, see_through


def table(pen: Pen, x: float, y: float, width: float, height: float, colour: str = "#a9744f", cloth: str = "") -> None:
    """Draw a table whose top lies at y and whose feet stand `height` lower, centred on x."""
    pen.shadow(x, y + height, width * 0.55, 20)
    for side in (-1, 1):
        px = x + side * (width / 2 - 26)
        pen.polygon([(px - 9, y), (px + 9, y), (px + 6, y + height), (px - 6, y + height)], darker(colour, 0.2))
    pen.box(x - width / 2, y, width, 20, colour, 6)
    pen.box(x - width / 2, y, width, 7, lighter(colour, 0.2), 3)
    if cloth:
        pen.polygon(
            [(x - width / 2, y - 2), (x + width / 2, y - 2), (x + width / 2 + 8, y + 66), (x - width / 2 - 8, y + 66)],
            cloth,
        )
        for step in range(12):
            px = x - width / 2 + (step + 0.5) * width / 12
            pen.ellipse(px, y + 66, width / 24, 10, cloth)
            pen.line([(px, y + 12), (px, y + 62)], see_through(darker(cloth, 0.6), 0.1), 5)


def chair(pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#8b5e43") -> None:
    """Draw an empty chair seen from the front, its feet at y."""
    own = pen.moved(x, y, scale)
    own.shadow(0, 0, 56, 12)
    for side in (-1, 1):
        own.line([(side * 36, 0), (side * 34, -190)], darker(colour, 0.1), 10)
    for dy in (-186, -156, -126):
        own.box(-36, dy, 72, 15, colour, 5)
    own.box(-44, -88, 88, 18, lighter(colour, 0.15), 6)


def armchair(pen: Pen, x: float, y: float, width: float, colour: str = "#5f7fa8") -> None:
    """Draw a sofa or armchair, its feet at y; the seat is 84 units above."""
    pen.shadow(x, y, width * 0.62, 20)
    pen.box(x - width / 2, y - 196, width, 170, colour, 34)
    pen.box(x - width / 2 + 20, y - 106, width - 40, 60, lighter(colour, 0.1), 18)
    pen.box(x - width / 2 + 10, y - 60, width - 20, 48, darker(colour, 0.14), 12)
    for side in (-1, 1):
        pen.box(x + side * (width / 2 - 2) - 28, y - 132, 56, 122, darker(colour, 0.07), 24)


def bed(pen: Pen, x: float, y: float, width: float, blanket: str, frame: str = "#8b5e43") -> None:
    """Draw a bed seen from its side, head to the left at x, floor at y; the mattress top is 96 units above."""
    pen.shadow(x + width / 2, y, width * 0.56, 20)
    pen.box(x - 16, y - 200, 26, 200, frame, 10)
    pen.box(x + width - 10, y - 130, 22, 130, frame, 10)
    pen.box(x, y - 60, width, 34, darker(frame, 0.12), 4)
    pen.box(x + 4, y - 98, width - 8, 46, "#f2eee6", 14)
    pen.blob([(x + 16, y - 98), (x + 30, y - 132), (x + 110, y - 136), (x + 128, y - 100), (x + 70, y - 90)], "#ffffff")
    low = [(x + width * 0.36, y - 100), (x + width - 6, y - 104), (x + width - 2, y - 36), (x + width * 0.34, y - 36)]
    pen.shaded(low, lighter(blanket, 0.1), darker(blanket, 0.12))


def laptop(pen: Pen, x: float, y: float, scale: float = 1, screen: str = "#cfe6f5", flip: bool = False) -> None:
    """Draw an open laptop standing at (x, y), its screen turned a little to the right."""
    own = pen.moved(x, y, scale, flip=flip)
    own.polygon([(-60, -86), (50, -92), (66, -6), (-44, -2)], "#474b5c")
    own.polygon([(-53, -79), (44, -85), (58, -13), (-39, -9)], screen)
    own.polygon([(-46, -4), (68, -8), (96, 8), (-24, 12)], "#8a90a3")
    own.polygon([(-24, 12), (96, 8), (96, 13), (-24, 17)], "#5d6275")


def lamp(pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#f2c14e", lit: bool = True) -> None:
    """Draw a table lamp standing at (x, y)."""
    own = pen.moved(x, y, scale)
    if lit:
        own.glow(0, -96, 190, 170, "#ffe9a68c", 1.5)
    own.ellipse(0, -4, 26, 8, "#5a4a46")
    own.line([(0, -6), (0, -70)], "#5a4a46", 6)
    own.polygon([(-24, -130), (24, -130), (44, -68), (-44, -68)], lighter(colour, 0.35) if lit else darker(colour, 0.2))


def clock(pen: Pen, x: float, y: float, radius: float, hour: float, minute: float) -> None:
    """Draw a wall clock."""
    pen.ellipse(x + 3, y + 5, radius + 2, None, "#17132e33")
    pen.ellipse(x, y, radius, None, "#3a3d4e")
    pen.ellipse(x, y, radius * 0.86, None, "#fffaf0")
    for px, py in shapes.ellipse(x, y, radius * 0.72, radius * 0.72, 12):
        pen.ellipse(px, py, radius * 0.05, None, "#3a3d4e")
    for share, length, width in ((hour / 12, 0.45, 0.11), (minute / 60, 0.66, 0.08)):
        tip = pen.moved(x, y, radius, share * 360)
        tip.line([(0, 0), (0, -length)], "#2a1c2b", width)
    pen.ellipse(x, y, radius * 0.08, None, "#d6453d")


def frame(
    pen: Pen, x: float, y: float, width: float, height: float, rim: str = "#8b5e43", fill: str = "#e8dcc4"
) -> Pen:
    """Draw a picture frame centred on (x, y) and return a pen for its picture, the middle being its origin."""
    pen.box(x - width / 2 + 4, y - height / 2 + 6, width, height, "#17132e33", 3)
    pen.box(x - width / 2, y - height / 2, width, height, rim, 3)
    pen.box(x - width / 2 + 9, y - height / 2 + 9, width - 18, height - 18, fill)
    return pen.moved(x, y)


def rug(pen: Pen, x: float, y: float, width: float, depth: float, colour: str) -> None:
    """Draw an oval rug."""
    pen.ellipse(x, y, width / 2, depth / 2, darker(colour, 0.15))
    pen.ellipse(x, y, width / 2 - 10, depth / 2 - 4, colour)
    pen.ellipse(x, y, width / 2 - 34, depth / 2 - 12, lighter(colour, 0.15))


def shelf(pen: Pen, x: float, y: float, width: float, colours: tuple[str, ...], colour: str = "#a9744f") -> None:
    """Draw a wall shelf with books, its board at y."""
    position = x + 12.0
    index = 0
    while position < x + width - 30:
        tall, broad = 44 + (index * 17) % 26, 13 + (index * 7) % 9
        pen.box(position, y - tall, broad, tall, colours[index % len(colours)], 2)
        position += broad + (22 if index % 6 == 5 else 2)
        index += 1
    pen.box(x, y, width, 11, colour, 3)
    pen.box(x, y + 11, width, 6, "#17132e26")


def plant(pen: Pen, x: float, y: float, scale: float = 1, droop: bool = False) -> None:
    """Draw a potted plant standing at (x, y), drooping on request."""
    own = pen.moved(x, y, scale)
    own.shadow(0, 0, 44, 9)
    for dx in (-46, -22, 0, 22, 46):
        tip = -70 if droop else -130 + abs(dx) * 0.8
        own.curve(
            [(0, -44), (dx * 0.5, -104), (dx * (1.5 if droop else 1), tip)],
            "#5d8f59" if not droop else "#a99b5c",
            12,
            4,
        )
    own.polygon([(-30, -50), (30, -50), (22, 0), (-22, 0)], "#c8694b")
    own.box(-34, -58, 68, 14, "#d97e5d", 4)
