"""What all charts share: their dresses, their labels, and how they become SVG or PNG.

Altair and vl-convert are imported when the first chart is drawn (0.8 s and 75 MB in a process), and charts are
remembered by what they show.
"""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from review.gaps.caching import remembered

LOOK = 7  # raise it when a chart changes, so that none drawn before is shown
FONT = "system-ui, Segoe UI, Helvetica Neue, Noto Sans, Noto Sans CJK SC, sans-serif"
MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True)
class Dress:
    """The colours of a chart; `settings` are those of the four ways in which a model is asked.

    `ground` is painted under a PNG, which is opened on grounds that nobody foresees; an SVG stands on its page's.
    """

    ground: str
    text: str
    soft: str
    line: str
    accepted: str
    edited: str
    rejected: str
    precision: str
    recall: str
    settings: tuple[str, ...]


DRESSES = {
    "light": Dress(
        "#ffffff", "#1f2628", "#5b6466", "#e2dfd6", "#2f7f86", "#d9a03a", "#a5302a", "#2f5d62", "#b0651d",
        ("#2f7f86", "#b0651d", "#6a4c93", "#a5302a"),
    ),
    "dark": Dress(
        "#1d2225", "#e9ebea", "#a5b0b4", "#31393f", "#5fb3b3", "#e3b866", "#e07468", "#7fc1c4", "#eeb06a",
        ("#7fc1c4", "#eeb06a", "#c3a6e8", "#e88a7e"),
    ),
}  # fmt: skip


def drawn(key: tuple, chart: Callable, dress: Dress, size: tuple[int, int], form: str) -> bytes:
    """What `chart` draws of a dress as "svg" or "png" of that size; `key` says all that it shows, in its look."""
    told = ("chart", LOOK, size, form, *key)
    return remembered(told, lambda: _render(chart(dress), dress.ground, size, form), pack=bytes, unpack=bytes)


def _render(chart, ground: str, size: tuple[int, int], form: str) -> bytes:
    import vl_convert

    fitted = {"width": size[0], "height": size[1], "autosize": {"type": "fit", "contains": "padding"}}
    specification = chart.to_dict() | fitted
    if form == "png":
        return vl_convert.vegalite_to_png(specification | {"background": ground}, scale=2)
    return vl_convert.vegalite_to_svg(specification).encode()


def label(text: str, letters: int) -> str:
    """A label in at most two lines; a longer one loses its middle, because names are told apart by their ends."""
    first, *more = textwrap.wrap(text, letters) or [""]
    rest = " ".join(more)
    return "\n".join(filter(None, [first, rest if len(rest) <= letters else f"…{rest[1 - letters :]}"]))


def label_axis(altair, width: int):
    """Labels line by line: the first of two stands above the middle of its row, so that both together are in it."""
    two_lines = altair.condition("indexof(datum.label, '\\n') > 0", altair.value("bottom"), altair.value("middle"))
    lines = "split(datum.label, '\\n')"
    return altair.Axis(labelExpr=lines, labelBaseline=two_lines, labelLimit=width - 8, minExtent=width)


def noted(altair, chart, notes: list[str], dress: Dress):
    """The chart under lines of words; as it is where there are none."""
    if not notes:
        return chart
    title = altair.TitleParams(notes, anchor="start", fontSize=12, fontWeight="normal", color=dress.soft)
    return chart.properties(title=title)


def dressed(chart, description: str, dress: Dress):
    """The chart in the colours of a dress, with what a screen reader says of it."""
    axis = {"labelColor": dress.text, "titleColor": dress.soft, "gridColor": dress.line, "domainColor": dress.line}
    return (
        chart.properties(background="transparent", description=description, padding=4)
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(**axis, tickColor=dress.line, labelFontSize=12, titleFontSize=12, titleFontWeight="normal")
        .configure_axisY(grid=False, domain=False, ticks=False, labelPadding=8)
        .configure_legend(labelColor=dress.text, labelFontSize=12, symbolStrokeWidth=0)
    )
