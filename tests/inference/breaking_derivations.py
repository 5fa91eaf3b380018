"""Raw SQL that breaks the rules about derivations and their proposals, and the rows it is tried on."""

from django.utils import timezone

from inference.models import Derivation, Proposal
from tests.invariants import Breaking, changed, copied, deleted

NEW_RECIPE = {
    "engine": "'openai'",
    "model": "'else'",
    "revision": "'else'",
    "parameters": """'{"a": 1}'""",
    "options": """'{"a": 1}'""",
    "seed": "7",
    "sampled": "7",
    "words": """'{"a": 1}'""",
    "benchmark_id": "(SELECT max(id) FROM annotation_benchmark)",
}
RESULT = {"groups": """'[{"a": 1}]'""", "error": "'else'", "finished_at": "now()"}
ASKED = {
    "run_id": "%(derivation)s",
    "position": "99",
    "question": "'else'",
    "emotion": "'else'",
    "text": "'else'",
    "questions": """'["Who?"]'""",
}
PAUSED = [{"paused_at": "now()"}, {"paused_because": "'asked'"}, {"paused_at": "now()", "paused_because": "'else'"}]

BREAKING = [
    Breaking("derivation_engine_known", copied(Derivation, "derivation", engine="'else'")),
    Breaking("derivation_asks_something", copied(Derivation, "derivation", sampled="0")),
    Breaking(
        "derivation_approved_is_finished",
        changed(Derivation, "derivation", approved_id="(SELECT min(id) FROM inference_promptset)"),
    ),
    *[Breaking("derivation_pause_has_cause", changed(Derivation, "derivation", **pause)) for pause in PAUSED],
    *[
        Breaking("derivation_recipe_kept", changed(Derivation, "derivation", **{column: value}))
        for column, value in NEW_RECIPE.items()
    ],
    *[
        Breaking("derivation_result_kept", changed(Derivation, "finished_derivation", **{column: value}))
        for column, value in RESULT.items()
    ],
    Breaking("proposal_position_once", copied(Proposal, "proposal")),
    Breaking("proposal_status_known", copied(Proposal, "proposal", position="99", status="'else'")),
    Breaking("proposal_failed_has_cause", copied(Proposal, "proposal", position="99", status="'failed'", error="''")),
    Breaking("proposal_ended_has_time", copied(Proposal, "proposal", position="99", finished_at="NULL")),
    Breaking("proposal_ended_has_time", copied(Proposal, "proposal", position="99", status="'pending'")),
    Breaking("proposal_transitions", changed(Proposal, "proposal", status="'cancelled'")),
    Breaking("proposal_kept", deleted(Proposal, "proposal")),
    *[
        Breaking("proposal_asked_kept", changed(Proposal, "proposal", **{column: value}))
        for column, value in ASKED.items()
    ],
]


def rows_of_derivations(benchmark) -> dict:
    """A derivation under way, one that is finished, and a proposal of it."""
    asked = {"benchmark": benchmark, "engine": "scripted", "sampled": 1}
    finished = Derivation.objects.create(**asked, finished_at=timezone.now())
    return {
        "derivation": Derivation.objects.create(**asked),
        "finished_derivation": finished,
        "proposal": Proposal.objects.create(
            run=finished, position=1, question="Why?", text="1. Who?", status="done", finished_at=timezone.now()
        ),
    }
