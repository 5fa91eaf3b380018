"""Mouths, drawn around the middle of the mouth."""

from annotation.demo.drawing import shapes
from annotation.demo.drawing.canvas import Pen

LIP, DARK, TEETH, TONGUE = "#5b2230", "#6b1e2e", "#fffaf2", "#e0707a"


def _curved(pen: Pen, rise: float, width: float = 14) -> None:
    pen.curve([(-width, -rise), (0, rise), (width, -rise)], LIP, 3.6)


def _half_moon(pen: Pen, width: float, depth: float) -> None:
    edge = shapes.arc(0, -6, width, depth, 0, 180)
    pen.polygon([*edge, (-width * 0.5, -7.5), (width * 0.5, -7.5)], DARK)
    pen.polygon(shapes.arc(0, depth - 11, width * 0.55, 7, 20, 160), TONGUE)
    pen.polygon([(-width * 0.93, -6.5), (width * 0.93, -6.5), (width * 0.82, -1), (-width * 0.82, -1)], TEETH)


def _shout(pen: Pen) -> None:
    pen.blob([(-13, -8), (0, -11), (13, -8), (18, 8), (10, 16), (-10, 16), (-18, 8)], DARK)
    pen.polygon([(-12, -8), (12, -8), (13, -3), (-13, -3)], TEETH)
    pen.polygon([(-13, 11), (13, 11), (9, 15), (-9, 15)], TEETH)
    pen.ellipse(0, 6, 9, 4, TONGUE)


def _grit(pen: Pen) -> None:
    pen.box(-18, -8, 36, 17, LIP, 7)
    pen.box(-15.5, -5.5, 31, 12, TEETH, 5)
    for x in (-8, 0, 8):
        pen.line([(x, -5), (x, 6)], "#b9a9a5", 1.4)
    pen.line([(-14, 0.5), (14, 0.5)], "#b9a9a5", 1.4)


def _wail(pen: Pen) -> None:
    pen.blob([(-12, -5), (0, -9), (12, -5), (17, 9), (8, 12), (0, 8), (-8, 12), (-17, 9)], DARK)
    pen.ellipse(0, 4, 8, 4, TONGUE)


def _round(pen: Pen, width: float, height: float) -> None:
    pen.ellipse(0, 2, width, height, DARK)
    pen.polygon(shapes.arc(0, 2 + height * 0.5, width * 0.6, height * 0.4, 0, 360), TONGUE)


def _marvel(pen: Pen) -> None:
    pen.blob([(-13, -6), (0, -8), (13, -6), (9, 12), (0, 17), (-9, 12)], DARK)
    pen.polygon([(-11, -6), (11, -6), (9, -1), (-9, -1)], TEETH)
    pen.ellipse(0, 10, 6, 4, TONGUE)


MOUTHS = {
    "smile": lambda pen: _curved(pen, 5),
    "frown": lambda pen: _curved(pen, -5.5),
    "flat": lambda pen: _curved(pen, 0, 11),
    "smirk": lambda pen: pen.curve([(-13, 1), (0, 4), (10, 1), (15, -5)], LIP, 3.6),
    "wobble": lambda pen: pen.curve([(-14, 3), (-8, -2), (-2, 2), (5, -2), (13, 3)], LIP, 3.4),
    "grin": lambda pen: _half_moon(pen, 18, 17),
    "laugh": lambda pen: _half_moon(pen, 20, 20),
    "shout": _shout,
    "grit": _grit,
    "wail": _wail,
    "gasp": lambda pen: _round(pen, 8, 11),
    "marvel": _marvel,
}
