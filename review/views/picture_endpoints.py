"""What the screen of a whole picture asks: JSON in, JSON out, for all its questions at once."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from annotation.models import Image
from review import queueing
from review.pictures.listing import next_picture
from review.pictures.saving import save_picture
from review.pictures.submitting import submit_picture
from review.pictures.taking import free_for
from review.saving import active_time
from review.views.answering import keep_work
from review.views.bodies import read_body, whole_numbers
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
    following = next_picture(benchmark, image, by=request.user)
    address = reverse("review:picture_review", args=[benchmark.slug, following]) if following else None
    return JsonResponse({"submitted": done, "next": address})


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
    return JsonResponse({"lost": lost, "more": more})
