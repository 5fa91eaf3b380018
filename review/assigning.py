"""Assignments: samples are given to people and groups, in bulk, and taken away again; each step leaves an event."""

from collections.abc import Collection

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from annotation.models import Assignment, Benchmark, Event, PeopleGroup, Sample
from annotation.states import SampleStatus
from review.audiences import reviewers
from review.refusals import Refusal

MOST_SAMPLES = 20_000
SETTLED = [SampleStatus.ACCEPTED, SampleStatus.EXCLUDED]

# In the order of the samples, so that two of these at once wait for each other and do not lock each other out.
ASSIGN = """
INSERT INTO annotation_assignment (benchmark_id, sample_id, user_id, group_id, created_by_id, created_at)
SELECT %(benchmark)s, sample, person, people, %(by)s, now() FROM unnest(%(samples)s::bigint[]) sample,
    unnest(%(users)s::integer[], %(groups)s::bigint[]) assignee(person, people)
ORDER BY sample ON CONFLICT DO NOTHING
"""

# Samples that are assigned to fewer people than they want: nobody else is handed them.
SHORT = """
SELECT count(*) FROM annotation_sample sample WHERE sample.id = ANY(%(samples)s) AND sample.audience <> '{}'
AND sample.wanted > (
    SELECT count(DISTINCT coalesce(assignment.user_id, member.user_id)) FROM annotation_assignment assignment
    LEFT JOIN annotation_peoplegroup_members member ON member.peoplegroup_id = assignment.group_id
    WHERE assignment.sample_id = sample.id)
"""


@transaction.atomic
def assign(benchmark: Benchmark, samples: Collection[int], *, users=(), groups=(), by) -> int:
    """Give the samples to the people and groups, beside those who have them already; returns how many were new.

    From then on they are handed out to their people and groups alone. Raises Refusal.
    """
    chosen = _checked(samples, users, groups)
    _check_reviewing(benchmark, users)
    nobody, no_group = [None] * len(groups), [None] * len(users)
    parameters = {"users": [user.pk for user in users] + nobody, "groups": no_group + [group.pk for group in groups]}
    with connection.cursor() as cursor:
        cursor.execute(ASSIGN, parameters | {"benchmark": benchmark.pk, "samples": chosen, "by": by and by.pk})
        new = cursor.rowcount
    Event.objects.record("assigned", benchmark, by=by, benchmark=benchmark, **_detail(chosen, users, groups, new))
    return new


@transaction.atomic
def take_away(benchmark: Benchmark, samples: Collection[int], *, users=(), groups=(), by) -> int:
    """Take the samples away from the people and groups; returns how many they had. What they began stays theirs.

    A sample that is nobody's any more is for everybody. Raises Refusal.
    """
    chosen = _checked(samples, users, groups)
    theirs = Q(user__in=users) | Q(group__in=groups)
    _lock(Sample.objects.filter(pk__in=chosen))
    gone, _by_kind = Assignment.objects.filter(theirs, benchmark=benchmark, sample__in=chosen).delete()
    detail = _detail(chosen, users, groups, gone)
    Event.objects.record("assignments taken away", benchmark, by=by, benchmark=benchmark, **detail)
    return gone


@transaction.atomic
def make_group(benchmark: Benchmark, name: str, members=(), *, by) -> PeopleGroup:
    """A new group of the benchmark's people. Raises Refusal where another has the name."""
    try:
        with transaction.atomic():
            group = PeopleGroup.objects.create(benchmark=benchmark, name=name)
    except IntegrityError:
        raise Refusal(_("Another group has the name “%(name)s”.") % {"name": name}, code="taken")
    group.members.set(members)
    Event.objects.record("group made", group, by=by, benchmark=benchmark, name=name, members=_names(members))
    return group


@transaction.atomic
def change_group(group: PeopleGroup, members, *, by) -> None:
    """Replace the members of the group: what is assigned to it is for the new ones from now on."""
    before = _names(group.members.order_by("username"))
    group.members.set(members)
    change = {"before": before, "after": _names(members)}
    Event.objects.record("group changed", group, by=by, benchmark=group.benchmark, **change)


@transaction.atomic
def remove_group(group: PeopleGroup, *, by) -> None:
    """Take everything away from the group and end it."""
    _lock(Sample.objects.filter(assignments__group=group))
    gone, _by_kind = group.assignments.all().delete()
    Event.objects.record("group removed", group, by=by, benchmark=group.benchmark, name=group.name, assignments=gone)
    group.delete()


def first_in_queue(samples: QuerySet[Sample], count: int | None) -> list[int]:
    """The ids of those samples of a query that are not settled, or of the first so many of them in the queue's order.

    One more than may be assigned at a time where there are more.
    """
    most = min(count or MOST_SAMPLES + 1, MOST_SAMPLES + 1)
    return list(unsettled(samples).order_by("rank", "position").values_list("pk", flat=True)[:most])


def unsettled(samples: QuerySet[Sample]) -> QuerySet[Sample]:
    """Those that can be assigned."""
    return samples.exclude(status__in=SETTLED)


def short_of_people(samples: Collection[int]) -> int:
    """How many of the samples are assigned to fewer people than they want, so that they cannot be finished."""
    with connection.cursor() as cursor:
        return cursor.execute(SHORT, {"samples": list(samples)}).fetchone()[0]


def _checked(samples: Collection[int], users, groups) -> list[int]:
    """The samples in order. Raises Refusal where nothing or nobody is chosen, or too much."""
    if not (users or groups):
        raise Refusal(_("Choose at least one person or group."), code="nobody")
    if not samples:
        raise Refusal(_("No sample matches: loosen a filter."), code="nothing")
    if len(samples) > MOST_SAMPLES:
        raise Refusal(_("At most %(most)d samples at a time: narrow the filters.") % {"most": MOST_SAMPLES})
    return sorted(samples)


def _lock(samples: QuerySet[Sample]) -> None:
    """Lock the samples in their order, as all do that lock several."""
    list(samples.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk"))


def _check_reviewing(benchmark: Benchmark, users) -> None:
    able = set(reviewers(benchmark).values_list("user_id", flat=True))
    for user in users:
        if user.pk not in able:
            sentence = _("%(name)s does not review here: nobody would take these samples.")
            raise Refusal(sentence % {"name": user.get_username()}, code="not_reviewing")


def _detail(samples: list[int], users, groups, count: int) -> dict:
    named = {"people": _names(users), "groups": [group.name for group in groups]}
    return {"samples": len(samples), "count": count, "first": samples[0], "last": samples[-1], **named}


def _names(users) -> list[str]:
    return [user.get_username() for user in users]
