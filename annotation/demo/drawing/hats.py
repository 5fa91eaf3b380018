"""Hats, drawn around the middle of the head."""

from annotation.demo.drawing import shapes
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.colour import darker, lighter

DOME = [(-45, -16), (-44, -40), (-26, -60), (0, -66), (26, -60), (44, -40), (45, -16)]


def _cap(pen: Pen, colour: str) -> None:
    pen.polygon(shapes.smooth(DOME), colour)
    pen.blob([(-46, -22), (0, -28), (46, -22), (58, -12), (30, -14), (0, -17), (-44, -12)], darker(colour, 0.25))
    pen.ellipse(0, -66, 4, 3, darker(colour, 0.25))


def _beanie(pen: Pen, colour: str) -> None:
    pen.polygon(shapes.smooth(DOME), colour)
    pen.box(-49, -30, 98, 20, lighter(colour, 0.25), 9)
    for x in range(-38, 45, 15):
        pen.line([(x, -27), (x, -14)], darker(colour, 0.05), 2)
    pen.ellipse(0, -70, 13, None, lighter(colour, 0.5))


def _mortarboard(pen: Pen, colour: str) -> None:
    pen.polygon([(-40, -22), (40, -22), (36, -48), (-36, -48)], darker(colour, 0.2))
    pen.polygon([(0, -70), (68, -50), (0, -32), (-68, -50)], colour)
    pen.line([(0, -51), (46, -44), (48, -14)], "#f2c14e", 3)
    pen.box(43, -16, 10, 18, "#f2c14e", 3)


def _party(pen: Pen, colour: str) -> None:
    pen.polygon([(-26, -40), (26, -40), (2, -102)], colour)
    for x, y in ((-8, -52), (10, -60), (-2, -74)):
        pen.ellipse(x, y, 5, None, lighter(colour, 0.7))
    pen.ellipse(2, -102, 9, None, "#fff3c4")


def _helmet(pen: Pen, colour: str) -> None:
    pen.polygon(shapes.smooth([(-49, -6), (-48, -40), (-28, -62), (0, -68), (28, -62), (48, -40), (49, -6)]), colour)
    pen.box(-52, -18, 104, 12, darker(colour, 0.25), 6)
    pen.line([(0, -66), (0, -20)], lighter(colour, 0.3), 7)


def _chef(pen: Pen, colour: str) -> None:
    for x, y in ((-24, -72), (24, -72), (0, -84), (0, -64)):
        pen.ellipse(x, y, 26, 22, colour)
    pen.box(-38, -60, 76, 34, darker(colour, 0.06), 6)


def _straw(pen: Pen, colour: str) -> None:
    pen.blob([(-78, -22), (-40, -32), (40, -32), (78, -22), (40, -10), (-40, -10)], darker(colour, 0.12))
    pen.blob([(-42, -26), (-36, -58), (0, -68), (36, -58), (42, -26), (0, -20)], colour)
    pen.polygon([(-42, -32), (42, -32), (43, -22), (-43, -22)], "#c8503c")


def _police(pen: Pen, colour: str) -> None:
    pen.blob([(-56, -46), (-30, -66), (0, -70), (30, -66), (56, -46), (44, -30), (-44, -30)], colour)
    pen.box(-43, -36, 86, 14, darker(colour, 0.35), 3)
    pen.blob([(-42, -24), (42, -24), (34, -12), (0, -8), (-34, -12)], darker(colour, 0.5))
    pen.polygon(shapes.star(0, -48, 10, 5), "#f2c14e")


def _crown(pen: Pen, colour: str) -> None:
    pen.polygon([(-30, -40), (-34, -72), (-16, -56), (0, -78), (16, -56), (34, -72), (30, -40)], colour)
    for x, y in ((-34, -72), (0, -78), (34, -72)):
        pen.ellipse(x, y, 5, None, "#e2574c")


def _wreath(pen: Pen, colour: str) -> None:
    for index, (x, y) in enumerate(shapes.arc(0, -14, 45, 34, 185, 355, 10)):
        pen.ellipse(x, y, 8, None, ("#fff4f4", colour, "#8fc08a")[index % 3])


HATS = {
    "cap": _cap,
    "beanie": _beanie,
    "mortarboard": _mortarboard,
    "party": _party,
    "helmet": _helmet,
    "chef": _chef,
    "straw": _straw,
    "police": _police,
    "crown": _crown,
    "wreath": _wreath,
}
