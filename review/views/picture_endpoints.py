"""What the screen of a whole picture asks: JSON in, JSON out, for all its questions at once."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotation.models import Image
from review import queueing
from review.pictures.listing import next_picture
from review.pictures.saving import save_picture
from review.pictures.skipping import skip_picture
from review.pictures.submitting import submit_picture
from review.pictures.taking import free_for
from review.pictures.undoing import undo_ending
from review.refusals import Refusal
from review.saving import active_time
from review.views.answering import guidelines_told, keep_work
from review.views.bodies import read_body, text_of, whole_numbers
from review.views.endpoints import endpoint, submission_of


@require_http_methods(["PUT"])
@endpoint
def save_picture_working(request, benchmark, pk):
    """Keep unfinished work on all questions: 428 without If-Match, 412 with what is kept where one moved on."""
    image = get_object_or_404(Image, benchmark=benchmark, pk=pk)
    return keep_work(request, save_picture, benchmark, image)


@require_POST
@endpoint
def submit_whole_picture(request, benchmark, pk):
    """Submit all questions at once; the answer names the page of the next picture with several questions."""
    image = get_object_or_404(Image, benchmark=benchmark, pk=pk)
    body = read_body(request)
    done = submit_picture(benchmark, image, submission_of(body), by=request.user)
    return JsonResponse({"submitted": done, "next": _following(benchmark, image, by=request.user)})


@require_POST
@endpoint
def skip_whole_picture(request, benchmark, pk):
    """Pass the questions whose `reviews` are told on to somebody else; the answer names the next picture's page."""
    image = get_object_or_404(Image, benchmark=benchmark, pk=pk)
    body = read_body(request)
    facts = {"reason": text_of(body, "reason"), "note": text_of(body, "note")}
    skip_picture(benchmark, image, whole_numbers(body, "reviews"), **facts, by=request.user)
    return JsonResponse({"next": _following(benchmark, image, by=request.user)})


@require_POST
@endpoint
def undo_whole_picture(request, benchmark):
    """Take back the `ending` of a picture that the screen was told; the answer names the picture's page."""
    endings = whole_numbers(read_body(request), "ending")
    if len(endings) != 1:
        raise Refusal(_("Reload the page: it did not say what is to be taken back."), code="unreadable")
    image = undo_ending(benchmark, endings[0], by=request.user)
    return JsonResponse({"next": reverse("review:picture_review", args=[benchmark.slug, image])})


def _following(benchmark, image: Image, *, by) -> str | None:
    following = next_picture(benchmark, image, by=by)
    return reverse("review:picture_review", args=[benchmark.slug, following]) if following else None


@require_POST
@endpoint
def picture_heartbeat(request, benchmark, pk):
    """Renew the leases; tells which are lost, and how many more questions on the picture could be had."""
    image = get_object_or_404(Image, benchmark=benchmark, pk=pk)
    body = read_body(request)
    held = whole_numbers(body, "reviews")
    still = queueing.renew(list(held), by=request.user, idle=active_time(body.get("idle", 0)))
    lost = [review for review in held if review not in still]
    more = free_for(benchmark, by=request.user).filter(image=image).count()
    return JsonResponse({"lost": lost, "more": more}, headers=guidelines_told(benchmark))
