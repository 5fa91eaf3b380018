"""The cast at its screens, and a benchmark in which samples are reviewed twice and disputed."""

import pytest

from tests.review.adjudicators import Judge, make_disputed
from tests.review.screen import Browser


@pytest.fixture
def ana(client_of, benchmark, annotator):
    """Ana at the review screen."""
    return Browser(client_of(annotator), benchmark)


@pytest.fixture
def ben(client_of, benchmark, second_annotator):
    """Ben at the review screen."""
    return Browser(client_of(second_annotator), benchmark)


@pytest.fixture
def cora(client_of, benchmark, adjudicator):
    """Cora at the adjudication screen."""
    return Judge(client_of(adjudicator), benchmark)


@pytest.fixture
def reviewed_twice(benchmark):
    """Two people review each sample."""
    type(benchmark).objects.filter(pk=benchmark.pk).update(overlap=2)
    benchmark.refresh_from_db()


@pytest.fixture
def disputed(reviewed_twice, benchmark, annotator, second_annotator):
    """A sample on which Ana and Ben disagree."""
    return make_disputed(benchmark, annotator, second_annotator)
