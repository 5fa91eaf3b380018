"""Draws recall with its interval, a row a model and a mark a setting, beside the paper's own figures."""

import textwrap
from dataclasses import dataclass

from django.utils.translation import gettext as _

from annotation.models import Split
from inference.models import Setting
from review import drawing
from review.drawing import DRESSES, Dress
from review.results.reports import ALL, Results

NAMES = tuple(Split.values)
MARK = 12  # pixels that a setting takes in a row
GAP = 10
AROUND = 46 + 14  # the axis, and the room around the legend
LINE = 17  # pixels of a line of the legend or of a note
SHAPES = ("circle", "square", "triangle-up", "diamond")


@dataclass(frozen=True, slots=True)
class Form:
    """How wide a chart and its labels are in pixels, and how many letters a line of a label or of a note has."""

    width: int
    labels: int
    letters: int
    note_letters: int
    legend_columns: int
    ticks: int


FORMS = {"wide": Form(580, 184, 25, 84, 2, 5), "narrow": Form(340, 110, 16, 48, 1, 2)}


@dataclass(frozen=True, slots=True)
class Chart:
    """One split's chart: its marks, and what is said beside them."""

    name: str
    marks: list[dict]
    notes: list[str]
    axis: str
    description: str

    def size(self, size: str) -> tuple[int, int]:
        """Width and height in pixels, known before it is drawn, so that no page jumps."""
        form = FORMS[size]
        rows, settings = (len({mark[name] for mark in self.marks}) for name in ("row", "setting"))
        lines = -(-settings // form.legend_columns) + len(self.lines(form))
        return form.width, rows * (settings * MARK + GAP) + AROUND + lines * LINE

    def lines(self, form: Form) -> list[str]:
        """The notes, broken into lines."""
        return [line for note in self.notes for line in textwrap.wrap(note, form.note_letters)]


def charts(found: Results) -> list[Chart]:
    """The charts of a table: one for each split of which something is scored."""
    drawn = [(column, _measured(found, place)) for place, column in enumerate(found.columns) if column.emotion == ALL]
    return [_chart_of(found, column.split, marks) for column, marks in drawn if marks]


def draw(chart: Chart, size: str, theme: str, form: str) -> bytes:
    """A chart in a size of FORMS and a theme of DRESSES, as "svg" or "png"."""
    told = (chart.name, size, theme, chart.axis, chart.description, tuple(chart.notes))
    key = (*told, tuple(tuple(mark.items()) for mark in chart.marks))
    return drawing.drawn(key, lambda dress: _draw(chart, FORMS[size], dress), DRESSES[theme], chart.size(size), form)


def _chart_of(found: Results, split: str, measured: list[dict]) -> Chart:
    of_paper = _published(found, split)
    notes = [_("Hollow: published in the paper, of other runs, by its two judges")] if of_paper else []
    if found.is_scripted:
        notes.append(_("Some or all of these answers were written by a script, no model"))
    return Chart(
        name=split,
        marks=measured + of_paper,
        notes=notes,
        axis=_("coherence") if found.is_coherence else _("emotional trigger recall"),
        description=_described(split, measured, found.is_coherence),
    )


def _described(split: str, marks: list[dict], is_coherence: bool) -> str:
    """What is said to those who do not see it: what it shows, its ends, and where every figure stands."""
    best, least = (end(marks, key=lambda mark: mark["value"]) for end in (max, min))
    words = {
        "what": _("Long-term coherence") if is_coherence else _("Emotional trigger recall"),
        "split": Split(split).label,
        "best": f"{best['row']}, {best['setting']}, {100 * best['value']:.1f} %",
        "least": f"{least['row']}, {least['setting']}, {100 * least['value']:.1f} %",
    }
    sentence = _(
        "%(what)s on %(split)s samples by model and setting, with 95 %% intervals. Highest: %(best)s. "
        "Lowest: %(least)s. The table has every figure."
    )
    return sentence % words


def _measured(found: Results, place: int) -> list[dict]:
    """A mark for each run that has a figure in the column of that place."""
    marks = []
    for line in found.lines:
        cell = line.cells[place]
        if cell is not None:
            low, high = (cell.value, cell.value) if cell.low is None else (cell.low, cell.high)
            marks.append(_mark(line.name_with_persona, line.run.setting, cell.value, low, high) | {"published": False})
    return sorted(marks, key=lambda mark: mark["row"].casefold())


def _published(found: Results, split: str) -> list[dict]:
    """Two marks for each published row, one a judge, with a line from one to the other."""
    marks = []
    for row in found.published["rows"]:
        values = [value / 100 for value in row[split] or ()]
        name = _("%(model)s (published)") % {"model": row["name"]}
        marks += [_mark(name, row["setting"], each, min(values), max(values)) | {"published": True} for each in values]
    return marks


def _mark(row: str, setting: str, value: float, low: float, high: float) -> dict:
    return {"row": row, "setting": str(Setting(setting).label), "value": value, "low": low, "high": high}


def _draw(chart: Chart, form: Form, dress: Dress):
    import altair

    marks = [mark | {"label": drawing.label(mark["row"], form.letters)} for mark in chart.marks]
    present = {mark["setting"] for mark in marks}
    settings = [(place, str(name)) for place, name in enumerate(Setting.labels) if str(name) in present]
    base = altair.Chart(altair.Data(values=marks)).encode(**_places(altair, chart, form, marks, settings, dress))
    of_paper = altair.datum.published
    lines = base.mark_rule(strokeWidth=2, strokeCap="round", opacity=0.6).encode(x2="high:Q")
    dashed = base.mark_rule(strokeWidth=1.5, strokeDash=[2, 3]).encode(x2="high:Q")
    points = base.encode(x="value:Q", shape=_shapes(altair, form, settings))
    drawn = altair.layer(
        lines.transform_filter(~of_paper),
        dashed.transform_filter(of_paper),
        points.mark_point(size=60, filled=True, opacity=1).transform_filter(~of_paper),
        points.mark_point(size=50, filled=False, strokeWidth=1.6, opacity=1).transform_filter(of_paper),
    )
    return drawing.dressed(drawing.noted(altair, drawn, chart.lines(form), dress), chart.description, dress)


def _places(altair, chart: Chart, form: Form, marks: list[dict], settings: list[tuple[int, str]], dress: Dress) -> dict:
    """Where a mark stands and its colour: that of its setting, whichever others are shown."""
    names = [name for _place, name in settings]
    least = min(0.0, *(mark["low"] for mark in marks))
    across = altair.Scale(domain=[least, 1], nice=False)
    colours = altair.Scale(domain=names, range=[dress.settings[place] for place, _name in settings])
    order = list(dict.fromkeys(mark["label"] for mark in marks))
    return {
        "y": altair.Y("label:N", sort=order, title=None, axis=drawing.label_axis(altair, form.labels)),
        "yOffset": altair.YOffset("setting:N", sort=names, scale=altair.Scale(domain=names, paddingOuter=0.3)),
        "x": altair.X("low:Q", title=chart.axis, scale=across, axis=altair.Axis(format="%", tickCount=form.ticks)),
        "color": altair.Color("setting:N", scale=colours, legend=_legend(altair, form)),
    }


def _shapes(altair, form: Form, settings: list[tuple[int, str]]):
    """A shape a setting, so that nobody has to tell colours apart."""
    scale = altair.Scale(domain=[name for _place, name in settings], range=[SHAPES[place] for place, _name in settings])
    return altair.Shape("setting:N", scale=scale, legend=_legend(altair, form))


def _legend(altair, form: Form):
    room = {"columnPadding": 16, "labelLimit": form.width}
    return altair.Legend(orient="top", title=None, columns=form.legend_columns, symbolOpacity=1, **room)
