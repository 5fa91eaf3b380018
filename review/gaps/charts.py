"""Draws the gap report's charts as SVG or PNG, in a light and a dark dress."""

from django.utils.translation import gettext as _

from review import drawing
from review.drawing import DRESSES, Dress
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
KINDS = ("fate", "agreement")
NAMES = ("reasons", *(f"{kind}-{dimension}" for kind in KINDS for dimension in DIMENSIONS))


def draw(report: Report, name: str, theme: str, form: str) -> bytes:
    """A chart of NAMES in a theme of DRESSES, as "svg" or "png"."""
    rows, size = rows_of(report, name), size_of(report, name)
    titles = (*(str(title) for title in _titles(name)), _note(report))
    key = (name, theme, titles, tuple(tuple(row.items()) for row in rows))
    return drawing.drawn(key, lambda dress: _chart(name, rows, titles, dress), DRESSES[theme], size, form)


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
    return drawing.label(text, LETTERS)


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


def _chart(name: str, rows: list[dict], titles: tuple[str, str], dress: Dress):
    import altair

    order = list(dict.fromkeys(row["group"] for row in rows))
    base = altair.Chart(altair.Data(values=rows))
    row = altair.Y("group:N", sort=order, title=None, axis=drawing.label_axis(altair, LABEL_WIDTH))
    marks = _bars if name.startswith("fate") else _dots
    drawn = marks(altair, base, row, titles[0], dress, list(dict.fromkeys(row_.get("part") for row_ in rows)))
    return drawing.dressed(drawing.noted(altair, drawn, [titles[2]] if titles[2] else [], dress), titles[1], dress)


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
