"""Hair, beards and hats, drawn around the middle of the head."""

from annotation.demo.drawing import shapes
from annotation.demo.drawing.canvas import Pen
from annotation.demo.drawing.colour import darker, lighter, see_through

LONG_BACK = {"long": 62, "bob": 34, "wavy": 56, "veil": 30}


def draw_back(pen: Pen, style: str, colour: str) -> None:
    """Draw what lies behind the head."""
    shade = darker(colour, 0.18)
    if style in LONG_BACK:
        low = LONG_BACK[style]
        pen.blob(
            [(0, -56), (38, -44), (52, 0), (50, low), (24, low + 8), (-24, low + 8), (-50, low), (-52, 0), (-38, -44)],
            shade,
        )
    elif style == "bun":
        pen.ellipse(0, -56, 22, 20, shade)
    elif style == "ponytail":
        pen.blob([(20, -44), (58, -52), (74, -16), (66, 34), (56, 40), (52, 0), (40, -20)], shade)
    elif style == "pigtails":
        for side in (-1, 1):
            pen.blob([(side * 36, -16), (side * 64, -30), (side * 74, 4), (side * 60, 40), (side * 48, 10)], shade)
    elif style in ("curly", "afro"):
        _curls(pen, shade, 60 if style == "afro" else 50)


def _curls(pen: Pen, colour: str, reach: float) -> None:
    for x, y in shapes.ellipse(0, -14, reach * 0.78, reach * 0.72, 13):
        pen.ellipse(x, y, reach * 0.32, None, colour)
    pen.ellipse(0, -14, reach * 0.8, reach * 0.75, colour)


CAPS = {
    "short": [
        (-43, 2),
        (-46, -24),
        (-30, -52),
        (0, -58),
        (30, -52),
        (46, -24),
        (43, 2),
        (37, -14),
        (24, -28),
        (-6, -27),
        (-30, -24),
        (-38, -12),
    ],
    "side": [
        (-43, 6),
        (-47, -26),
        (-28, -54),
        (4, -60),
        (34, -50),
        (46, -24),
        (43, 4),
        (38, -16),
        (20, -22),
        (-8, -34),
        (-26, -28),
        (-38, -10),
    ],
    "bob": [
        (-46, 26),
        (-50, -20),
        (-32, -52),
        (0, -59),
        (32, -52),
        (50, -20),
        (46, 26),
        (39, 0),
        (34, -26),
        (0, -32),
        (-34, -26),
        (-39, 0),
    ],
    "long": [
        (-47, 30),
        (-50, -20),
        (-30, -53),
        (0, -59),
        (30, -53),
        (50, -20),
        (47, 30),
        (40, -4),
        (26, -28),
        (4, -36),
        (-22, -24),
        (-40, -2),
    ],
    "swept": [
        (-42, -4),
        (-45, -28),
        (-28, -52),
        (0, -57),
        (28, -52),
        (45, -28),
        (42, -4),
        (36, -18),
        (18, -34),
        (0, -37),
        (-18, -34),
        (-36, -18),
    ],
    "thin": [(-43, 8), (-48, -8), (-42, -26), (-36, -22), (-38, -6)],
}
FORMS = {
    "wavy": "long",
    "bun": "swept",
    "ponytail": "swept",
    "pigtails": "bob",
    "curly": "short",
    "afro": "swept",
    "veil": "swept",
}


def draw_front(pen: Pen, style: str, colour: str) -> None:
    """Draw what frames the forehead."""
    if style == "bald":
        return pen.glow(-12, -34, 16, 9, "#ffffff66", 1)
    if style == "hijab":
        return _scarf(pen, colour)
    form = CAPS[FORMS.get(style, style) if style not in ("spiky",) else "short"]
    pen.blob(form, colour)
    if style == "thin":
        pen.blob([(-x, y) for x, y in form], colour)
    if style == "spiky":
        for x in (-30, -12, 8, 28):
            pen.polygon([(x - 13, -44), (x + 3, -70 + abs(x) * 0.3), (x + 13, -44)], colour)
    if style not in ("thin", "curly", "afro"):
        pen.curve([(-26, -46), (-8, -52), (14, -51)], see_through(lighter(colour, 0.45), 0.55), 4, 2)
    return None


def _scarf(pen: Pen, colour: str) -> None:
    hole = shapes.arc(0, 4, 33, 40, 90, 450, 40)
    rim = shapes.arc(0, -4, 50, 58, 90, 450, 40)
    pen.polygon(rim + hole[::-1], colour)
    pen.blob([(-44, 34), (0, 50), (44, 34), (40, 64), (0, 76), (-40, 64)], darker(colour, 0.1))


def draw_beard(pen: Pen, style: str, colour: str, turn: float) -> None:
    """Draw a beard or a moustache."""
    if style == "beard":
        outline = [
            (-40, -2),
            (-40, 24),
            (-22, 48),
            (0, 54),
            (22, 48),
            (40, 24),
            (40, -2),
            (34, 14),
            (18, 17),
            (0, 15),
            (-18, 17),
            (-34, 14),
        ]
        pen.blob(outline, colour)
    elif style == "moustache":
        for side in (-1, 1):
            x = turn * 9
            pen.blob([(x, 16), (x + side * 14, 16), (x + side * 21, 23), (x + side * 10, 22), (x, 21)], colour)
