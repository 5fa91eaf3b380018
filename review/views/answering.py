"""How the screens' endpoints answer: who may ask, what becomes of a refusal, and how unfinished work is kept."""

from collections.abc import Callable
from functools import wraps

from django.http import JsonResponse
from django.utils.translation import gettext as _

from annotation.guiding import version_now
from annotation.models import Benchmark
from annotation.permissions import Right, benchmark_or_404
from review.refusals import Refusal
from review.views.bodies import if_match, read_body


def answers_with(right: Right) -> Callable:
    """Decorate a view to answer JSON to people with this right; a refusal becomes its status and its sentence."""

    def endpoint(view):
        @wraps(view)
        def answer(request, slug, **named):
            if not is_the_pages_person(request):
                sentence = _("You are signed out. Sign in again: your work is kept here.")
                return JsonResponse({"error": sentence, "code": "signed_out"}, status=401)
            benchmark = benchmark_or_404(request.user, slug, right)
            try:
                return view(request, benchmark, **named)
            except Refusal as refusal:
                return JsonResponse(refusal.as_dict(), status=refusal.status)

        return answer

    return endpoint


def guidelines_told(benchmark: Benchmark) -> dict[str, str]:
    """The header by which a screen that was opened before hears of new guidelines: the version that holds now."""
    return {"X-Guidelines": str(version_now(benchmark))}


def is_the_pages_person(request) -> bool:
    """Whether who is signed in is who the page was made for: a page names them, since another may have signed in."""
    return request.user.is_authenticated and request.headers.get("X-Reviewer", str(request.user.pk)) == str(
        request.user.pk
    )


def keep_work(request, save: Callable, benchmark: Benchmark, what) -> JsonResponse:
    """Keep unfinished work on `what` by `save`: 428 without If-Match, 412 with what is kept where it moved on."""
    version = if_match(request)
    if version is None:
        return JsonResponse({"error": _("Send If-Match with the version."), "code": "unreadable"}, status=428)
    body = read_body(request)
    work = {"working": body.get("working"), "seconds": body.get("seconds", 0)}
    saved = save(benchmark, what, version=version, **work, by=request.user)
    return JsonResponse({"version": saved}, headers={"ETag": f'"{saved}"'} | guidelines_told(benchmark))
