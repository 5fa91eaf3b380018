"""Days and moments: one way in every page, in the person's time zone and language, and readable by machines."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone, translation

from annotation.templatetags.moments import ago, day, moment

LATE = datetime(2026, 3, 1, 23, 30, 15, tzinfo=UTC)


def test_a_moment_is_told_where_the_person_is():
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        assert moment(LATE) == '<time datetime="2026-03-02T07:30:15+08:00">March 2, 2026, 7:30 a.m.</time>'
        assert day(LATE) == '<time datetime="2026-03-02">March 2, 2026</time>'


def test_a_day_is_told_in_the_persons_language():
    with translation.override("zh-hans"):
        assert day(date(2026, 3, 1)) == '<time datetime="2026-03-01">2026年3月1日</time>'


def test_what_was_a_while_ago_tells_the_moment_too():
    when = timezone.now() - timedelta(hours=3, minutes=1)
    here = timezone.localtime(when).isoformat(timespec="seconds")
    told = re.fullmatch(r'<time datetime="([^"]+)" title="([^"]+)">([^<]+)</time>', ago(when))
    assert (told[1], told[3].replace("\xa0", " ")) == (here, "3 hours ago")
    assert f">{told[2]}<" in moment(when)


@pytest.mark.parametrize("words", ["naturaltime", "<time", "timesince:"])
def test_no_page_writes_a_moment_its_own_way(words):
    pages = Path(settings.BASE_DIR, "templates").rglob("*.html")
    assert [page.name for page in pages if words in page.read_text()] == []


def test_a_bare_date_stands_only_where_no_element_can():
    pages = Path(settings.BASE_DIR, "templates").rglob("*.html")
    bare = [line.strip() for page in pages for line in page.read_text().splitlines() if "|date:" in line]
    assert [line.count("|date:") for line in bare if "<title>" in line] == [len(bare)]
