"""What the review screen's scripts ask: JSON in, JSON out, each one step of reviewing."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from annotation.permissions import Right
from review import queueing
from review.blinding import reveal
from review.presenting import sheet
from review.saving import active_time, save
from review.skipping import skip
from review.submitting import Submission, submit
from review.undoing import undo_last
from review.views.answering import answers_with, guidelines_told, keep_work
from review.views.bodies import client_id_of, read_body, text_of, version_of, whole_numbers

endpoint = answers_with(Right.REVIEW)


def composed(**parts: str) -> HttpResponse:
    """A JSON object whose values are JSON texts already: a sheet is not read only to be written again."""
    body = ",".join(f'"{name}":{text}' for name, text in parts.items())
    return HttpResponse(f"{{{body}}}", content_type="application/json")


@require_POST
@endpoint
def next_review(request, benchmark):
    """Hand out the next sample beyond those the browser holds."""
    held = whole_numbers(read_body(request), "besides")
    return composed(next=sheet(queueing.claim(benchmark, by=request.user, besides=held)))


@require_http_methods(["PUT"])
@endpoint
def save_working(request, benchmark, pk):
    """Keep unfinished work: 428 without If-Match, 412 with what is kept where the version moved on."""
    return keep_work(request, save, benchmark, pk)


@require_POST
@endpoint
def reveal_draft(request, benchmark, pk):
    """Keep the blind list as it is, and answer with the sheet that has the draft."""
    body = read_body(request)
    working, seconds = body.get("working"), body.get("seconds", 0)
    shown = reveal(benchmark, pk, version=version_of(body), working=working, seconds=seconds, by=request.user)
    return composed(revealed=sheet(shown))


def submission_of(body: dict) -> Submission:
    """What a submit carries. Raises Refusal."""
    return Submission(
        client_id=client_id_of(body),
        version=version_of(body),
        working=body.get("working"),
        seconds=body.get("seconds", 0),
        accept_rest=body.get("accept_rest") is True,
    )


@require_POST
@endpoint
def submit_review(request, benchmark, pk):
    """Submit; with `next`, the answer brings the next sample beyond those the browser holds."""
    body = read_body(request)
    held = whole_numbers(body, "besides")
    done = submit(benchmark, pk, submission_of(body), by=request.user)
    following = queueing.claim(benchmark, by=request.user, besides=held) if body.get("next") is True else None
    written = ",".join(f'"{name}":{number}' for name, number in done.items())
    return composed(submitted=f"{{{written}}}", next=sheet(following))


@require_POST
@endpoint
def skip_review(request, benchmark, pk):
    """Pass the sample on to somebody else, and bring the next one."""
    body = read_body(request)
    held = whole_numbers(body, "besides")
    skip(benchmark, pk, reason=text_of(body, "reason"), note=text_of(body, "note"), by=request.user)
    return composed(next=sheet(queueing.claim(benchmark, by=request.user, besides=held)))


@require_POST
@endpoint
def undo(request, benchmark):
    """Take the last submit or skip back; `undid` tells which. A repeat under one client_id gives the same answer."""
    undone = undo_last(benchmark, client_id=client_id_of(read_body(request)), by=request.user)
    return composed(reopened=sheet(undone.review), undid=f'"{undone.way}"')


@require_POST
@endpoint
def heartbeat(request, benchmark):
    """Renew the leases of what the browser holds; tells which are lost, and how far the person and the queue are.

    `idle` is the time since the last input, in seconds.
    """
    body = read_body(request)
    held, idle = whole_numbers(body, "reviews"), active_time(body.get("idle", 0))
    queueing.return_lapsed(sparing=request.user)
    still = queueing.renew(list(held), by=request.user, idle=idle)
    lost = [review for review in held if review not in still]
    progress = queueing.progress(benchmark, by=request.user)
    return JsonResponse({"lost": lost, "progress": progress}, headers=guidelines_told(benchmark))
