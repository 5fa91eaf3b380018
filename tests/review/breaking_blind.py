"""Raw SQL against the rules of the blind arm and of planted triggers."""

from datetime import timedelta

from django.utils import timezone

from annotation.models import Origin
from review.models import PlantedTrigger, Review
from tests import factories
from tests.invariants import Breaking, changed, copied, deleted

SUBMITTED = {"status": "'submitted'", "lease_until": "NULL", "ended_at": "now()", "client_id": "gen_random_uuid()"}
NOW = "now()"

BREAKING = [
    Breaking("review_plantedtrigger_review_id_key", copied(PlantedTrigger, "planted")),
    *[
        Breaking("planted_answered_whole", changed(PlantedTrigger, "planted", **columns))
        for columns in (
            {"action": "'accept'"},
            {"answered_at": NOW},
            {"action": "'else'", "answered_at": NOW},
            {"action": "'accept'", "reason": "'duplicate'", "answered_at": NOW},
            {"action": "'reject'", "answered_at": NOW},
            {"action": "'reject'", "reason": "'else'", "answered_at": NOW},
        )
    ],
    Breaking("planted_kept", deleted(PlantedTrigger, "planted")),
    Breaking("planted_answered_once", changed(PlantedTrigger, "caught", action="'edit'", reason="''")),
    Breaking("planted_answered_once", changed(PlantedTrigger, "caught", action="''", reason="''", answered_at="NULL")),
    *[
        Breaking("planted_answered_once", changed(PlantedTrigger, "planted", **{column: value}))
        for column, value in (
            ("review_id", "%(blind_open)s"),
            ("trigger_id", "%(trigger_elsewhere)s"),
            ("shown_as", "shown_as + 1"),
            ("position", "position + 1"),
            ("rounds", "'{7}'"),
        )
    ],
    *[
        Breaking("planted_from_elsewhere", copied(PlantedTrigger, "planted", **columns))
        for columns in (
            {"review_id": "%(blind_open)s", "trigger_id": "%(trigger_of_blind_picture)s"},
            {"review_id": "%(blind_open)s", "trigger_id": "%(trigger_of_person)s"},
            {"review_id": "%(without_draft)s"},
        )
    ],
    Breaking("review_arm_known", changed(Review, "blind_open", arm="'else'")),
    Breaking("review_arm_known", changed(Review, "planted_review", blind_label_id="%(list_of_planted)s")),
    Breaking("review_blind_list_before_submit", changed(Review, "blind_open", **SUBMITTED, label_id="%(blind_final)s")),
    Breaking("review_blind_list_own", changed(Review, "blind_open", blind_label_id="%(list_of_planted)s")),
    Breaking("review_blind_list_own", changed(Review, "blind_open", blind_label_id="%(blind_final)s")),
    Breaking("review_blind_list_own", changed(Review, "blind_open", blind_label_id="%(list_of_another)s")),
    Breaking("review_blind_list_kept", changed(Review, "revealed", blind_label_id="NULL")),
    Breaking("review_blind_list_kept", changed(Review, "revealed", blind_label_id="NULL", arm="'assisted'")),
    Breaking("review_blind_list_kept", changed(Review, "begun", arm="'blind'")),
]


def rows_of_blind(benchmark, person, another) -> dict:
    """Reviews of samples of their own: one with a planted trigger, one that caught it, blind ones at each step."""
    names = ("planted", "caught", "blind_open", "revealed", "begun", "without_draft")
    samples = {name: factories.make_sample(benchmark) for name in names}
    drafts = {name: factories.make_draft(samples[name]) for name in names[:-1]}
    lease = timezone.now() + timedelta(minutes=15)
    arms = {"blind_open": "blind", "revealed": "blind"}
    reviews = {
        name: Review.objects.create(
            sample=sample,
            annotator=person,
            draft=drafts.get(name),
            lease_until=lease,
            arm=arms.get(name, "assisted"),
            version=2 if name == "begun" else 1,
        )
        for name, sample in samples.items()
    }
    lists = {
        name: factories.make_label(samples[name], origin=Origin.BLIND, by=person) for name in ("planted", "revealed")
    }
    Review.objects.filter(pk=reviews["revealed"].pk).update(blind_label=lists["revealed"])
    elsewhere = list(drafts["begun"].label.triggers.all())
    plant = {"trigger": elsewhere[0], "shown_as": 1, "position": 1, "rounds": [1]}
    answer = {"action": "reject", "reason": "hallucinated", "answered_at": timezone.now()}
    own = factories.make_label(samples["blind_open"], origin=Origin.HUMAN, by=person)
    return {
        "planted": PlantedTrigger.objects.create(review=reviews["planted"], **plant),
        "caught": PlantedTrigger.objects.create(review=reviews["caught"], **plant, **answer),
        "planted_review": reviews["planted"],
        "blind_open": reviews["blind_open"],
        "revealed": reviews["revealed"],
        "begun": reviews["begun"],
        "without_draft": reviews["without_draft"],
        "trigger_elsewhere": elsewhere[1],
        "trigger_of_blind_picture": drafts["blind_open"].label.triggers.first(),
        "trigger_of_person": own.triggers.first(),
        "list_of_planted": lists["planted"],
        "list_of_another": factories.make_label(samples["blind_open"], origin=Origin.BLIND, by=another),
        "blind_final": own,
    }
