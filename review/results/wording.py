"""The results table in words and files: cells as text, CSV and LaTeX."""

import csv
import io
import re

from django.utils.translation import gettext as _

from annotation.models import Split
from inference.models import Setting
from review.gaps.figures import Estimate
from review.results.personas import PersonaTable, persona_tables
from review.results.reports import ALL, Column, Line, Results

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "_": r"\_", "#": r"\#", "$": r"\$",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip


def percent(found: Estimate | None) -> str:
    """A share in percent; nothing where there is none."""
    return "" if found is None else f"{100 * found.value:.2f}"


def spread(found: Estimate | None) -> str:
    """Its 95 % interval in percent; nothing where there are too few pictures to tell."""
    return "" if found is None or found.low is None else f"{100 * found.low:.1f} – {100 * found.high:.1f}"


def column_title(column: Column) -> str:
    """The heading of a column."""
    if column.emotion == ALL:
        return _("Basic, all") if column.split == Split.BASIC else _("Complex, all")
    return column.emotion


def flat_rows(found: Results) -> list[dict]:
    """Every figure as plain values, one row a run: what CSV, JSON and the command say."""
    return [_flat(found, line) for line in found.lines]


def _flat(found: Results, line: Line) -> dict:
    run, told = line.run, line.counted
    row = {"run": run.pk, "model": run.name, "setting": run.setting, "persona": run.persona, "engine": run.engine}
    row["judge"] = found.signature.key if found.signature else ""
    for column, cell in zip(found.columns, line.cells, strict=True):
        row |= _numbers(f"{column.split}_{column.emotion or 'all'}", cell)
    row |= _numbers("precision", line.precision) | {"f1": line.f1}
    row |= _numbers("difference_from_baseline", line.difference)
    row["baseline"] = found.baseline.pk if found.baseline else None
    for name in ("samples", "scored", "unreadable", "unscorable", "failed", "waiting"):
        row[name] = getattr(told, name)
    return row | {
        "dollars": line.dollars,
        "seconds_a_sample": line.seconds,
        "prefilled_tokens_a_sample": line.prefilled,
        "generated_tokens_a_sample": line.generated,
    }


def _numbers(name: str, cell: Estimate | None) -> dict:
    if cell is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None, f"{name}_samples": 0}
    return {name: cell.value, f"{name}_low": cell.low, f"{name}_high": cell.high, f"{name}_samples": cell.count}


def as_csv(found: Results) -> str:
    """The table as CSV, one row a run, then the published figures, marked as such."""
    rows = flat_rows(found)
    fields = list(rows[0]) if rows else ["model", "setting"]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=[*fields, "published"], restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _inert(value) for name, value in row.items()})
    for row in found.published["rows"]:
        marked = {"model": row["name"], "setting": row["setting"], "published": "LLaMA-3 / ChatGPT judge"}
        marked |= {
            f"{split}_all": "/".join(map(str, row[split]))
            for split in ("basic", "complex")
            if row[split] and f"{split}_all" in fields
        }
        writer.writerow(marked)
    return text.getvalue()


def _inert(value):
    """A text that a spreadsheet takes for text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def as_latex(found: Results) -> str:
    """The table for a paper, with the package booktabs: recall in percent, its 95 % interval below in small type.

    A table of personas by settings follows for each model that was asked as several.
    """
    titles = [column_title(column) for column in found.columns]
    rows = []
    for line in found.lines:
        rows += _latex_rows([line.run.get_setting_display(), line.name_with_persona], line.cells)
    of_paper = [_published_line(found, row) for row in found.published["rows"]]
    if of_paper:
        rows += [
            "\\midrule",
            f"\\multicolumn{{{len(titles) + 2}}}{{l}}{{\\emph{{published, other judges}}}} \\\\",
            *of_paper,
        ]
    tables = [_tabular("ll", ["Setting", "Model", *titles], rows), *map(_latex_personas, persona_tables(found))]
    return "\n".join(["% needs \\usepackage{booktabs}", *tables])


def _latex_personas(table: PersonaTable) -> str:
    rows = [each for row in table.rows for each in _latex_rows([row.title], row.cells)]
    return f"\n% {table.model!a}, {table.split}\n" + _tabular("l", ["Persona", *table.titles], rows)


def _latex_rows(names: list[str], cells: list[Estimate | None]) -> list[str]:
    """Two rows: the figures, and below them their intervals."""
    figures = [percent(cell) or "--" for cell in cells]
    spreads = [f"{{\\scriptsize {escaped(spread(cell))}}}" if spread(cell) else "" for cell in cells]
    return [
        " & ".join([*map(escaped, names), *figures]) + r" \\",
        " & ".join([*("" for _ in names), *spreads]) + r" \\",
    ]


def _tabular(names: str, titles: list[str], rows: list[str]) -> str:
    """A table whose first columns are `names` wide, as LaTeX counts columns, the others figures."""
    columns = names + "r" * (len(titles) - len(names))
    head = [f"\\begin{{tabular}}{{{columns}}}", "\\toprule", " & ".join(map(escaped, titles)) + r" \\", "\\midrule"]
    return "\n".join([*head, *rows, "\\bottomrule", "\\end{tabular}", ""])


def _published_line(found: Results, row: dict) -> str:
    cells = []
    for column in found.columns:
        values = row[column.split] if column.emotion == ALL else None
        cells.append("/".join(f"{value:.2f}" for value in values) if values else "--")
    return " & ".join([escaped(Setting(row["setting"]).label), escaped(row["name"]), *cells]) + r" \\"


def escaped(text: str) -> str:
    """The text with LaTeX's own characters as themselves, on one line."""
    return re.sub(r"[\\{}%&_#$^~]", lambda found: LATEX[found[0]], " ".join(str(text).split())).replace("–", "--")
