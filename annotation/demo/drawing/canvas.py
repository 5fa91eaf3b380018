"""The canvas: 960 by 720 units, drawn three times as large and scaled down, so that edges are smooth."""

import math
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from annotation.demo.drawing import shapes
from annotation.demo.drawing.colour import channels
from annotation.demo.drawing.shapes import Point

WIDTH, HEIGHT, OVERSAMPLING = 960, 720, 3


@lru_cache(maxsize=8)
def _falloff(softness: float) -> Image.Image:
    """Return a round spot, opaque in the middle, fading out by a power of the distance."""
    rim = 255 / math.sqrt(2)  # the gradient of Pillow reaches 255 in the corners only
    fading = [round(255 * max(1 - step / rim, 0) ** softness) for step in range(256)]
    return Image.radial_gradient("L").point(fading)


class Canvas:
    """The pixels of one picture."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * OVERSAMPLING, HEIGHT * OVERSAMPLING), "#ffffff")
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def finished(self) -> Image.Image:
        """Return the picture at its final size."""
        return self.image.reduce(OVERSAMPLING)

    def paste(self, colour: Image.Image | str, box: tuple[int, int, int, int], mask: Image.Image) -> None:
        """Paste a colour or a picture through a mask; what lies outside the canvas is left out."""
        fill = channels(colour)[:3] if isinstance(colour, str) else colour
        self.image.paste(fill, box, mask)


class Pen:
    """Draws in its own coordinates (y down) onto a canvas; `moved` gives a pen with other coordinates."""

    def __init__(self, canvas: Canvas, matrix: tuple[float, ...] = (OVERSAMPLING, 0, 0, OVERSAMPLING, 0, 0)) -> None:
        self.canvas = canvas
        self.matrix = matrix

    def moved(self, x: float, y: float, scale: float = 1, rotate: float = 0, flip: bool = False) -> "Pen":
        """Return a pen whose origin is at (x, y), scaled, rotated in degrees clockwise, mirrored on request."""
        a, b, c, d, _, _ = self.matrix
        cos, sin = math.cos(math.radians(rotate)) * scale, math.sin(math.radians(rotate)) * scale
        side = -1 if flip else 1
        origin = self._pixel((x, y))
        first = ((a * cos + c * sin) * side, (b * cos + d * sin) * side)
        return Pen(self.canvas, (*first, c * cos - a * sin, d * cos - b * sin, *origin))

    def _pixel(self, point: Point) -> Point:
        a, b, c, d, e, f = self.matrix
        return (a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f)

    def place(self, point: Point) -> Point:
        """Return where a point of this pen lies on the canvas, in canvas units."""
        x, y = self._pixel(point)
        return (x / OVERSAMPLING, y / OVERSAMPLING)

    def polygon(self, points: Sequence[Point], fill: str) -> None:
        """Fill a polygon."""
        self.canvas.draw.polygon([self._pixel(point) for point in points], fill=fill)

    def blob(self, points: Sequence[Point], fill: str) -> None:
        """Fill the smooth closed curve through the points."""
        self.polygon(shapes.smooth(points, closed=True), fill)

    def ellipse(self, x: float, y: float, radius_x: float, radius_y: float | None, fill: str) -> None:
        """Fill an ellipse; without a second radius, a circle."""
        self.polygon(shapes.ellipse(x, y, radius_x, radius_x if radius_y is None else radius_y), fill)

    def box(self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> None:
        """Fill a box, its corners round where a radius is given."""
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        self.polygon(shapes.rounded_box(x, y, width, height, radius) if radius else corners, fill)

    def line(self, points: Sequence[Point], fill: str, width: float, end: float | None = None) -> None:
        """Draw a line with round ends, from `width` at its start to `end` at its end."""
        end = width if end is None else end
        self.polygon(shapes.stroke(points, (width, end)), fill)
        if len(fill) == 7:
            self.ellipse(*points[0], width / 2, None, fill)
            self.ellipse(*points[-1], end / 2, None, fill)

    def curve(self, points: Sequence[Point], fill: str, width: float, end: float | None = None) -> None:
        """Draw a smooth line through the points."""
        self.line(shapes.smooth(points), fill, width, end)

    def lines(self, pairs: Sequence[Sequence[Point]], fill: str, width: float) -> None:
        """Draw several straight lines."""
        for points in pairs:
            self.line(points, fill, width)

    def shaded(self, points: Sequence[Point], top: str, bottom: str) -> None:
        """Fill a polygon with a colour that changes from its top to its bottom."""
        pixels = [self._pixel(point) for point in points]
        left, upper = (math.floor(min(axis)) for axis in zip(*pixels, strict=True))
        right, lower = (math.ceil(max(axis)) + 1 for axis in zip(*pixels, strict=True))
        size = (right - left, lower - upper)
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - upper) for x, y in pixels], fill=255)
        self.canvas.paste(gradient(size, top, bottom), (left, upper, right, lower), mask)

    def sky(self, *colours: str, top: float = 0, bottom: float = HEIGHT) -> None:
        """Fill the whole width between two heights with a change through the colours, top to bottom."""
        step = (bottom - top) / max(len(colours) - 1, 1)
        for index, (first, second) in enumerate(zip(colours, colours[1:], strict=False)):
            upper = top + step * index
            corners = [(0, upper), (WIDTH, upper), (WIDTH, upper + step + 1), (0, upper + step + 1)]
            self.shaded(corners, first, second)

    def glow(self, x: float, y: float, radius_x: float, radius_y: float, fill: str, soft: float = 1.6) -> None:
        """Lay a soft spot of light (or, with a dark colour, of shade) with the opacity of `fill`."""
        x, y = self._pixel((x, y))
        scale = math.hypot(self.matrix[0], self.matrix[1])
        half = (max(round(radius_x * scale), 1), max(round(radius_y * scale), 1))
        values = channels(fill)
        opacity = values[3] / 255 if len(values) == 4 else 1
        spot = _falloff(soft).resize((half[0] * 2, half[1] * 2), Image.Resampling.BILINEAR)
        mask = spot.point([round(step * opacity) for step in range(256)])
        corner = (round(x) - half[0], round(y) - half[1])
        self.canvas.paste(fill[:7], (*corner, corner[0] + half[0] * 2, corner[1] + half[1] * 2), mask)

    def shadow(self, x: float, y: float, radius_x: float, radius_y: float | None = None, opacity: float = 0.42) -> None:
        """Lay a soft shadow on the ground."""
        self.glow(x, y, radius_x, radius_y or radius_x * 0.24, f"#17132e{round(opacity * 255):02x}", 0.9)

    def soft(self, points: Sequence[Point], fill: str, blur: float = 8) -> None:
        """Fill a polygon with blurred edges, for beams of light and cast shadows."""
        coarse = 6
        size = (self.canvas.image.width // coarse, self.canvas.image.height // coarse)
        mask = Image.new("L", size, 0)
        pixels = [tuple(value / coarse for value in self._pixel(point)) for point in points]
        ImageDraw.Draw(mask).polygon(pixels, fill=channels(fill)[3] if len(fill) == 9 else 255)
        mask = mask.filter(ImageFilter.GaussianBlur(blur * OVERSAMPLING / coarse)).resize(self.canvas.image.size)
        self.canvas.paste(fill[:7], (0, 0, *self.canvas.image.size), mask)

    def text(self, x: float, y: float, words: str, fill: str, size: float) -> None:
        """Write words centred on a point, upright, in the font that Pillow brings along."""
        scale = math.hypot(self.matrix[0], self.matrix[1])
        font = ImageFont.load_default(size=round(size * scale))
        self.canvas.draw.text(self._pixel((x, y)), words, fill=fill, font=font, anchor="mm")


def gradient(size: tuple[int, int], top: str, bottom: str) -> Image.Image:
    """Return a picture that changes from one colour at the top to another at the bottom."""
    column = Image.linear_gradient("L").resize((1, size[1]), Image.Resampling.BILINEAR).resize(size)
    first, second = channels(top), channels(bottom)
    bands = [
        column.point([round(a + (b - a) * step / 255) for step in range(256)])
        for a, b in zip(first[:3], second[:3], strict=True)
    ]
    return Image.merge("RGB", bands)
