"""Faces: drawn around the middle of the head, 80 units wide and 92 high."""

from annotation.demo.drawing import shapes
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.colour import darker, mix, see_through
from annotation.demo.drawing.expressions import Expression
from annotation.demo.drawing.mouths import MOUTHS

INK = "#2a1c2b"
TEAR = "#7cc8f2"
SKULL = [(0, -47), (24, -42), (39, -22), (41, 2), (35, 26), (19, 43), (0, 48)]
OUTLINE = SKULL + [(-x, y) for x, y in SKULL[-2:0:-1]]


def draw_head(pen: Pen, skin: str, flush: bool) -> None:
    """Draw the bare head with ears; a flush reddens it."""
    skin = mix(skin, "#e2503f", 0.22) if flush else skin
    for side in (-1, 1):
        pen.ellipse(side * 41, 3, 8, 11, darker(skin, 0.08))
        pen.ellipse(side * 42, 4, 4, 6, darker(skin, 0.2))
    pen.blob(OUTLINE, skin)
    pen.blob(
        [(41, 2), (35, 26), (19, 43), (0, 48), (16, 34), (28, 16), (34, -8)], see_through(darker(skin, 0.35), 0.22)
    )


def draw_features(pen: Pen, face: Expression, skin: str, turn: float, gaze: tuple[float, float]) -> None:
    """Draw cheeks, eyes, nose, mouth and tears; `turn` from -1 to 1 moves them sideways."""
    skin = mix(skin, "#e2503f", 0.22) if face.flush else skin
    pen = pen.moved(turn * 9, 0)
    _cheeks(pen, face)
    for side in (-1, 1):
        width = 1 - 0.22 * max(0, turn * side)
        eye = pen.moved(side * 17 * width, 0)
        _eye(eye, face, skin, side, width, gaze)
    pen.curve([(turn * 4 - 1, 4), (turn * 6 + 4, 13), (turn * 2 - 2, 15)], darker(skin, 0.32), 3)
    MOUTHS[face.mouth](pen.moved(0, 25 if face.mouth in ("grin", "laugh", "marvel") else 27))
    for side in (-1, 1):
        _tears(pen.moved(side * 17, 8), face, side)


def draw_brows(pen: Pen, face: Expression, brow: str, turn: float) -> None:
    """Draw the brows, which lie above the hair, as in cartoons: a fringe must not hide the feeling."""
    for side in (-1, 1):
        width = 1 - 0.22 * max(0, turn * side)
        _brow(pen.moved(turn * 9 + side * 17 * width, 0), face, side, brow)


def _cheeks(pen: Pen, face: Expression) -> None:
    for side in (-1, 1):
        if face.blush:
            pen.glow(side * 26, 17, 15, 11, see_through("#f0526a", 0.55 * face.blush), 0.9)
        if face.flush:
            pen.glow(side * 25, 15, 18, 15, "#d92b2baa", 0.9)


def _eye(pen: Pen, face: Expression, skin: str, side: int, width: float, gaze: tuple[float, float]) -> None:
    if face.eyes == "joy":
        pen.curve([(-9, 2), (-5, -5), (0, -7), (5, -5), (9, 2)], INK, 3.8)
    elif face.eyes == "shut":
        pen.curve([(-9, -2), (0, 4), (9, -2)], INK, 4)
        pen.curve([(side * 8, -4), (side * 13, -7)], INK, 2.4)
    elif face.eyes == "down":
        pen.curve([(-9, 0), (0, 6), (9, 0)], INK, 3.6)
        for x in (-5, 0, 5):
            pen.line([(x, 4), (x * 1.3, 9)], INK, 1.8)
    else:
        _open_eye(pen, face, skin, side, width, gaze)


def _open_eye(pen: Pen, face: Expression, skin: str, side: int, width: float, gaze: tuple[float, float]) -> None:
    wide = face.eyes == "wide"
    height = (12.5 if wide else 10) * face.open
    pen.ellipse(0, 0, (10.5 if wide else 9.5) * width, height, "#fffdf8")
    iris = 5.2 if wide else 5.8
    x, y = gaze[0] * 3.6, gaze[1] * 3.4
    pen.ellipse(x, y, iris * width, min(iris, height), INK)
    pen.ellipse(x + 1.8, y - 2.2, 1.9, None, "#ffffff")
    if face.lid:
        _heavy_lid(pen, height, face.lid * side * 4, skin)
    else:
        pen.line(shapes.arc(0, 0, (10.5 if wide else 9.5) * width, height, 195, 345), INK, 3)
    if face.lid < 0 or face.open < 0.8:
        pen.curve([(-7, height + 3), (0, height + 5), (7, height + 3)], see_through(darker(skin, 0.5), 0.5), 1.8)


def _heavy_lid(pen: Pen, height: float, slant: float, skin: str) -> None:
    """Cover the top of an eye: falling towards the nose for anger, away from it for sorrow."""
    pen.polygon([(-12, -16), (12, -16), (12, -height + 1 - slant), (-12, -height + 1 + slant)], skin)
    pen.curve([(-10, -height * 0.55 + slant), (0, -height), (10, -height * 0.55 - slant)], INK, 3.2)


def _brow(pen: Pen, face: Expression, side: int, brow: str) -> None:
    rest = -19 if face.eyes != "wide" else -21
    inner, outer = (-side * 9, rest + face.brow_inner), (side * 12, rest + 2 + face.brow_outer)
    middle = (side * 1, (inner[1] + outer[1]) / 2 - (5 if face.eyes == "wide" else 3))
    pen.curve([inner, middle, outer], brow, 6, 3.6)


def _tears(pen: Pen, face: Expression, side: int) -> None:
    if face.tears == "drop":
        pen.blob([(side * 4, 2), (side * 4 + 5, 13), (side * 4, 18), (side * 4 - 5, 13)], TEAR)
        pen.ellipse(side * 4 - 1, 13, 1.5, 2.2, "#ffffff")
    elif face.tears == "stream":
        pen.polygon([(-4, 0), (5, 0), (6 + side * 3, 32), (-4 + side * 3, 32)], see_through(TEAR, 0.85))
        pen.ellipse(1 + side * 3, 32, 5, 5, TEAR)


def draw_glasses(pen: Pen, turn: float) -> None:
    """Draw round spectacles."""
    pen = pen.moved(turn * 9, 0)
    for side in (-1, 1):
        pen.line([*shapes.ellipse(side * 17, 1, 14, 13), (side * 17 + 14, 1)], "#3a3340", 2.6)
        pen.line([(side * 31, 0), (side * 40 - turn * 9, -3)], "#3a3340", 2.6)
    pen.line([(-4, -1), (4, -1)], "#3a3340", 2.6)


def brow_colour(hair: str) -> str:
    """Return the colour of the brows: darker than the hair, so that they can be read from afar."""
    return darker(hair, 0.35)
