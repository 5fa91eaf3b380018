"""The tables of the progress page as CSV."""

import csv
import io
from collections.abc import Iterable

from annotation.models import Benchmark
from review.progress.days import days
from review.progress.people import people
from review.progress.samples import Standing, standings

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
COUNTS = ("samples", "undrafted", "drafted", "in_review", "disputed", "accepted", "excluded")


def emotion_rows(benchmark: Benchmark) -> list[dict]:
    """One row an emotion of a split, then one a split, then all."""
    found = standings(benchmark)
    return [_standing_row(row) for row in (*found.emotions, *found.splits, found.total)]


def people_rows(benchmark: Benchmark) -> list[dict]:
    """One row a person; active time in seconds."""
    return [
        {
            "person": person.username,
            "role": person.role,
            "today": person.today,
            "seven_days": person.week,
            "reviews": person.spell.samples,
            "skipped": person.skipped,
            "open": person.opened,
            "adjudicated": person.settling.samples,
            "active_seconds": round(person.spell.seconds, 1),
            "adjudicating_seconds": round(person.settling.seconds, 1),
            "samples_an_hour": "" if person.spell.per_hour is None else round(person.spell.per_hour, 1),
            "last_at_work": person.last_at.isoformat(timespec="seconds") if person.last_at else "",
        }
        for person in people(benchmark)
    ]


def day_rows(benchmark: Benchmark) -> list[dict]:
    """One row a day, oldest first."""
    return [
        {
            "day": day.date.isoformat(),
            "reviews": day.reviews,
            "people": day.people,
            "active_seconds": round(day.seconds, 1),
        }
        for day in days(benchmark)
    ]


ROWS = {"emotions": emotion_rows, "people": people_rows, "days": day_rows}


def as_csv(rows: Iterable[dict]) -> str:
    """The rows with a heading; nothing where there is no row."""
    rows, text = list(rows), io.StringIO()
    if rows:
        writer = csv.DictWriter(text, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows({name: _inert(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _standing_row(row: Standing) -> dict:
    names = {"split": row.split or "all", "emotion": row.emotion or ("" if row.split else "all")}
    share = "" if row.share is None else round(row.share, 4)
    return names | {name: getattr(row, name) for name in COUNTS} | {"accepted_share": share}


def _inert(value):
    """A text that a spreadsheet takes for text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
