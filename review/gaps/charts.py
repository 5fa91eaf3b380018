"""Draws the gap report's charts as SVG or PNG, in a light and a dark dress.

Altair and vl-convert are imported when the first chart is drawn (0.8 s and 75 MB in a process), and charts are
remembered by what they show.
"""

import textwrap
from dataclasses import dataclass

from django.utils.translation import gettext as _

from review.gaps.caching import remembered
from review.gaps.figures import REJECTED, Estimate
from review.gaps.reports import DIMENSIONS, Group, Report
from review.states import RejectReason

ROW = 34
WIDTH = 580
LABEL_WIDTH = 170
AXIS = 44
LEGEND = 32
NOTE = 22
LETTERS = 26  # a line of a label
LOOK = 5  # raise it when a chart changes, so that none drawn before is shown
KINDS = ("fate", "agreement")
NAMES = ("reasons", *(f"{kind}-{dimension}" for kind in KINDS for dimension in DIMENSIONS))


@dataclass(frozen=True)
class Dress:
    """The colours of a chart."""

    text: str
    soft: str
    line: str
    accepted: str
    edited: str
    rejected: str
    precision: str
    recall: str


DRESSES = {
    "light": Dress("#1f2628", "#5b6466", "#e2dfd6", "#2f7f86", "#d9a03a", "#a5302a", "#2f5d62", "#b0651d"),
    "dark": Dress("#e9ebea", "#a5b0b4", "#31393f", "#5fb3b3", "#e3b866", "#e07468", "#7fc1c4", "#eeb06a"),
}


def draw(report: Report, name: str, theme: str, form: str) -> bytes:
    """A chart of NAMES in a theme of DRESSES, as "svg" or "png"."""
    drawn, size = rows_of(report, name), size_of(report, name)
    titles = (*(str(title) for title in _titles(name)), _note(report))
    key = ("chart", LOOK, size, name, theme, form, titles, tuple(tuple(row.items()) for row in drawn))
    return remembered(
        key,
        lambda: _render(_chart(name, drawn, titles, DRESSES[theme]), size, form),
        pack=bytes,
        unpack=bytes,
    )


def rows_of(report: Report, name: str) -> list[dict]:
    """What a chart shows: one mapping a mark."""
    if name == "reasons":
        return _reason_rows(report)
    kind, dimension = name.split("-")
    groups = [report.total, *report.dimension(dimension).groups]
    return [row for group in groups for row in (_fate_rows if kind == "fate" else _agreement_rows)(group)]


def size_of(report: Report, name: str) -> tuple[int, int]:
    """A chart's width and height in pixels, known before it is drawn, so that no page jumps."""
    groups = len({row["group"] for row in rows_of(report, name)})
    return WIDTH, groups * ROW + AXIS + (0 if name == "reasons" else LEGEND) + (NOTE if _note(report) else 0)


def _fate_rows(group: Group) -> list[dict]:
    fates = [("accepted", _("accepted")), ("edited", _("edited")), ("rejected", _("rejected"))]
    return [
        {"group": _label(group.label), "part": part, "place": place, "value": estimate.value, "count": estimate.count}
        for place, (name, part) in enumerate(fates)
        if (estimate := group.figures[name])
    ]


def _agreement_rows(group: Group) -> list[dict]:
    parts = [("precision", _("precision")), ("recall", _("recall"))]
    return [
        _interval_row(_label(group.label), estimate) | {"part": part}
        for name, part in parts
        if (estimate := group.figures[name])
    ]


def _reason_rows(report: Report) -> list[dict]:
    return [
        _interval_row(_label(str(RejectReason(reason).label).partition(":")[0]), estimate)
        for reason in REJECTED
        if (estimate := report.total.figures[f"rejected_{reason}"])
    ]


def _interval_row(label: str, estimate: Estimate) -> dict:
    low = estimate.value if estimate.low is None else estimate.low
    high = estimate.value if estimate.high is None else estimate.high
    return {"group": label, "value": estimate.value, "low": low, "high": high, "count": estimate.count}


def _label(text: str) -> str:
    """A label in at most two lines; a longer one loses its middle, because runs are told apart by their ends."""
    first, *more = textwrap.wrap(text, LETTERS)
    rest = " ".join(more)
    return "\n".join(filter(None, [first, rest if len(rest) <= LETTERS else f"…{rest[1 - LETTERS :]}"]))


def _note(report: Report) -> str:
    """What a chart of scripted drafts says of itself, so that nobody takes it for a model's; else nothing."""
    if not report.is_scripted:
        return ""
    return _("Some drafts were written by a script") if report.is_mixed else _("Drafts written by a script, no model")


def _titles(name: str) -> tuple[str, str]:
    """What the horizontal axis says, and what a screen reader says of the chart."""
    if name == "reasons":
        return _("share of drafted triggers"), _("Share of drafted triggers rejected, by reason")
    if name.startswith("fate"):
        return _("share of drafted triggers"), _("Share of drafted triggers accepted, edited and rejected")
    return _("precision and recall, edited ones counted"), _("Precision and recall of drafts, with their intervals")


def _render(chart, size: tuple[int, int], form: str) -> bytes:
    import vl_convert

    fitted = {"width": size[0], "height": size[1], "autosize": {"type": "fit", "contains": "padding"}}
    specification = chart.to_dict() | fitted
    if form == "png":
        return vl_convert.vegalite_to_png(specification, scale=2)
    return vl_convert.vegalite_to_svg(specification).encode()


def _chart(name: str, rows: list[dict], titles: tuple[str, str], dress: Dress):
    import altair

    order = list(dict.fromkeys(row["group"] for row in rows))
    base = altair.Chart(altair.Data(values=rows))
    row = altair.Y("group:N", sort=order, title=None, axis=_label_axis(altair))
    marks = _bars if name.startswith("fate") else _dots
    drawn = marks(altair, base, row, titles[0], dress, list(dict.fromkeys(row_.get("part") for row_ in rows)))
    if titles[2]:
        drawn = drawn.properties(
            title=altair.TitleParams(titles[2], anchor="start", fontSize=12, fontWeight="normal", color=dress.soft)
        )
    return _dressed(drawn, titles[1], dress)


def _label_axis(altair):
    """Labels line by line: the first of two stands above the middle of its row, so that both together are in it."""
    two_lines = altair.condition("indexof(datum.label, '\\n') > 0", altair.value("bottom"), altair.value("middle"))
    lines, most = "split(datum.label, '\\n')", LABEL_WIDTH - 8
    return altair.Axis(labelExpr=lines, labelBaseline=two_lines, labelLimit=most, minExtent=LABEL_WIDTH)


def _bars(altair, base, row, title: str, dress: Dress, parts: list[str]):
    """Stacked bars, in the order of the parts."""
    colour = altair.Scale(domain=parts, range=[dress.accepted, dress.edited, dress.rejected][: len(parts)])
    across = altair.X("value:Q", title=title, stack="zero", scale=altair.Scale(domain=[0, 1], nice=False))
    return base.mark_bar(height=ROW * 0.6).encode(
        y=row,
        x=across.axis(format="%", tickCount=5),
        color=altair.Color("part:N", scale=colour, sort=parts, legend=altair.Legend(orient="top", title=None)),
        order=altair.Order("place:Q"),
    )


def _dots(altair, base, row, title: str, dress: Dress, parts: list[str]):
    """Dots with their intervals; side by side where there are two parts."""
    if parts == [None]:
        coloured = {"color": altair.value(dress.rejected)}
        across = altair.Scale(zero=True)
    else:
        colour = altair.Scale(domain=parts, range=[dress.precision, dress.recall][: len(parts)])
        legend = altair.Legend(orient="top", title=None, symbolType="circle", symbolOpacity=1)
        coloured = {
            "color": altair.Color("part:N", scale=colour, sort=parts, legend=legend),
            "yOffset": altair.YOffset("part:N", sort=parts, scale=altair.Scale(paddingOuter=0.35)),
        }
        across = altair.Scale(domain=[0, 1])
    axis = altair.X("low:Q", title=title, scale=across, axis=altair.Axis(format="%", tickCount=5))
    lines = base.mark_rule(strokeWidth=2.5, strokeCap="round", opacity=0.55).encode(
        y=row, x=axis, x2="high:Q", **coloured
    )
    points = base.mark_circle(size=75, opacity=1).encode(y=row, x="value:Q", **coloured)
    return altair.layer(lines, points)


def _dressed(chart, description: str, dress: Dress):
    font = "system-ui, Segoe UI, Helvetica Neue, Noto Sans, Noto Sans CJK SC, sans-serif"
    axis = {"labelColor": dress.text, "titleColor": dress.soft, "gridColor": dress.line, "domainColor": dress.line}
    return (
        chart.properties(background="transparent", description=description, padding=4)
        .configure(font=font)
        .configure_view(stroke=None)
        .configure_axis(**axis, tickColor=dress.line, labelFontSize=12, titleFontSize=12, titleFontWeight="normal")
        .configure_axisY(grid=False, domain=False, ticks=False, labelPadding=8)
        .configure_legend(labelColor=dress.text, labelFontSize=12, symbolStrokeWidth=0)
    )
