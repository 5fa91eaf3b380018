"""Every rule that Postgres keeps about what the machine proposes, broken by raw SQL; and the steps of a draft."""

import pytest
from django.db import transaction

from annotation.models import Origin
from inference.models import (
    Draft,
    DraftRun,
    Judgement,
    Prediction,
    PromptSet,
    Proposal,
    Round,
    Support,
    TriggerSimilarity,
)
from inference.states import (
    DRAFT_TRANSITIONS,
    JUDGEMENT_TRANSITIONS,
    PREDICTION_TRANSITIONS,
    PROPOSAL_TRANSITIONS,
    DraftStatus,
    JudgementStatus,
    PredictionStatus,
    ProposalStatus,
)
from tests import factories
from tests.inference import breaking_evaluations
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

NEW_RECIPE = {
    "engine": "'openai'",
    "model": "'else'",
    "revision": "'else'",
    "prompt_set_id": "NULL",
    "persona": "'none'",
    "parameters": """'{"a": 1}'""",
    "options": """'{"a": 1}'""",
    "seed": "7",
}

BREAKING = [
    Breaking("prompt_set_version_once", copied(PromptSet, "prompt_set")),
    Breaking("prompt_set_named", copied(PromptSet, "prompt_set", name="''")),
    *never_changed(PromptSet, "prompt_set", "prompt_set_immutable", "content", "'{}'"),
    Breaking("draft_run_engine_known", copied(DraftRun, "run", engine="'else'")),
    Breaking("draft_run_persona_known", copied(DraftRun, "run", persona="'else'")),
    Breaking("draft_run_has_prompts", copied(DraftRun, "run", prompt_set_id="NULL")),
    *[
        Breaking("draft_run_recipe_kept", changed(DraftRun, "run", **{column: value}))
        for column, value in NEW_RECIPE.items()
    ],
    Breaking("draft_once_per_run", copied(Draft, "pending")),
    Breaking("draft_status_known", copied(Draft, "failed", status="'else'")),
    Breaking("draft_done_has_label", changed(Draft, "pending", status="'done'", finished_at="now()")),
    Breaking("draft_done_has_label", changed(Draft, "pending", label_id="%(other_label)s")),
    Breaking("draft_failed_has_cause", changed(Draft, "failed", error="''")),
    Breaking("draft_ended_has_time", changed(Draft, "failed", finished_at="NULL")),
    Breaking("draft_ended_has_time", changed(Draft, "pending", finished_at="now()")),
    Breaking("inference_draft_label_id_key", copied(Draft, "draft", run_id="%(second_run)s")),
    Breaking("draft_transitions", changed(Draft, "failed", status="'done'", label_id="%(other_label)s")),
    Breaking("draft_kept", deleted(Draft, "failed")),
    Breaking(
        "draft_label_of_sample",
        changed(Draft, "pending", status="'done'", finished_at="now()", label_id="%(human_label)s"),
    ),
    Breaking("draft_label_of_sample", copied(Draft, "draft", run_id="%(second_run)s", label_id="%(foreign_label)s")),
    Breaking("draft_within_benchmark", copied(Draft, "pending", run_id="%(foreign_run)s")),
    Breaking("draft_done_kept", changed(Draft, "draft", label_id="%(second_label)s")),
    Breaking("draft_done_kept", changed(Draft, "draft", raw_summary="'else'")),
    Breaking("draft_done_kept", changed(Draft, "draft", failed_rounds="'[1]'")),
    Breaking("draft_done_kept", changed(Draft, "draft", seconds="seconds")),
    Breaking("round_position_once", copied(Round, "round")),
    *never_changed(Round, "round", "round_immutable", "answer", "'else'"),
    Breaking("support_once", copied(Support, "support")),
    *never_changed(Support, "support", "support_immutable", "round_id", "round_id"),
    Breaking("support_within_draft", copied(Support, "support", round_id="%(foreign_round)s")),
    Breaking("similarity_once", copied(TriggerSimilarity, "similarity")),
    Breaking("similarity_in_order", copied(TriggerSimilarity, "similarity", left_id="right_id", right_id="left_id")),
    Breaking("similarity_is_a_cosine", copied(TriggerSimilarity, "similarity", encoder="'else'", score="1.1")),
    Breaking("similarity_names_its_encoder", copied(TriggerSimilarity, "similarity", encoder="''")),
    Breaking("similarity_within_sample", copied(TriggerSimilarity, "similarity", right_id="%(foreign_trigger)s")),
    Breaking("similarity_within_sample", copied(TriggerSimilarity, "similarity", right_id="left_id + 1")),
    *never_changed(TriggerSimilarity, "similarity", "similarity_immutable", "score", "0.1"),
    *breaking_evaluations.BREAKING,
]
LAST_ROUND = "(SELECT max(id) FROM inference_round WHERE draft_id = %(draft)s)"
GROWING = [
    Breaking("round_with_its_draft", copied(Round, "round", position="99")),
    Breaking("round_with_its_draft", copied(Round, "round", draft_id="%(failed)s")),
    Breaking("support_with_its_draft", copied(Support, "support", round_id=LAST_ROUND)),
]


@pytest.fixture
@transaction.atomic
def world(benchmark, annotator):
    """One row of every kind, by name: the ids."""
    other = factories.make_benchmark("other")
    run, second_run, foreign_run = (factories.make_draft_run(one) for one in (benchmark, benchmark, other))
    sample, waiting = factories.make_sample(benchmark), factories.make_sample(benchmark)
    draft, foreign = factories.make_draft(sample, run), factories.make_draft(factories.make_sample(other), foreign_run)
    pending = Draft.objects.create(run=run, sample=waiting)
    second_label = factories.make_label(sample)
    rows = {
        "prompt_set": run.prompt_set,
        "run": run,
        "second_run": second_run,
        "foreign_run": foreign_run,
        "draft": draft,
        "pending": pending,
        "failed": Draft.objects.create(
            run=second_run, sample=waiting, status="failed", error="unreadable", finished_at=draft.finished_at
        ),
        "second_label": second_label,
        "other_label": factories.make_label(waiting),
        "human_label": factories.make_label(waiting, origin=Origin.HUMAN, by=annotator),
        "foreign_label": foreign.label,
        "round": draft.rounds.first(),
        "support": Support.objects.filter(round=draft.rounds.first()).first(),
        "foreign_round": foreign.rounds.first(),
        "foreign_trigger": foreign.label.triggers.last(),
        "similarity": _similarity(draft.label, second_label),
        **breaking_evaluations.rows_of_evaluations(benchmark, other),
    }
    return {name: row.pk for name, row in rows.items()}


def _similarity(label, other) -> TriggerSimilarity:
    left, right = label.triggers.first(), other.triggers.first()
    return TriggerSimilarity.objects.create(left=left, right=right, encoder="all-MiniLM-L6-v2", score=0.5)


def test_raw_sql_does_not_break_a_rule(world):
    assert refusing_rules(BREAKING, world) == stated_rules(BREAKING)


@pytest.mark.django_db(transaction=True)
def test_raw_sql_adds_nothing_to_what_an_earlier_transaction_ended(world):
    assert refusing_rules(GROWING, world) == stated_rules(GROWING)


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_an_earlier_transaction_began_still_gets_rounds(world):
    assert refusing_rule(Breaking("", copied(Round, "round", draft_id="%(pending)s")), world) == "nothing"


def test_every_rule_of_the_models_has_a_breaking_case():
    assert {breaking.rule for breaking in BREAKING + GROWING} == declared_rules("inference")


@pytest.mark.parametrize("after", DraftStatus.values)
@pytest.mark.parametrize("before", DraftStatus.values)
def test_a_draft_moves_along_its_table_only(benchmark, before, after):
    draft = Draft.objects.create(run=factories.make_draft_run(benchmark), sample=factories.make_sample(benchmark))
    allowed = after == before or after in DRAFT_TRANSITIONS[before]
    assert transition(Draft, draft.pk, before, after) == ("nothing" if allowed else "draft_transitions")


@pytest.mark.parametrize("after", PredictionStatus.values)
@pytest.mark.parametrize("before", PredictionStatus.values)
def test_a_prediction_moves_along_its_table_only(world, before, after):
    allowed = after == before or after in PREDICTION_TRANSITIONS[before]
    refused = transition(Prediction, world["pending_prediction"], before, after)
    assert refused == ("nothing" if allowed else "prediction_transitions")


@pytest.mark.parametrize("after", JudgementStatus.values)
@pytest.mark.parametrize("before", JudgementStatus.values)
def test_a_judgement_moves_along_its_table_only(world, before, after):
    allowed = after == before or after in JUDGEMENT_TRANSITIONS[before]
    refused = transition(Judgement, world["pending_judgement"], before, after)
    assert refused == ("nothing" if allowed else "judgement_transitions")


@pytest.mark.parametrize("after", ProposalStatus.values)
@pytest.mark.parametrize("before", ProposalStatus.values)
def test_a_proposal_moves_along_its_table_only(world, before, after):
    allowed = after == before or after in PROPOSAL_TRANSITIONS[before]
    assert transition(Proposal, world["proposal"], before, after) == ("nothing" if allowed else "proposal_transitions")


def test_every_state_has_a_row_in_its_table():
    assert set(DRAFT_TRANSITIONS) == set(DraftStatus)
    assert set(PREDICTION_TRANSITIONS) == set(PredictionStatus)
    assert set(PROPOSAL_TRANSITIONS) == set(ProposalStatus)
    assert set(JUDGEMENT_TRANSITIONS) == set(JudgementStatus)
