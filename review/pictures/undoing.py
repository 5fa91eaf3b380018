"""Taking a whole picture back: every submit that the person made of its questions, or none."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotation.models import Benchmark, Image
from review.models import Review
from review.refusals import Refusal
from review.states import ReviewStatus
from review.undoing import take_back


def submitted(image: Image, *, by):
    """The person's submitted reviews of the picture's questions, in the order in which all lock samples."""
    own = Review.objects.filter(annotator=by, sample__image=image, status=ReviewStatus.SUBMITTED)
    return own.order_by("sample_id")


@transaction.atomic
def undo_picture(benchmark: Benchmark, image: Image, *, by) -> int:
    """Open all of them again with what was decided; returns how many. Raises Refusal, taking none back."""
    done = [take_back(benchmark, review, by=by) for review in submitted(image, by=by)]
    if not done:
        raise Refusal(_("There is no submit of yours to take back."), code="nothing")
    return len(done)
