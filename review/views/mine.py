"""A person's own decisions: what they saw when they decided, and taking any of them back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from review.models import Review
from review.refusals import Refusal
from review.remembering import own_reviews, remembered
from review.undoing import take_back

PAGE = 20


@login_required
@require_safe
def mine(request, slug: str):
    """The person's own reviews, the last one first."""
    benchmark = benchmark_or_404(request.user, slug, Right.REVIEW)
    page = Paginator(own_reviews(benchmark, request.user), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [remembered(review) for review in page]}
    return benchmark_page(request, "review/mine.html", benchmark, tab="review", **context)


@login_required
@require_POST
def mine_undo(request, slug: str, pk: int):
    """Take one of the own submits or skips back, and go to its sample."""
    benchmark = benchmark_or_404(request.user, slug, Right.REVIEW)
    review = get_object_or_404(Review, pk=pk, annotator=request.user, sample__benchmark=benchmark)
    try:
        take_back(benchmark, review, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("review:mine", slug)
    messages.success(request, _("It is open again, with what you had written."))
    return redirect(f"{reverse('review:review', args=[slug])}?sample={review.sample_id}")
