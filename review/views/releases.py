"""Downloads of a release, sent while they are made."""

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_safe

from annotation.models import Release
from annotation.permissions import Right, benchmark_or_404
from annotation.releasing.exporting import FORMATS
from annotation.releasing.writing import zip_stream
from eibench_site.tokens import login_or_token_required
from review.exporting import export_files


@login_or_token_required
@require_safe
def release_download(request, slug: str, pk: int, format: str):
    """A ZIP of all files of a format (`eibench`, `jsonl`), or one file by its name (`user.jsonl`).

    With `?annotators=1` the lines with everything have each reviewer's list too.
    """
    benchmark = benchmark_or_404(request.user, slug, Right.EXPORT)
    release = get_object_or_404(Release.objects.select_related("benchmark"), benchmark=benchmark, pk=pk)
    with_lists = request.GET.get("annotators") == "1"
    if format in FORMATS:
        pieces = zip_stream(release, format, export_files(release, format, with_lists=with_lists))
        return _attachment(pieces, "application/zip", f"{_file_stem(release)}-{format}.zip")
    for file in (file for form in FORMATS for file in export_files(release, form, with_lists=with_lists)):
        if file.name == format:
            return _attachment(file.pieces(), file.media_type, file.name)
    raise Http404(f"A release has no file {format}.")


def _attachment(pieces, media_type: str, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return StreamingHttpResponse(pieces, content_type=media_type, headers=headers)


def _file_stem(release: Release) -> str:
    """The release's name without what a file name cannot hold."""
    return get_valid_filename(f"release {release.name}")
