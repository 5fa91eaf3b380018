"""Sky and air: clouds, sun, moon, stars, rain, snow, confetti, smoke."""

import random

from annotation.demo.drawing import shapes
from annotation.demo.drawing.canvas import HEIGHT, WIDTH, Pen
from annotation.demo.drawing.colour import see_through

PARTY = ("#f2545b", "#f7b538", "#3fa7d6", "#59cd90", "#c77dff", "#ff8fab")


def cloud(pen: Pen, x: float, y: float, scale: float = 1, fill: str = "#ffffff") -> None:
    """Draw a cloud."""
    own = pen.moved(x, y, scale)
    for dx, dy, radius in ((-52, 6, 26), (-20, -12, 36), (22, -6, 32), (54, 8, 22)):
        own.ellipse(dx, dy, radius, None, fill)
    own.box(-76, 2, 152, 30, fill, 15)


def sun(pen: Pen, x: float, y: float, radius: float = 46, fill: str = "#ffe08a") -> None:
    """Draw a sun with its halo."""
    pen.glow(x, y, radius * 5, radius * 5, see_through(fill, 0.75), 1.8)
    pen.ellipse(x, y, radius, None, fill)
    pen.ellipse(x, y, radius * 0.86, None, "#fff1bd")


def stars(pen: Pen, seed: int, bottom: float = 320, count: int = 60) -> None:
    """Sprinkle stars over the sky."""
    dice = random.Random(seed)
    for _ in range(count):
        pen.ellipse(dice.uniform(0, WIDTH), dice.uniform(0, bottom), dice.uniform(0.8, 2.2), None, "#ffffff")


def rain(pen: Pen, seed: int, count: int = 150, fill: str = "#dcebff66", slant: float = -9) -> None:
    """Draw slanting rain over the whole picture."""
    dice = random.Random(seed)
    for _ in range(count):
        x, y, length = dice.uniform(-20, WIDTH + 40), dice.uniform(-30, HEIGHT), dice.uniform(22, 46)
        pen.line([(x, y), (x + slant * length / 40, y + length)], fill, dice.uniform(1.4, 2.6))


def splashes(pen: Pen, seed: int, top: float, count: int = 26) -> None:
    """Draw drops that burst on wet ground, and puddles' rings."""
    dice = random.Random(seed)
    for _ in range(count):
        x, y = dice.uniform(0, WIDTH), dice.uniform(top, HEIGHT)
        pen.line(shapes.arc(x, y, 9, 3, 0, 360), "#dcebff55", 1.6)
        pen.line([(x, y - 3), (x + dice.uniform(-5, 5), y - 11)], "#dcebff88", 1.6)


def snow(pen: Pen, seed: int, count: int = 170) -> None:
    """Draw falling flakes, near and far."""
    dice = random.Random(seed)
    for _ in range(count):
        radius = dice.choice((1.6, 2.4, 3.4, 5))
        pen.ellipse(
            dice.uniform(0, WIDTH), dice.uniform(0, HEIGHT), radius, None, "#fffffff0" if radius < 4 else "#ffffffcc"
        )


def confetti(pen: Pen, seed: int, count: int = 110, top: float = 0, bottom: float = HEIGHT) -> None:
    """Draw paper snippets in the air."""
    dice = random.Random(seed)
    for _ in range(count):
        own = pen.moved(dice.uniform(0, WIDTH), dice.uniform(top, bottom), dice.uniform(0.7, 1.3), dice.uniform(0, 180))
        own.box(-5, -3, 10, 6, dice.choice(PARTY), 1)


def puff(pen: Pen, x: float, y: float, size: float, fill: str = "#ffffff", opacity: float = 0.75) -> None:
    """Draw a puff of smoke or steam."""
    for dx, dy, share in ((-0.5, 0.1, 0.6), (0.4, 0, 0.7), (0, -0.5, 0.65), (0.1, 0.35, 0.5)):
        pen.glow(x + dx * size, y + dy * size, size * share * 1.4, size * share * 1.4, see_through(fill, opacity), 0.7)


def notes(pen: Pen, places: tuple[tuple[float, float, float], ...], fill: str) -> None:
    """Draw musical notes at places (x, y, scale)."""
    for x, y, scale in places:
        own = pen.moved(x, y, scale, rotate=8)
        own.ellipse(-8, 12, 8, 6, fill)
        own.ellipse(14, 8, 8, 6, fill)
        own.lines((((-1, 12), (-1, -16)), ((21, 8), (21, -20))), fill, 3.4)
        own.line([(-1, -16), (21, -20)], fill, 7)


def anger_marks(pen: Pen, x: float, y: float, scale: float = 1, flip: bool = False) -> None:
    """Draw the short strokes that comics put beside a furious head."""
    own = pen.moved(x, y, scale, flip=flip)
    for degrees in (8, 42, 76):
        ray = own.moved(0, 0, 1, degrees)
        ray.line([(0, -20), (0, -46)], "#d92f2f", 7, 3)
