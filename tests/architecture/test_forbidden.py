"""Words that must not be in the code, and what templates must not hold under the content security policy."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ["eibench_site", "annotation", "inference", "review", "templates", "static", "manage.py"]
FORBIDDEN = [
    r"\|\s*safe\b",
    r"\bmark_safe\b",
    r"\{%\s*autoescape off",
    r"\.innerHTML\b",
    r"\.outerHTML\b",
    r"\binsertAdjacentHTML\b",
    r"\bdocument\.write\b",
    r"(?<![.\w])eval\(",
    r"shell=True",
    r"pickle\.load",
    r"\b(?:c?[Pp]ickle|FileBasedCache|LocMemCache|DatabaseCache|RedisCache)\b",  # Django's caches pickle
    r"torch\.load",
    r"trust_remote_code=True",
    r"except Exception\b",
    r"except:\s*$",
    r"\bTODO\b|\bFIXME\b|\bNotImplementedError\b",
]
INLINE = [
    r"<script(?![^>]*\bsrc=)",
    r"<style\b",
    r"\sstyle=",
    r"\son[a-z]+=",
    r"hx-on",
    r"javascript:",
    r"""(?:src|href)=["'](?:https?:)?//""",
]


def files(*folders: str, endings: tuple[str, ...]) -> list[Path]:
    """The project's own files of some kinds."""
    places = [ROOT / folder for folder in folders]
    found = [path for place in places for path in (place.rglob("*") if place.is_dir() else [place])]
    return sorted(path for path in found if path.suffix in endings and "migrations" not in path.parts)


def hits(pattern: str, paths: list[Path]) -> list[str]:
    """Where the pattern is: file and line."""
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(pattern, line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    return found


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_a_forbidden_word_is_nowhere(pattern):
    assert hits(pattern, files(*CODE, endings=(".py", ".html", ".js"))) == []


@pytest.mark.parametrize("pattern", INLINE)
def test_no_template_holds_what_the_policy_forbids(pattern):
    assert hits(pattern, files("templates", endings=(".html",))) == []


def test_the_search_would_find_what_it_looks_for(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<p style="color: red">{{ text|safe }}</p>')
    root_of_page = [re.search(pattern, page.read_text()) for pattern in (r"\sstyle=", r"\|\s*safe\b")]
    assert [bool(found) for found in root_of_page] == [True, True]
