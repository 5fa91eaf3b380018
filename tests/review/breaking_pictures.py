"""Raw SQL that breaks the rules about triggers of several perspectives, and the rows it is tried on."""

from annotation.models import Origin
from review.models import Contradiction
from tests import factories
from tests.invariants import Breaking, changed, copied, deleted

BREAKING = [
    Breaking("contradiction_once", copied(Contradiction, "contradiction")),
    Breaking("contradiction_immutable", changed(Contradiction, "contradiction", sample_id="%(elsewhere)s")),
    Breaking("contradiction_immutable", deleted(Contradiction, "contradiction")),
    Breaking("contradiction_within_picture", copied(Contradiction, "contradiction", sample_id="%(elsewhere)s")),
    Breaking("contradiction_within_picture", copied(Contradiction, "contradiction", sample_id="%(served)s")),
    Breaking("contradiction_within_picture", copied(Contradiction, "contradiction", trigger_id="%(drafted_of_two)s")),
]
GROWING = [
    Breaking("contradiction_with_its_label", copied(Contradiction, "contradiction", trigger_id="%(other_of_two)s"))
]


def rows_of_pictures(benchmark, person) -> dict:
    """A picture with two perspectives, of whose first one a person's trigger contradicts the second one."""
    served = factories.make_sample(benchmark, split="complex")
    contradicted = factories.make_sample(benchmark, served.image, split="complex", question="And the child?")
    first, second = factories.make_label(served, origin=Origin.HUMAN, by=person).triggers.all()
    return {
        "served": served,
        "elsewhere": factories.make_sample(benchmark),
        "contradiction": Contradiction.objects.create(trigger=first, sample=contradicted),
        "other_of_two": second,
        "drafted_of_two": factories.make_label(served).triggers.first(),
    }
