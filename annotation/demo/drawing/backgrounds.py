"""Places: rooms, streets, parks, pitches."""

import random

from annotation.demo.drawing import shapes
from annotation.demo.drawing.canvas import HEIGHT, WIDTH, Pen
from annotation.demo.drawing.colour import darker, lighter, mix, see_through


def room(pen: Pen, wall: str, floor: str, horizon: float = 500, boards: bool = True) -> None:
    """Draw a wall, a skirting board and a floor."""
    pen.sky(lighter(wall, 0.16), wall, darker(wall, 0.1), bottom=horizon)
    pen.sky(darker(floor, 0.14), floor, lighter(floor, 0.08), top=horizon)
    pen.box(0, horizon - 16, WIDTH, 16, lighter(wall, 0.45))
    pen.box(0, horizon, WIDTH, 5, darker(floor, 0.4))
    if not boards:
        return
    for y in (horizon + 36, horizon + 84, horizon + 146):
        pen.line([(0, y), (WIDTH, y)], see_through(darker(floor, 0.4), 0.35), 2)
    for index, x in enumerate(range(-100, WIDTH + 200, 150)):
        row = index % 3
        upper, lower = ((4, 36), (36, 84), (84, 146))[row]
        slope = (x - WIDTH / 2) * 0.12
        pen.line([(x, horizon + upper), (x + slope, horizon + lower)], see_through(darker(floor, 0.4), 0.35), 2)


def wallpaper(pen: Pen, colour: str, bottom: float, step: int = 60) -> None:
    """Lay broad, faint stripes over a wall."""
    for x in range(0, WIDTH, step * 2):
        pen.box(x, 0, step, bottom - 16, see_through(colour, 0.16))


def window(
    pen: Pen, x: float, y: float, width: float, height: float, sky: tuple[str, str], frame: str = "#f7f1e6"
) -> None:
    """Draw a window with four panes and a sill."""
    pen.box(x - 12, y - 12, width + 24, height + 24, frame, 4)
    pen.shaded([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], *sky)
    pen.polygon(
        [(x + width * 0.1, y), (x + width * 0.32, y), (x + width * 0.02, y + height * 0.8), (x, y + height * 0.5)],
        "#ffffff22",
    )
    pen.box(x + width / 2 - 4, y, 8, height, frame)
    pen.box(x, y + height * 0.42, width, 8, frame)
    pen.box(x - 22, y + height + 8, width + 44, 14, darker(frame, 0.1), 4)


def curtains(pen: Pen, x: float, y: float, width: float, height: float, colour: str) -> None:
    """Draw a pair of curtains at both sides of a window."""
    for side, left in ((1, x - 46), (-1, x + width + 46)):
        edge = [
            (left, y - 26),
            (left + side * 74, y - 26),
            (left + side * 56, y + height * 0.5),
            (left + side * 34, y + height + 40),
        ]
        pen.polygon([*shapes.smooth(edge), (left, y + height + 40)], colour)
        for share in (16, 34):
            pen.line(
                [(left + side * share, y - 20), (left + side * share * 0.6, y + height + 36)], darker(colour, 0.2), 2.4
            )
    pen.line([(x - 60, y - 28), (x + width + 60, y - 28)], "#6b5140", 7)


def sunbeam(pen: Pen, points: list[tuple[float, float]], colour: str = "#fff0b8", opacity: float = 0.4) -> None:
    """Lay the light that falls through a window on wall or floor."""
    pen.soft(points, see_through(colour, opacity), 7)


def skyline(pen: Pen, base: float, colour: str, seed: int, lit: str = "", height: float = 190) -> None:
    """Draw a row of houses far away, with lit windows on request."""
    dice = random.Random(seed)
    x = -20.0
    while x < WIDTH:
        width, tall = dice.uniform(70, 130), dice.uniform(height * 0.5, height)
        shade = mix(colour, "#ffffff", dice.uniform(0, 0.12))
        pen.box(x, base - tall, width, tall, shade)
        for wx in range(int(x) + 14, int(x + width) - 18, 26):
            for wy in range(int(base - tall) + 16, int(base) - 30, 34):
                bright = lit and dice.random() < 0.45
                pen.box(wx, wy, 13, 18, lit if bright else darker(shade, 0.14))
        x += width + dice.uniform(0, 10)


def road(pen: Pen, top: float, asphalt: str = "#5b5f6e", pavement: str = "#b9b4ab") -> None:
    """Draw a pavement, its kerb, and a road with a broken line below."""
    pen.sky(lighter(pavement, 0.1), pavement, top=top - 46, bottom=top)
    for x in range(-60, WIDTH, 110):
        pen.line([(x + 30, top - 46), (x, top)], darker(pavement, 0.12), 2)
    pen.box(0, top, WIDTH, 10, darker(pavement, 0.3))
    pen.sky(darker(asphalt, 0.15), asphalt, lighter(asphalt, 0.08), top=top + 10)
    for x in range(-40, WIDTH, 190):
        pen.polygon([(x + 20, top + 112), (x + 120, top + 112), (x + 108, top + 124), (x + 4, top + 124)], "#e9e4d4cc")


def hills(pen: Pen, far: str, near: str, base: float = 430) -> None:
    """Draw two ranges of hills and the meadow before them."""
    back = [(-20, base - 30), (160, base - 92), (340, base - 40), (560, base - 110), (760, base - 50), (980, base - 84)]
    pen.shaded([*shapes.smooth(back), (980, base + 80), (-20, base + 80)], lighter(far, 0.2), far)
    front = [(-20, base + 14), (220, base - 22), (480, base + 10), (720, base - 16), (980, base + 16)]
    pen.shaded([*shapes.smooth(front), (980, HEIGHT), (-20, HEIGHT)], lighter(near, 0.14), darker(near, 0.16))


def grass(pen: Pen, seed: int, top: float, colour: str, count: int = 70) -> None:
    """Scatter tufts of grass."""
    dice = random.Random(seed)
    for _ in range(count):
        x, y = dice.uniform(0, WIDTH), dice.uniform(top, HEIGHT)
        size = 6 + (y - top) / 24
        for lean in (-0.5, 0, 0.5):
            pen.line([(x, y), (x + lean * size, y - size)], colour, 2.4, 1)


def pitch(pen: Pen, horizon: float = 330, light: str = "#6cbf5f", dark: str = "#5bb053") -> None:
    """Draw a mown football pitch."""
    stripes = 9
    for index in range(stripes):
        upper, lower = ((share / stripes) ** 1.7 for share in (index, index + 1))
        span = HEIGHT - horizon
        pen.box(0, horizon + upper * span, WIDTH, (lower - upper) * span + 1, (light, dark)[index % 2])
    pen.box(0, horizon, WIDTH, 5, "#f4f7ef")


def stands(pen: Pen, seed: int, top: float, bottom: float, colours: tuple[str, ...], wall: str = "#4a5670") -> None:
    """Draw a full stand of spectators and the boards before it."""
    pen.sky(darker(wall, 0.3), wall, top=top, bottom=bottom)
    dice = random.Random(seed)
    rows = int((bottom - top - 30) / 24)
    for row in range(rows):
        y, size = top + 22 + row * 24, 8 + row * 0.5
        for step in range(-1, int(WIDTH / 24) + 2):
            x = step * 24 + (row % 2) * 12 + dice.uniform(-3, 3)
            shirt = dice.choice(colours)
            pen.box(x - size, y + size * 0.6, size * 2, 26, shirt, size * 0.8)
            if dice.random() < 0.3:
                for side in (-1, 1):
                    pen.line([(x + side * size, y + 12), (x + side * size * 1.3, y - 12)], shirt, 4)
            pen.ellipse(x, y, size * 0.82, None, dice.choice(("#f3c0a0", "#d09a6c", "#a86c48", "#fbd9c0")))
            pen.polygon(
                shapes.arc(x, y - 1, size * 0.86, size * 0.86, 180, 360), dice.choice(("#43302c", "#2b2230", "#dba84e"))
            )
    pen.box(0, bottom - 26, WIDTH, 26, "#e8edf2")
    for x in range(10, WIDTH, 160):
        pen.box(x, bottom - 22, 140, 18, dice.choice(("#3a6fb7", "#d6453d", "#2f9e6e", "#f0b429")), 3)


def spotlights(pen: Pen, beams: tuple[tuple[float, float, float, str], ...], top: float = -10) -> None:
    """Lay beams of light: (x of the lamp, x where it falls, height where it ends, colour)."""
    for x, end, bottom, colour in beams:
        pen.soft([(x - 6, top), (x + 6, top), (end + 90, bottom), (end - 90, bottom)], colour, 6)


def vignette(pen: Pen, colour: str = "#17132e", opacity: float = 0.4) -> None:
    """Darken the corners."""
    for x in (0, WIDTH):
        for y in (0, HEIGHT):
            pen.glow(x, y, 460, 360, see_through(colour, opacity), 1.1)
