"""Who may do what: every route × method × role, and another benchmark's rows, which are missing like missing ones."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from knox.models import AuthToken

from annotation.models import (
    Benchmark,
    GuidelinesVersion,
    ImportRun,
    Job,
    Label,
    Origin,
    PeopleGroup,
    Release,
    ReleaseItem,
    Role,
    Sample,
)
from inference.models import Derivation, Draft, PromptSet
from inference.prompting import default_prompt_set
from review.models import Adjudication, Comment, Decision, RatingRound, Review
from tests import factories
from tests.architecture.routes import HAVE, PUBLIC, ROLES, ROUTES, SIGNED_IN, STAFF
from tests.factories_evaluations import make_evaluation, make_judge_run, make_judgement, make_prediction

pytestmark = pytest.mark.django_db
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
MISSING_ID = 10**12
HEALTH_FAILING = 503  # no worker runs beside the tests


def patterns(resolver=None, namespaces=(), route=""):
    """Every route of the studio: its full name, and its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield ":".join([*namespaces, entry.name or ""]), route + str(entry.pattern)
        else:
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from patterns(entry, inner, route + str(entry.pattern))


OWN_ROUTES = {name: pattern for name, pattern in patterns() if not name.startswith("admin:")}
LISTED = sorted(set(ROUTES) & set(OWN_ROUTES))


def test_every_route_is_listed():
    assert sorted(set(OWN_ROUTES) - set(ROUTES)) == []


def test_every_listed_route_is_there():
    assert sorted(set(ROUTES) - set(OWN_ROUTES)) == []


def furnish(slug: str, members: dict) -> dict:
    """A benchmark with one row of every kind that an address can name: the ids."""
    benchmark = factories.make_benchmark(slug, overlap=len(members) + 1)
    for role, user in members.items():
        factories.add_member(benchmark, user, role)
    sample = factories.make_sample(benchmark)
    draft = factories.make_draft(sample)
    label = factories.make_label(sample, origin=Origin.IMPORTED)
    newcomer = factories.add_member(benchmark, factories.make_user(f"newcomer-{slug}"), Role.ANNOTATOR)
    import_run = ImportRun.objects.create(
        benchmark=benchmark, kind="images", job=Job.objects.create(kind="import", benchmark=benchmark)
    )
    release = make_release(benchmark, sample, label)
    GuidelinesVersion.objects.create(benchmark=benchmark, version=1, text="Look twice.")
    submitted = submitted_review(benchmark, newcomer.user)
    evaluation = make_evaluation(release)
    prediction, judge_run = make_prediction(evaluation, release.items.get()), make_judge_run(evaluation)
    return {
        "membership": newcomer.pk,
        "image": sample.image_id,
        "person": factories.mark_person(sample.image).pk,
        "sample": sample.pk,
        "draft": draft.pk,
        "draft_run": draft.run_id,
        "import_run": import_run.pk,
        "release": release.pk,
        "rating_round": RatingRound.objects.create(benchmark=benchmark, name="first").pk,
        "prompt_set": own_prompts(benchmark).pk,
        "trial": factories.make_draft_run(benchmark, trial=True).pk,
        "derivation": Derivation.objects.create(
            benchmark=benchmark,
            engine="scripted",
            sampled=1,
        ).pk,
        "evaluation": evaluation.pk,
        "judge_run": judge_run.pk,
        "judgement": make_judgement(judge_run, prediction, found=[True] * prediction.item.label.triggers.count()).pk,
        "review": open_review(draft, newcomer.user, 0).pk,
        "submitted": submitted.pk,
        "submitted_draft": submitted.draft_id,
        "adjudication": open_adjudication(benchmark.pk, factories.make_user(f"judge-{slug}")),
        "flagged": submitted_review(benchmark, newcomer.user, flagged=True, flag_reason="odd").pk,
        "comment": comment_by(sample.pk, newcomer.user),
        "group": PeopleGroup.objects.create(benchmark=benchmark, name="students").pk,
        "benchmark": benchmark.pk,
    }


def own_prompts(benchmark) -> PromptSet:
    """A prompt set of the benchmark's own."""
    content = default_prompt_set().content | {"name": "own"}
    return PromptSet.objects.create(benchmark=benchmark, name="own", version=1, content=content)


def make_release(benchmark, sample, label: Label) -> Release:
    """A release of one sample."""
    release = Release.objects.create(benchmark=benchmark, name=f"{benchmark.slug}-v1", split="all", sample_count=1)
    facts = {
        "position": 1,
        "label_position": 1,
        "split": "basic",
        "question": sample.question,
        "label_text": label.text,
    }
    ReleaseItem.objects.create(release=release, sample=sample, label=label, image_path="a.jpg", **facts)
    Release.objects.filter(pk=release.pk).update(sha256="0" * 64)
    return release


def open_review(draft, user, slot: int) -> Review:
    """The user's open review of the drafted sample."""
    later = timezone.now() + timedelta(minutes=5)
    return Review.objects.create(sample=draft.sample, annotator=user, draft=draft, slot=slot, lease_until=later)


def open_adjudication(benchmark: int, user) -> int:
    """The user's open adjudication of a sample of their own."""
    sample = factories.make_sample(Benchmark.objects.get(pk=benchmark))
    Sample.objects.filter(pk=sample.pk).update(status="drafted")
    Sample.objects.filter(pk=sample.pk).update(status="adjudication")
    later = timezone.now() + timedelta(minutes=5)
    return Adjudication.objects.create(sample=sample, adjudicator=user, lease_until=later).pk


def comment_by(sample: int, user) -> int:
    """The user's comment on the sample."""
    return Comment.objects.create(sample_id=sample, text="Is this so?", by=user).pk


def submitted_review(benchmark, user, **fields) -> Review:
    """The user's review of another sample that rejected all of the draft, so that there are figures."""
    draft = factories.make_draft(factories.make_sample(benchmark))
    label = factories.make_label(draft.sample, (), origin=Origin.HUMAN, by=user)
    ended = {"status": "submitted", "client_id": uuid.uuid4(), "ended_at": timezone.now()}
    review = Review.objects.create(sample=draft.sample, annotator=user, draft=draft, label=label, **ended, **fields)
    for trigger in draft.label.triggers.all():
        Decision.objects.create(review=review, trigger=trigger, action="reject", reason="other")
    return review


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The benchmark of the cast and another one, for all tests here: each request undoes what it did."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def make_world() -> SimpleNamespace:
    """A session and a token of each person and, for those who review, an open review."""
    users = {role: factories.make_user(role) for role in ROLES[1:-1]}
    users["superuser"] = factories.make_user("superuser", is_staff=True, is_superuser=True)
    rows = furnish("streets", {role: users[role] for role in Role.values})
    draft = Draft.objects.get(pk=rows["draft"])
    reviewers = ["annotator", "adjudicator", "admin", "superuser"]
    return SimpleNamespace(
        rows=rows,
        foreign=furnish("other", {}),
        sessions={role: session_of(user) for role, user in users.items()},
        tokens={role: AuthToken.objects.create(user)[0].token_key for role, user in users.items()},
        comments={role: comment_by(rows["sample"], users[role]) for role in ROLES[2:]},
        adjudications={role: open_adjudication(rows["benchmark"], users[role]) for role in reviewers[1:]},
        reviews={role: open_review(draft, users[role], slot).pk for slot, role in enumerate(reviewers, 1)},
    )


def session_of(user) -> str:
    """The key of a session of the user."""
    client = Client()
    client.force_login(user)
    return client.session.session_key


def address(name: str, world, role: str, pk: int | None = None) -> str:
    """The route's address, with the ids of the role's own rows where there are any."""
    route, pattern = ROUTES[name], OWN_ROUTES[name]
    own = {"review": world.reviews, "adjudication": world.adjudications, "comment": world.comments}.get(
        route.of, {}
    ).get(role)
    rows = {"token": world.tokens.get(role, "none"), "person": world.rows["person"], "image": world.rows["image"]}
    values = {key: text.format(**rows) for key, text in route.values.items()}
    if "<slug:slug>" in pattern:
        values["slug"] = "streets"
    if route.of:
        values["pk"] = pk or own or world.rows[route.of]
    return reverse(name, kwargs=values)


def answer(world, role: str, method: str, where: str, body=b"", kind="application/json", **headers):
    """The answer to a request; what it changed is undone."""
    client = Client()
    if role in world.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    with transaction.atomic():
        response = client.generic(method, where, body, kind, **headers)
        if response.streaming:
            response.getvalue()  # to its end, which closes the file behind it
        transaction.set_rollback(True)
    return response


def outcome(response) -> str:
    """The answer in a word."""
    if response.status_code == 302 and response["Location"].startswith(reverse("login")):
        return "sign-in"
    refusals = {401: "401", 403: "403", 404: "404", 405: "405"}
    assert response.status_code in (200, 201, 302, 400, 409, 412, 428, *refusals, HEALTH_FAILING), response.content[
        :500
    ]
    return refusals.get(response.status_code, "allowed")


def expected(name: str, role: str, method: str) -> set[str]:
    """The outcomes that are right."""
    route = ROUTES[name]
    asked = route.methods.get(method)
    if asked is None:  # whoever asks, it never works, and the one who may do everything learns why
        return {"405"} if role == "superuser" else {"sign-in", "401", "403", "404", "405"}
    if role in HAVE[asked]:
        return {"sign-in"} if name == "logout" else {"allowed"}
    if role == "anonymous":
        return {"401"} if route.stranger == 401 else {"sign-in"}
    return {"403"} if asked in (STAFF, SIGNED_IN, PUBLIC) or role != "outsider" else {"404"}


@pytest.mark.parametrize("name", LISTED)
def test_a_route_does_for_each_role_what_its_line_says(world, name):
    wrong = []
    for role in ROLES:
        for method in METHODS:
            found = outcome(answer(world, role, method, address(name, world, role)))
            if found not in expected(name, role, method):
                wrong.append(f"{role} {method}: {found}, not {' or '.join(sorted(expected(name, role, method)))}")
    assert wrong == []


@pytest.mark.parametrize("name", [name for name in LISTED if ROUTES[name].of])
def test_a_row_of_another_benchmark_is_missing_like_a_missing_one(world, name):
    route = ROUTES[name]
    for method in set(route.methods) - {"OPTIONS"}:  # the API's OPTIONS tells of the address, not of the row
        for pk in (world.foreign[route.of], MISSING_ID):
            where = address(name, world, "admin", pk=pk)
            found = answer(world, "admin", method, where)
            # A script's own refusals come before it looks for the row.
            assert found.status_code in ({404} if route.stranger == 302 else {400, 404, 428}), (method, where)


def test_the_cast_of_the_table_is_the_roles_of_the_models():
    assert set(ROLES) == {"anonymous", "outsider", *Role.values, "superuser"}
