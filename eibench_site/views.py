"""Pages that belong to no app."""

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from eibench_site.health import report


@require_safe
def health(request):
    """Whether everything the studio needs is there."""
    found = report()
    response = JsonResponse(found, status=200 if found["status"] == "ok" else 503)
    response._has_been_logged = True  # a studio that is starting is asked many times: no error for each
    return response
