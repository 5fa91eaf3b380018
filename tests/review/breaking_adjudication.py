"""Raw SQL against the rules of adjudications, comments and answers to flags."""

import uuid
from datetime import timedelta

from django.utils import timezone

from annotation.models import Origin, Sample
from annotation.states import SampleStatus
from review.models import Adjudication, Choice, ChoiceSource, Comment, FlagAnswer, Review
from tests import factories
from tests.factories_evaluations import make_release
from tests.invariants import Breaking, changed, copied, deleted, never_changed
from tests.review.deciding import decide

SUBMITTED = {"status": "'submitted'", "lease_until": "NULL", "ended_at": "now()", "client_id": "gen_random_uuid()"}
PASSED_ON = {"status": "'returned'", "lease_until": "NULL", "ended_at": "now()"}

ADJUDICATIONS = [
    Breaking("adjudication_one_per_sample", copied(Adjudication, "unsettled", adjudicator_id="%(dora)s")),
    Breaking("adjudication_status_known", copied(Adjudication, "passed_on", status="'else'")),
    Breaking("adjudication_open_has_lease", changed(Adjudication, "unsettled", lease_until="NULL")),
    Breaking("adjudication_open_has_lease", changed(Adjudication, "unsettled", ended_at="now()")),
    Breaking("adjudication_open_has_lease", changed(Adjudication, "passed_on", ended_at="NULL")),
    Breaking("adjudication_submitted_has_label", changed(Adjudication, "unsettled", **SUBMITTED)),
    Breaking("adjudication_submitted_has_label", changed(Adjudication, "unsettled", label_id="%(free_adjudicated)s")),
    Breaking(
        "adjudication_submitted_has_label",
        changed(Adjudication, "unsettled", **(SUBMITTED | {"label_id": "%(free_adjudicated)s", "client_id": "NULL"})),
    ),
    Breaking("review_adjudication_client_id_key", changed(Adjudication, "unsettled", client_id="%(settled_client)s")),
    Breaking(
        "review_adjudication_label_id_key",
        copied(Adjudication, "settled", status="'withdrawn'", client_id="gen_random_uuid()"),
    ),
    Breaking("adjudication_transitions", changed(Adjudication, "passed_on", **SUBMITTED)),
    Breaking("adjudication_kept", deleted(Adjudication, "passed_on")),
    Breaking("adjudication_identity_kept", changed(Adjudication, "unsettled", adjudicator_id="%(dora)s")),
    Breaking("adjudication_identity_kept", changed(Adjudication, "passed_on", sample_id="%(unsettled_sample)s")),
    Breaking("adjudication_identity_kept", changed(Adjudication, "settled", seconds="seconds + 1")),
    Breaking("adjudication_identity_kept", changed(Adjudication, "settled", seconds="seconds")),
    Breaking("adjudication_identity_kept", changed(Adjudication, "settled", working="'{\"rows\": []}'")),
    Breaking("adjudication_by_a_third", copied(Adjudication, "passed_on", adjudicator_id="%(ana)s")),
    Breaking(
        "adjudication_label_own", changed(Adjudication, "unsettled", **(SUBMITTED | {"label_id": "%(label_of_dora)s"}))
    ),
    Breaking(
        "adjudication_label_own", changed(Adjudication, "unsettled", **(SUBMITTED | {"label_id": "%(label_of_ana)s"}))
    ),
    Breaking("adjudication_released_stands", changed(Adjudication, "settled", status="'withdrawn'")),
    Breaking(
        "adjudication_settles_sample",
        changed(Adjudication, "unsettled", **(SUBMITTED | {"label_id": "%(free_adjudicated)s"})),
    ),
    Breaking(
        "review_not_by_its_adjudicator",
        copied(Review, "returned", sample_id="%(settled_sample)s", annotator_id="%(cora)s"),
    ),
]
FREE = {"result_id": "%(free_choice_result)s"}
CHOICES = [
    *[
        Breaking("choice_whole", copied(Choice, "kept", **(FREE | columns)))
        for columns in (
            {"action": "'else'"},
            {"result_id": "NULL"},
            {"reason": "'other'"},
            {"action": "'drop'", "reason": "'other'"},
            {"action": "'drop'", "result_id": "NULL", "reason": "'common_sense'"},
            {"action": "'add'", "reason": "''"},
            {"action": "'add'", "result_id": "NULL", "reason": "'common_sense'"},
        )
    ],
    Breaking("review_choice_result_id_key", copied(Choice, "kept")),
    Breaking("choice_result_own", copied(Choice, "kept", result_id="%(trigger_of_ana)s")),
    Breaking("choice_has_its_sources", copied(Choice, "kept", **FREE)),
    *never_changed(Choice, "kept", "choice_immutable", "note", "'else'"),
    Breaking("choice_source_once", copied(ChoiceSource, "source")),
    Breaking("choice_source_in_one_choice", copied(ChoiceSource, "source", choice_id="%(dropped)s")),
    Breaking("choice_source_of_a_review", copied(ChoiceSource, "source", trigger_id="%(drafted_trigger)s")),
    *never_changed(ChoiceSource, "source", "choice_source_immutable", "trigger_id", "%(trigger_of_ben)s"),
]
COMMENTS = [
    Breaking("comment_text_given", copied(Comment, "comment", text="''")),
    Breaking("comment_resolved_by_someone", changed(Comment, "comment", resolved_at="now()")),
    Breaking("comment_words_kept", changed(Comment, "comment", text="'else'")),
    Breaking("comment_words_kept", changed(Comment, "comment", by_id="%(cora)s")),
    Breaking("comment_kept", deleted(Comment, "comment")),
    Breaking("comment_trigger_of_sample", copied(Comment, "comment", sample_id="%(unsettled_sample)s")),
    Breaking("review_flaganswer_review_id_key", copied(FlagAnswer, "flag_answer")),
    Breaking("flag_answer_says_something", copied(FlagAnswer, "flag_answer", review_id="%(flagged)s", note="''")),
    Breaking("flag_answer_to_a_flag", copied(FlagAnswer, "flag_answer", review_id="%(returned)s")),
    *never_changed(FlagAnswer, "flag_answer", "flag_answer_immutable", "note", "'else'"),
]
BREAKING = [*ADJUDICATIONS, *CHOICES, *COMMENTS]
GROWING = [
    Breaking(
        "choice_with_its_submit", copied(Choice, "kept", **(FREE | {"action": "'add'", "reason": "'common_sense'"}))
    ),
    Breaking("choice_source_with_its_choice", copied(ChoiceSource, "source", trigger_id="%(trigger_of_ben)s")),
]


def rows_of_adjudications(benchmark, ana, ben) -> dict:
    """One sample that Cora settled, released, and one that she has open."""
    cora, dora = factories.make_user("cora"), factories.make_user("dora")
    settled, unsettled = factories.make_drafted_samples(benchmark, 2)
    of_ana, of_ben = (decide(settled, person, [], added=ADDED, final=False, flag="odd") for person in (ana, ben))
    label = factories.make_label(settled, ["Heat.", "Noise."], Origin.ADJUDICATED, by=cora)
    adjudication = Adjudication.objects.create(
        sample=settled,
        adjudicator=cora,
        status="submitted",
        label=label,
        client_id=uuid.uuid4(),
        ended_at=timezone.now(),
    )
    Sample.objects.filter(pk=settled.pk).update(status=SampleStatus.ACCEPTED, final_label=label)
    settled.refresh_from_db()
    kept, dropped, sources = _choices(adjudication, list(of_ana.label.triggers.all()))
    make_release(benchmark, [settled], name="settled")
    comment = Comment.objects.create(sample=settled, trigger=label.triggers.first(), text="Is this so?", by=ana)
    return {
        "ana": ana,
        "cora": cora,
        "dora": dora,
        "settled": adjudication,
        "settled_sample": settled,
        "unsettled_sample": unsettled,
        "unsettled": Adjudication.objects.create(
            sample=unsettled, adjudicator=cora, lease_until=timezone.now() + timedelta(hours=1)
        ),
        "passed_on": Adjudication.objects.create(
            sample=settled, adjudicator=dora, status="returned", reason="unsure", ended_at=timezone.now()
        ),
        "free_adjudicated": factories.make_label(unsettled, origin=Origin.ADJUDICATED, by=cora),
        "label_of_dora": factories.make_label(unsettled, origin=Origin.ADJUDICATED, by=dora),
        "label_of_ana": factories.make_label(unsettled, origin=Origin.HUMAN, by=ana),
        "free_choice_result": label.triggers.last(),
        "trigger_of_ana": of_ana.label.triggers.first(),
        "trigger_of_ben": of_ben.label.triggers.first(),
        "drafted_trigger": settled.drafts.get().label.triggers.first(),
        "kept": kept,
        "dropped": dropped,
        "source": sources[0],
        "comment": comment,
        "flagged": of_ben,
        "flag_answer": FlagAnswer.objects.create(review=of_ana, note="It is fine.", by=cora),
    }


ADDED = [("Great heat.", "seen_but_missed"), ("A dog.", "seen_but_missed")]


def _choices(adjudication, triggers):
    kept = Choice.objects.create(adjudication=adjudication, result=adjudication.label.triggers.first(), action="edit")
    dropped = Choice.objects.create(adjudication=adjudication, action="drop", reason="other")
    sources = [
        ChoiceSource.objects.create(choice=choice, trigger=trigger)
        for choice, trigger in zip((kept, dropped), triggers, strict=True)
    ]
    return kept, dropped, sources
