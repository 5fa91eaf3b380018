"""Flags and comments: what people want others to look at, and what became of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotation.models import Sample
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from review import commenting, flagging
from review.naming import letters_of
from review.refusals import Refusal

PAGE = 50


@login_required
@require_safe
def flags(request, slug):
    """The flags that wait for an answer."""
    benchmark = benchmark_or_404(request.user, slug, Right.ADJUDICATE)
    page = Paginator(flagging.flags(benchmark, reader=request.user), PAGE).get_page(request.GET.get("page"))
    return benchmark_page(
        request, "review/flags.html", benchmark, tab="adjudication", section="flags", page=page, flags=page
    )


@login_required
@require_POST
def flag(request, slug, pk):
    """Answer a flag with a `note`."""
    benchmark = benchmark_or_404(request.user, slug, Right.ADJUDICATE)
    found = get_object_or_404(flagging.flags(benchmark, reader=request.user), pk=pk)
    try:
        flagging.answer_flag(found, text_of(request, "note"), by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The flag is answered."))
    return redirect("review:flags", slug=slug)


@login_required
@require_safe
def comments(request, slug):
    """The comments that the person may read, open ones first."""
    benchmark = benchmark_or_404(request.user, slug)
    found = (
        commenting.readable_comments(request.user, benchmark).select_related("sample").order_by("resolved_at", "-id")
    )
    wanted = request.GET.get("state", "open")
    if wanted == "open":
        found = found.filter(resolved_at__isnull=True)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"tab": "adjudication", "section": "comments", "page": page, "state": wanted}
    context["letters"] = letters_of(request.user, benchmark, [comment.sample for comment in page])
    return benchmark_page(request, "review/comments.html", benchmark, **context)


@login_required
@require_POST
def sample_comments(request, slug, pk):
    """Write a comment (`text`) on the sample, or on the `trigger` of that id."""
    benchmark = benchmark_or_404(request.user, slug)
    sample = get_object_or_404(Sample, benchmark=benchmark, pk=pk)
    trigger = request.POST.get("trigger", "")
    number = int(trigger) if trigger.isascii() and trigger.isdecimal() and len(trigger) < 19 else None
    try:
        commenting.comment(sample, text_of(request, "text"), trigger=number, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect(f"{sample_page(slug, pk)}#comments")


@login_required
@require_POST
def comment_state(request, slug, pk):
    """Resolve a comment, or open it again where the request says `reopen`; back to the list where that was `listed`."""
    benchmark = benchmark_or_404(request.user, slug)
    found = get_object_or_404(commenting.readable_comments(request.user, benchmark), pk=pk)
    change = commenting.reopen if "reopen" in request.POST else commenting.resolve
    change(found, by=request.user)
    if "listed" in request.POST:
        return redirect("review:comments", slug=slug)
    return redirect(f"{sample_page(slug, found.sample_id)}#comments")


def sample_page(slug: str, pk: int) -> str:
    """The address of the sample's page."""
    return redirect("review:sample", slug=slug, pk=pk).url


def text_of(request, field: str) -> str:
    """A field of the form, without NUL characters, which no text in Postgres can hold."""
    return request.POST.get(field, "").replace("\x00", "")
