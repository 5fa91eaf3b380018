"""What a browser or a script hears while the store of the pictures is away: 503, not a broken page."""

import logging

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from annotation.pictures.store_errors import MediaStoreError

log = logging.getLogger("eibench.pictures")

RETRY_SECONDS = "30"


class StoreAwayMiddleware:
    """Answers a request that needed the store in vain; the log says what is wrong with it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error) -> HttpResponse | None:
        """The answer, where it was the store."""
        if not isinstance(error, MediaStoreError):
            return None
        log.warning("%s %s: %s", request.method, request.path, error)
        response = self._answer(request)
        response.headers["Retry-After"] = RETRY_SECONDS
        response.headers["Cache-Control"] = "no-store"
        return response

    def _answer(self, request) -> HttpResponse:
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": _("The store of the pictures is away; try again in a moment.")}, status=503)
        return render(request, "503.html", status=503)
