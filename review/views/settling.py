"""What the adjudication screen's scripts ask: JSON in, JSON out, each one step of adjudicating."""

from django.http import JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from annotation.permissions import Right
from review import adjudication_queue
from review.adjudicating import Settlement, pass_on, save, submit, undo_last
from review.laying_out import layout
from review.saving import active_time
from review.views.answering import answers_with, keep_work
from review.views.bodies import client_id_of, read_body, text_of, version_of, whole_numbers

endpoint = answers_with(Right.ADJUDICATE)


def following(request, benchmark, held: tuple[int, ...]) -> dict | None:
    """The next sample beyond those the browser holds, laid out; None where nothing is left."""
    return layout(adjudication_queue.claim(benchmark, by=request.user, besides=held))


@require_POST
@endpoint
def next_adjudication(request, benchmark):
    """Hand out the next sample beyond those the browser holds."""
    return JsonResponse({"next": following(request, benchmark, whole_numbers(read_body(request), "besides"))})


@require_http_methods(["PUT"])
@endpoint
def save_adjudication(request, benchmark, pk):
    """Keep unfinished work: 428 without If-Match, 412 with what is kept where the version moved on."""
    return keep_work(request, save, benchmark, pk)


@require_POST
@endpoint
def submit_adjudication(request, benchmark, pk):
    """Submit; with `next`, the answer brings the next sample beyond those the browser holds."""
    body = read_body(request)
    settlement = Settlement(
        client_id=client_id_of(body),
        version=version_of(body),
        working=body.get("working"),
        seconds=body.get("seconds", 0),
    )
    held = whole_numbers(body, "besides")
    done = submit(benchmark, pk, settlement, by=request.user)
    ahead = following(request, benchmark, held) if body.get("next") is True else None
    return JsonResponse({"submitted": done, "next": ahead, "progress": _progress(request, benchmark)})


@require_POST
@endpoint
def pass_adjudication_on(request, benchmark, pk):
    """Pass the sample on to another adjudicator, with its unsaved work if that is sent, and bring the next one."""
    body = read_body(request)
    held = whole_numbers(body, "besides")
    work = None
    if "working" in body:
        work = {"version": version_of(body), "working": body["working"], "seconds": body.get("seconds", 0)}
    pass_on(benchmark, pk, reason=text_of(body, "reason"), work=work, by=request.user)
    return JsonResponse({"next": following(request, benchmark, held), "progress": _progress(request, benchmark)})


@require_POST
@endpoint
def undo_adjudication(request, benchmark):
    """Take the last submit back; a repeat under the same client_id gives the same answer."""
    reopened = undo_last(benchmark, client_id=client_id_of(read_body(request)), by=request.user)
    return JsonResponse({"reopened": layout(reopened), "progress": _progress(request, benchmark)})


@require_POST
@endpoint
def adjudication_heartbeat(request, benchmark):
    """Renew the leases of what the browser holds; tells which are lost. `idle`: seconds since the last input."""
    body = read_body(request)
    held, idle = whole_numbers(body, "adjudications"), active_time(body.get("idle", 0))
    adjudication_queue.return_lapsed(sparing=request.user)
    still = adjudication_queue.renew(list(held), by=request.user, idle=idle)
    return JsonResponse({"lost": [one for one in held if one not in still], "progress": _progress(request, benchmark)})


def _progress(request, benchmark) -> dict:
    return adjudication_queue.progress(benchmark, by=request.user)
