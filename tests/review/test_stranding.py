"""Samples that were skipped and whom nobody is left for, though it was no skip that stranded them."""

import pytest

from annotation.models import Assignment, Event, Role, Sample
from annotation.peopling import remove_member
from annotation.states import SampleStatus
from review import queueing
from review.skipping import skip
from review.stranding import refer_all_stranded
from tests.factories import add_member, make_drafted_samples, make_user

pytestmark = pytest.mark.django_db


def skip_next(benchmark, user) -> None:
    skip(benchmark, queueing.claim(benchmark, by=user), reason="unsure", by=user)


def statuses(benchmark) -> list[str]:
    return list(Sample.objects.filter(benchmark=benchmark).values_list("status", flat=True))


@pytest.fixture
def skipped(benchmark, annotator, second_annotator, admin):
    """Two samples; Ana passed the first on."""
    make_drafted_samples(benchmark, 2)
    skip_next(benchmark, annotator)
    return benchmark


def test_while_somebody_is_left_nothing_is_passed_on(skipped):
    assert refer_all_stranded() == 0
    assert statuses(skipped) == [SampleStatus.DRAFTED] * 2


def test_when_the_last_of_the_others_leaves_it_goes_to_the_adjudicators(skipped, second_annotator, admin):
    remove_member(skipped.memberships.get(user=second_annotator), by=admin)
    assert refer_all_stranded() == 1
    assert statuses(skipped) == [SampleStatus.ADJUDICATION, SampleStatus.DRAFTED]
    event = Event.objects.get(verb="left to adjudicators")
    assert (event.by, event.subject_id) == (None, Sample.objects.get(position=1).pk)
    assert refer_all_stranded() == 0


@pytest.mark.parametrize("field", ["user", "group"])
def test_when_it_is_for_those_alone_who_skipped_it_it_goes_to_the_adjudicators(skipped, annotator, field):
    group = skipped.groups.create(name="students")
    group.members.set([annotator])
    for sample in Sample.objects.all():
        Assignment.objects.create(
            benchmark=skipped, sample=sample, **{field: {"user": annotator, "group": group}[field]}
        )
    assert refer_all_stranded() == 1
    assert statuses(skipped) == [SampleStatus.ADJUDICATION, SampleStatus.DRAFTED]


def test_what_somebody_has_open_is_not_stranded(skipped, annotator, second_annotator, admin):
    queueing.claim(skipped, by=second_annotator)
    skipped.memberships.filter(user=second_annotator).update(role=Role.RESEARCHER)
    assert refer_all_stranded() == 0
    add_member(skipped, make_user("cleo"), Role.ANNOTATOR)
    assert statuses(skipped) == [SampleStatus.DRAFTED] * 2
