"""Plants and animals."""

from annotation.demo.drawing import shapes
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.colour import darker, lighter


def tree(pen: Pen, x: float, y: float, scale: float = 1, leaves: str = "#5d9c59", trunk: str = "#7a5540") -> None:
    """Draw a round tree standing at (x, y)."""
    own = pen.moved(x, y, scale)
    own.shadow(0, 2, 90, 16)
    own.polygon([(-12, 0), (12, 0), (8, -120), (-8, -120)], trunk)
    own.line([(0, -70), (34, -118)], trunk, 8, 4)
    for dx, dy, radius in ((-46, -140, 48), (46, -146, 46), (0, -186, 62), (0, -132, 54)):
        own.ellipse(dx, dy, radius, None, darker(leaves, 0.1))
    for dx, dy, radius in ((-44, -152, 36), (30, -170, 36), (-8, -204, 42)):
        own.ellipse(dx, dy, radius, None, leaves)
    own.ellipse(-24, -206, 20, None, lighter(leaves, 0.16))


def bare_tree(pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#54474a") -> None:
    """Draw a tree without leaves."""
    own = pen.moved(x, y, scale)
    own.polygon([(-14, 0), (14, 0), (6, -150), (-6, -150)], colour)
    for points in (
        ((0, -80), (-50, -140), (-66, -200)),
        ((0, -110), (48, -160), (58, -226)),
        ((0, -140), (-8, -200), (6, -256)),
    ):
        own.curve(points, colour, 10, 2.4)
    for points in (
        ((-50, -140), (-90, -160)),
        ((48, -160), (90, -186)),
        ((-4, -196), (-36, -236)),
        ((52, -196), (28, -236)),
    ):
        own.line(points, colour, 5, 1.6)


def pine(pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#2f6b4f", snowy: bool = False) -> None:
    """Draw a fir, with snow on its branches on request."""
    own = pen.moved(x, y, scale)
    own.box(-9, -24, 18, 26, "#6b4a38")
    for base, width, tip in ((-18, 72, -96), (-66, 58, -146), (-116, 44, -196)):
        own.polygon([(-width, base), (width, base), (0, tip)], colour)
        own.polygon([(width * 0.2, base), (width, base), (0, tip)], darker(colour, 0.16))
        if snowy:
            own.polygon([(-width * 0.45, base - 36), (0, base - 26), (width * 0.45, base - 36), (0, tip)], "#f3f8ff")


def bush(pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#4f8f55") -> None:
    """Draw a low bush."""
    own = pen.moved(x, y, scale)
    for dx, dy, radius in ((-40, -22, 30), (0, -34, 40), (42, -22, 30)):
        own.ellipse(dx, dy, radius, None, colour)
    own.box(-68, -24, 136, 24, colour, 10)
    own.ellipse(-12, -42, 20, 14, lighter(colour, 0.14))


def flower(pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#f2545b", stem: float = 40) -> None:
    """Draw a flower whose stem stands at (x, y)."""
    own = pen.moved(x, y, scale)
    own.line([(0, 0), (0, -stem)], "#4d8a4a", 4)
    own.blob([(0, -stem * 0.3), (14, -stem * 0.6), (18, -stem * 0.7), (6, -stem * 0.35)], "#5d9c59")
    for px, py in shapes.ellipse(0, -stem, 9, 9, 6):
        own.ellipse(px, py, 7.5, None, colour)
    own.ellipse(0, -stem, 6, None, "#ffdf7e")


def bouquet(
    pen: Pen, x: float, y: float, scale: float = 1, colours: tuple[str, ...] = ("#fff4f4", "#f7a8b8", "#e8677d")
) -> None:
    """Draw a bouquet held at (x, y)."""
    own = pen.moved(x, y, scale)
    own.polygon([(-16, -34), (16, -34), (7, 26), (-7, 26)], "#5d9c59")
    own.polygon([(-26, -30), (26, -30), (8, 12), (-8, 12)], "#f6ead6")
    for index, (px, py) in enumerate(
        ((-26, -40), (-9, -34), (9, -36), (26, -40), (-17, -58), (2, -56), (18, -58), (0, -74))
    ):
        own.ellipse(px, py, 13, None, darker(colours[index % len(colours)], 0.1))
        own.ellipse(px, py, 10, None, colours[index % len(colours)])
        own.ellipse(px + 1, py, 4, None, darker(colours[index % len(colours)], 0.14))
    own.box(-10, 0, 20, 8, "#e8677d", 3)


def dog(pen: Pen, x: float, y: float, scale: float = 1, coat: str = "#c98a4b", flip: bool = False) -> None:
    """Draw a cheerful dog that leaps to the right, its feet around (x, y)."""
    own = pen.moved(x, y, scale, flip=flip)
    own.shadow(0, 4, 90, 14)
    dark = darker(coat, 0.22)
    own.curve([(-62, -62), (-92, -84), (-96, -116)], coat, 15, 8)
    for points in (((-48, -40), (-66, -16), (-60, -2)), ((34, -44), (56, -20), (52, -2))):
        own.curve(points, dark, 18, 13)
    own.blob([(-68, -64), (-40, -86), (20, -84), (50, -74), (46, -40), (10, -30), (-46, -30)], coat)
    for points in (((-40, -40), (-44, -16), (-36, -2)), ((24, -44), (28, -20), (34, -2))):
        own.curve(points, coat, 18, 13)
    own.blob([(10, -40), (30, -36), (48, -60), (40, -78)], lighter(coat, 0.45))
    _dog_head(own.moved(58, -100), coat, dark)


def _dog_head(pen: Pen, coat: str, dark: str) -> None:
    pen.line([(-20, 20), (-6, 6)], coat, 36)
    pen.line([(-24, 16), (4, 26)], "#d6453d", 8)
    pen.ellipse(0, -4, 30, 27, coat)
    pen.blob([(8, -2), (34, -4), (44, 6), (34, 18), (8, 20)], lighter(coat, 0.4))
    pen.blob([(12, 15), (30, 15), (26, 34), (17, 34)], "#ef7f8b")
    pen.curve([(10, 14), (24, 16), (38, 10)], "#4a2f26", 3)
    pen.ellipse(42, 0, 7, 5.5, "#2d2026")
    pen.ellipse(10, -9, 4.6, 5.4, "#2d2026")
    pen.ellipse(11.6, -11, 1.6, None, "#ffffff")
    pen.blob([(-18, -22), (-34, -14), (-38, 14), (-26, 22), (-14, 0)], dark)


def bird(pen: Pen, x: float, y: float, scale: float = 1, colour: str = "#4a4a5e") -> None:
    """Draw a bird far away."""
    pen.moved(x, y, scale).curve([(-16, -4), (-7, -8), (0, 0), (7, -8), (16, -4)], colour, 2.8)
