"""Serving pictures: renditions only, to those who may see their benchmark only; and which of them are sensitive."""

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import parse_etags, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from annotation.models import Image
from annotation.permissions import Right, benchmark_or_404
from annotation.pictures.sheets import ids_of, torn_sheet, whole_sheet
from annotation.pictures.storing import RENDITIONS, open_rendition, rendition_name
from annotation.sensitivity import mark_sensitive
from eibench_site.tokens import login_or_token_required

YEAR = 365 * 24 * 3600


@login_or_token_required
@require_safe
def image(request, pk: int, rendition: str):
    """A picture's `screen` or `thumbnail` rendition; it never changes, so a browser asks for it once."""
    if rendition not in RENDITIONS:
        raise Http404
    images = Image.objects.visible_to(request.user).exclude(sha256=None)
    sha256 = get_object_or_404(images.values_list("sha256", flat=True), pk=pk)
    etag = f'"{sha256[:32]}-{rendition}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return _lasting(HttpResponse(status=304) if etag in known else _file(sha256, rendition), etag)


@login_required
@require_safe
def image_sheet(request, pks: str):
    """The thumbnails of up to 25 pictures on one sheet; 404 where one of them is not there, or not to be seen."""
    asked = ids_of(pks)
    visible = Image.objects.visible_to(request.user).exclude(sha256=None).filter(pk__in=asked)
    found = dict(visible.values_list("pk", "sha256"))
    if not asked or set(asked) - set(found):
        raise Http404
    checksums = tuple(found[pk] for pk in asked)
    etag = f'"{hashlib.sha256("".join(checksums).encode()).hexdigest()[:32]}-sheet"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _lasting(HttpResponse(status=304), etag)
    try:
        return _lasting(HttpResponse(whole_sheet(checksums), content_type="image/webp"), etag)
    except FileNotFoundError:
        return HttpResponse(torn_sheet(checksums), content_type="image/webp", headers={"Cache-Control": "no-store"})


@login_required
@require_POST
def image_sensitive(request, slug: str, pk: int):
    """Have a picture blurred (`sensitive=yes`), or not any more; back to the sample it was asked from."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    found = get_object_or_404(Image.objects.select_related("benchmark"), benchmark=benchmark, pk=pk)
    mark_sensitive(found, request.POST.get("sensitive") == "yes", by=request.user)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if is_ours and back.startswith("/") else benchmark.get_absolute_url())


def _lasting(response: HttpResponse, etag: str) -> HttpResponse:
    """The response, to be kept by the browser of whom it was made for."""
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return response


def _file(sha256: str, rendition: str) -> HttpResponse:
    name = rendition_name(sha256, rendition)
    if settings.ACCEL_REDIRECT_PREFIX:
        handed_on = {"X-Accel-Redirect": f"{settings.ACCEL_REDIRECT_PREFIX.rstrip('/')}/{name}"}
        return HttpResponse(content_type="image/webp", headers=handed_on)
    try:
        return FileResponse(open_rendition(sha256, rendition), content_type="image/webp")
    except FileNotFoundError:
        raise Http404
