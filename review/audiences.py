"""What is assigned to whom and still waits, and which assigned samples nobody is left for."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from annotation.models import Assignment, Benchmark, Membership, Sample
from annotation.models.sample import IN_QUEUE
from annotation.permissions import RIGHTS, Right

REVIEWING = [role for role, rights in RIGHTS.items() if Right.REVIEW in rights]

Kind = tuple[tuple[int, ...], frozenset[int], int]


@dataclass(frozen=True, slots=True)
class Share:
    """What a person or a group was given: samples in all, and those that somebody of them may still take."""

    name: str
    is_group: bool
    samples: int
    waiting: int


def reviewers(benchmark: Benchmark) -> QuerySet[Membership]:
    """The members who review and can sign in."""
    return Membership.objects.filter(benchmark=benchmark, role__in=REVIEWING, user__is_active=True)


def shares(benchmark: Benchmark) -> tuple[list[Share], int]:
    """Everybody's share, groups first, and how many samples wait for people who are not there."""
    people, kinds = _people_by_key(benchmark), _kinds(benchmark)
    rows = Assignment.objects.filter(benchmark=benchmark).order_by()
    rows = rows.values_list("user_id", "group_id", "user__username", "group__name").annotate(samples=Count("pk"))
    found = [
        Share(user or group, user is None, samples, waiting_for(user_id or -group_id, people, kinds))
        for user_id, group_id, user, group, samples in rows
    ]
    return sorted(found, key=lambda share: (not share.is_group, share.name)), stuck(people, kinds)


def waiting_for(key: int, people: dict[int, frozenset[int]], kinds: list[Kind]) -> int:
    """How many samples are for this key and were not had by all of its people."""
    them = people.get(key, frozenset())
    return sum(count for audience, had_by, count in kinds if key in audience and them - had_by)


def stuck(people: dict[int, frozenset[int]], kinds: list[Kind]) -> int:
    """How many samples are for people of whom nobody is left to take them."""
    return sum(
        count for audience, had_by, count in kinds if not any(people.get(key, frozenset()) - had_by for key in audience)
    )


def _people_by_key(benchmark: Benchmark) -> dict[int, frozenset[int]]:
    """Who reviews, by the keys of `Sample.audience`: the own id, and with a minus that of each group."""
    able = frozenset(reviewers(benchmark).values_list("user_id", flat=True))
    people = {user: frozenset([user]) for user in able}
    for group in benchmark.groups.prefetch_related("members"):
        people[-group.pk] = able & {member.pk for member in group.members.all()}
    return people


def _kinds(benchmark: Benchmark) -> list[Kind]:
    """The assigned samples that want somebody, counted by whom they are for and who had them."""
    queued = Sample.objects.filter(IN_QUEUE, benchmark=benchmark).exclude(audience=[])
    rows = queued.order_by().values_list("audience", "had_by").annotate(count=Count("pk"))
    return [(tuple(audience), frozenset(had_by), count) for audience, had_by, count in rows]
