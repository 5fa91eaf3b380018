"""Every rule that Postgres keeps about what people decide, broken by raw SQL; and the steps of a review."""

import uuid

import pytest
from django.db import transaction
from django.utils import timezone

from annotation.models import Origin, Sample
from review.models import Adjudication, Decision, MatchCheck, Preferences, RejectedRound, Review
from review.states import ADJUDICATION_TRANSITIONS, REVIEW_TRANSITIONS, AdjudicationStatus, ReviewStatus
from tests import factories
from tests.factories_evaluations import make_evaluation, make_labelled_sample, make_prediction, make_release
from tests.invariants import (
    Breaking,
    changed,
    copied,
    declared_rules,
    deleted,
    never_changed,
    refusing_rule,
    refusing_rules,
    stated_rules,
    transition,
)
from tests.review import breaking_adjudication, breaking_blind, breaking_pictures, breaking_ratings

ENDED = {"status": "'returned'", "lease_until": "NULL", "ended_at": "now()"}
SUBMITTED = {"status": "'submitted'", "lease_until": "NULL", "ended_at": "now()", "client_id": "gen_random_uuid()"}
FREE = {"trigger_id": "%(free_trigger)s", "result_id": "%(free_result)s"}
ADDED = {"action": "'add'", "trigger_id": "NULL", "reason": "'common_sense'"}

BREAKING = [
    Breaking("review_once_per_person", copied(Review, "open", slot="1")),
    Breaking("review_within_overlap", copied(Review, "open", annotator_id="%(ben)s")),
    Breaking("review_status_known", copied(Review, "returned", status="'else'")),
    Breaking("review_open_has_lease", changed(Review, "open", lease_until="NULL")),
    Breaking("review_open_has_lease", changed(Review, "open", ended_at="now()")),
    Breaking("review_open_has_lease", changed(Review, "returned", ended_at="NULL")),
    Breaking("review_submitted_has_label", changed(Review, "open", **SUBMITTED)),
    Breaking("review_submitted_has_label", changed(Review, "open", label_id="%(free_label)s")),
    Breaking(
        "review_submitted_has_label",
        changed(Review, "open", **(SUBMITTED | {"label_id": "%(free_label)s", "client_id": "NULL"})),
    ),
    Breaking("review_skipped_has_reason", changed(Review, "open", **(ENDED | {"status": "'skipped'"}))),
    Breaking("review_flagged_has_reason", changed(Review, "open", flagged="true")),
    Breaking("review_review_client_id_key", changed(Review, "open", client_id="%(client)s")),
    Breaking(
        "review_review_label_id_key",
        copied(Review, "submitted", status="'withdrawn'", client_id="gen_random_uuid()"),
    ),
    Breaking("review_transitions", changed(Review, "submitted", status="'open'")),
    Breaking("review_kept", deleted(Review, "returned")),
    Breaking("review_slot_below_overlap", copied(Review, "returned", slot="2")),
    Breaking("review_identity_kept", changed(Review, "open", annotator_id="%(ben)s")),
    Breaking("review_identity_kept", changed(Review, "open", sample_id="%(second_sample)s", draft_id="NULL")),
    Breaking("review_identity_kept", changed(Review, "submitted", draft_id="NULL")),
    Breaking("review_identity_kept", changed(Review, "submitted", label_id="%(second_label)s")),
    Breaking("review_identity_kept", changed(Review, "submitted", client_id="gen_random_uuid()")),
    Breaking("review_identity_kept", changed(Review, "submitted", ended_at="now()")),
    Breaking("review_identity_kept", changed(Review, "submitted", seconds="seconds + 1")),
    Breaking("review_identity_kept", changed(Review, "submitted", seconds="seconds")),
    Breaking("review_identity_kept", changed(Review, "submitted", working="'{\"rows\": []}'")),
    Breaking("review_rows_of_sample", changed(Review, "open", draft_id="%(second_draft)s")),
    Breaking("review_rows_of_sample", changed(Review, "open", **(SUBMITTED | {"label_id": "%(label_of_ben)s"}))),
    Breaking("review_rows_of_sample", changed(Review, "open", **(SUBMITTED | {"label_id": "%(draft_label)s"}))),
    Breaking("decision_once_per_trigger", copied(Decision, "decision", result_id="%(free_result)s")),
    Breaking("review_decision_result_id_key", copied(Decision, "decision", trigger_id="%(free_trigger)s")),
    *[
        Breaking("decision_whole", copied(Decision, "decision", **(FREE | columns)))
        for columns in (
            {"action": "'else'"},
            {"result_id": "NULL"},
            {"trigger_id": "NULL"},
            {"reason": "'other'"},
            {"action": "'edit'", "result_id": "NULL"},
            {"action": "'reject'", "reason": "'other'"},
            {"action": "'reject'", "result_id": "NULL"},
            {"action": "'reject'", "result_id": "NULL", "reason": "'common_sense'"},
            ADDED | {"trigger_id": "%(free_trigger)s"},
            ADDED | {"result_id": "NULL"},
            ADDED | {"reason": "''"},
            ADDED | {"reason": "'duplicate'"},
        )
    ],
    *never_changed(Decision, "decision", "decision_immutable", "note", "'else'"),
    Breaking("decision_within_review", copied(Decision, "decision", **(FREE | {"trigger_id": "%(foreign)s"}))),
    Breaking("decision_result_own", copied(Decision, "decision", **(ADDED | {"result_id": "%(result_of_ben)s"}))),
    Breaking("decision_result_own", copied(Decision, "decision", **(ADDED | {"result_id": "%(free_trigger)s"}))),
]
BREAKING += [
    Breaking("rejected_round_once", copied(RejectedRound, "rejected_round")),
    *never_changed(RejectedRound, "rejected_round", "rejected_round_immutable", "round_id", "%(free_round)s"),
    Breaking("rejected_round_within_review", copied(RejectedRound, "rejected_round", round_id="%(foreign_round)s")),
]
BREAKING += [
    Breaking("match_check_once_per_person", copied(MatchCheck, "check")),
    Breaking("match_check_unchanged", changed(MatchCheck, "check", found="NOT found")),
    Breaking("match_check_unchanged", changed(MatchCheck, "last_check", checked_by_id="%(ben)s")),
    Breaking("match_check_last_taken_back", deleted(MatchCheck, "check")),
    Breaking("match_check_of_the_label", copied(MatchCheck, "check", trigger_id="%(unmeasured)s")),
]
BREAKING += [
    Breaking("review_preferences_user_id_key", copied(Preferences, "preferences")),
    Breaking("preferences_rest_bounded", changed(Preferences, "preferences", rest_minutes="241")),
    Breaking("preferences_theme_known", changed(Preferences, "preferences", theme="'pink'")),
]
BREAKING += breaking_ratings.BREAKING
BREAKING += breaking_adjudication.BREAKING
BREAKING += breaking_pictures.BREAKING
BREAKING += breaking_blind.BREAKING
WITHDRAWN = "WITH withdrawn AS (UPDATE review_review SET status = 'withdrawn' WHERE id = %(submitted)s RETURNING id) "
OF_WITHDRAWN = {"review_id": "(SELECT id FROM withdrawn)"}
GROWING = [
    Breaking("decision_with_its_submit", copied(Decision, "decision", **FREE)),
    Breaking("decision_with_its_submit", WITHDRAWN + copied(Decision, "decision", **FREE, **OF_WITHDRAWN)),
    Breaking("rejected_round_with_its_submit", copied(RejectedRound, "rejected_round", round_id="%(free_round)s")),
    Breaking(
        "rejected_round_with_its_submit",
        WITHDRAWN + copied(RejectedRound, "rejected_round", round_id="%(free_round)s", **OF_WITHDRAWN),
    ),
    *breaking_adjudication.GROWING,
    *breaking_pictures.GROWING,
]
ON_OPEN = {"review_id": "%(open)s", "trigger_id": "%(foreign)s", "result_id": "%(result_on_open)s"}


@pytest.fixture
@transaction.atomic
def world(benchmark, annotator, second_annotator):
    """Ana has one sample open and another submitted, on a benchmark that wants two people; by name: the ids."""
    type(benchmark).objects.filter(pk=benchmark.pk).update(overlap=2)
    first, second = factories.make_drafted_samples(benchmark, 2)
    drafts = [sample.drafts.get() for sample in (first, second)]
    shown = list(drafts[1].label.triggers.all())
    own, free, later = (factories.make_label(one, origin=Origin.HUMAN, by=annotator) for one in (second, first, second))
    of_ben = [factories.make_label(one, origin=Origin.HUMAN, by=second_annotator) for one in (first, second)]
    client = uuid.uuid4()
    over = {"lease_until": None, "ended_at": timezone.now()}
    rows = {
        "ben": second_annotator,
        "second_sample": second,
        "second_draft": drafts[1],
        "draft_label": drafts[0].label,
        "free_label": free,
        "second_label": later,
        "label_of_ben": of_ben[0],
        "open": Review.objects.create(sample=first, annotator=annotator, draft=drafts[0], lease_until=timezone.now()),
        "returned": Review.objects.create(sample=first, annotator=second_annotator, status="returned", slot=1, **over),
        "submitted": Review.objects.create(
            sample=second, annotator=annotator, draft=drafts[1], status="submitted", label=own, client_id=client, **over
        ),
        "free_trigger": shown[1],
        "free_result": own.triggers.last(),
        "result_on_open": free.triggers.first(),
        "foreign": drafts[0].label.triggers.first(),
        "result_of_ben": of_ben[1].triggers.first(),
        "free_round": drafts[1].rounds.get(position=2),
        "foreign_round": drafts[0].rounds.get(position=1),
    }
    rows["decision"] = Decision.objects.create(
        review=rows["submitted"], trigger=shown[0], result=own.triggers.first(), action="accept"
    )
    rows["rejected_round"] = RejectedRound.objects.create(
        review=rows["submitted"], round=drafts[1].rounds.get(position=1)
    )
    rows["preferences"] = Preferences.objects.create(user=annotator)
    rows |= checked_matches(benchmark, annotator)
    rows |= breaking_ratings.rows_of_ratings(benchmark, annotator, second_annotator)
    rows |= breaking_pictures.rows_of_pictures(benchmark, annotator)
    rows |= breaking_blind.rows_of_blind(benchmark, annotator, second_annotator)
    rows |= breaking_adjudication.rows_of_adjudications(benchmark, annotator, second_annotator)
    clients = {"client": client, "settled_client": rows["settled"].client_id}
    return {name: row.pk for name, row in rows.items()} | clients


def checked_matches(benchmark, person):
    """Two triggers that the person checked in a prediction, and one of a label that it is not measured against."""
    measured, other = (make_labelled_sample(benchmark) for _ in range(2))
    release = make_release(benchmark, [measured])
    prediction = make_prediction(make_evaluation(release), release.items.get())
    first, second, _third = measured.final_label.triggers.all()
    made = {"prediction": prediction, "checked_by": person, "found": True}
    return {
        "check": MatchCheck.objects.create(trigger=first, **made),
        "last_check": MatchCheck.objects.create(trigger=second, **made),
        "unmeasured": other.final_label.triggers.first(),
    }


def test_raw_sql_does_not_break_a_rule(world):
    assert refusing_rules(BREAKING, world) == stated_rules(BREAKING)


@pytest.mark.django_db(transaction=True)
def test_raw_sql_adds_nothing_to_what_an_earlier_transaction_ended(world):
    assert refusing_rules(GROWING, world) == stated_rules(GROWING)


@pytest.mark.django_db(transaction=True)
def test_a_review_that_an_earlier_transaction_opened_still_gets_decisions(world):
    assert refusing_rule(Breaking("", copied(Decision, "decision", **ON_OPEN)), world) == "nothing"


def test_the_last_check_of_a_match_may_be_taken_back(world):
    assert refusing_rule(Breaking("", deleted(MatchCheck, "last_check")), world) == "nothing"


def test_every_rule_of_the_models_has_a_breaking_case():
    assert {breaking.rule for breaking in BREAKING + GROWING} == declared_rules("review")


@pytest.mark.parametrize("after", ReviewStatus.values)
@pytest.mark.parametrize("before", ReviewStatus.values)
def test_a_review_moves_along_its_table_only(benchmark, annotator, before, after):
    sample = factories.make_sample(benchmark)
    review = Review.objects.create(sample=sample, annotator=annotator, lease_until=timezone.now())
    allowed = after == before or after in REVIEW_TRANSITIONS[before]
    assert transition(Review, review.pk, before, after) == ("nothing" if allowed else "review_transitions")


def test_every_state_has_a_row_in_its_table():
    assert set(REVIEW_TRANSITIONS) == set(ReviewStatus)
    assert set(ADJUDICATION_TRANSITIONS) == set(AdjudicationStatus)


@pytest.mark.parametrize("after", AdjudicationStatus.values)
@pytest.mark.parametrize("before", AdjudicationStatus.values)
def test_an_adjudication_moves_along_its_table_only(benchmark, adjudicator, before, after):
    sample = factories.make_sample(benchmark)
    row = Adjudication.objects.create(sample=sample, adjudicator=adjudicator, lease_until=timezone.now())
    label = factories.make_label(sample, origin=Origin.ADJUDICATED, by=adjudicator)
    Sample.objects.filter(pk=sample.pk).update(status="drafted")
    Sample.objects.filter(pk=sample.pk).update(status="accepted", final_label=label)
    settled = {"label_id": str(label.pk)} if after == "submitted" else {}
    allowed = after == before or after in ADJUDICATION_TRANSITIONS[before]
    refused = transition(Adjudication, row.pk, before, after, **settled)
    assert refused == ("nothing" if allowed else "adjudication_transitions")
