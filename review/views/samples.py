"""The sample list and the page of one sample."""

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from annotation.hiding import samples_kept_from
from annotation.models import Assignment, Event, Sample
from annotation.pages import benchmark_page, page_or_fragment
from annotation.permissions import Right, benchmark_or_404, can
from inference.models import Draft
from inference.starting import UNDRAFTABLE
from review import commenting, listing
from review.forms.samples import SampleFilterForm
from review.models import Adjudication, Choice, RejectedRound, Review
from review.naming import letters_of
from review.presence import holders
from review.reading import finals_kept_from, readable
from review.remembering import ENDED, own_reviews, remembered
from review.states import ReviewStatus


@login_required
@require_safe
def samples(request, slug):
    """The list under its filters."""
    benchmark = benchmark_or_404(request.user, slug)
    people = listing.people_to_filter_by(request.user, benchmark)
    form = SampleFilterForm(request.GET, emotions=benchmark.emotions, people=people)
    filters = form.cleaned_data if form.is_valid() else {}
    page = listing.page_of(
        listing.filtered(benchmark, filters),
        after=whole_number(request.GET.get("after")),
        before=whole_number(request.GET.get("before")),
    )
    context = {"form": form, "page": page, "query": urlencode({k: v for k, v in filters.items() if v})}
    if can(request.user, benchmark, Right.MANAGE):
        context["holders"] = holders([row.pk for row in page.samples])
    template = page_or_fragment(request, "review/samples.html", "review/_sample_table.html")
    return benchmark_page(request, template, benchmark, tab="samples", **context)


def whole_number(text: str | None) -> int | None:
    """The number a cursor holds; None where it holds none that a position can be."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


@login_required
@require_safe
def sample(request, slug, pk):
    """One sample with its labels, drafts, reviews and history.

    People see of their own work what they saw, as `review.remembering` tells it; nobody sees drafts or the final label
    of what they are reviewing.
    """
    benchmark = benchmark_or_404(request.user, slug)
    found = get_object_or_404(Sample.objects.select_related("image", "final_label"), benchmark=benchmark, pk=pk)
    reviews = Review.objects.filter(sample=found).select_related("annotator", "draft", "label")
    reviews = readable(request.user, benchmark, reviews)
    shows_all = can(request.user, benchmark, Right.MEASURE)
    shows_drafts = shows_all and found.pk not in samples_kept_from(request.user)
    is_kept = finals_kept_from(request.user, benchmark).filter(sample=found).exists()
    final_label = None if is_kept else found.final_label
    drafts = Draft.objects.filter(sample=found).select_related("run", "label").order_by("-id")
    drafts = drafts if shows_drafts else drafts.none()
    manages = can(request.user, benchmark, Right.MANAGE)
    return benchmark_page(
        request,
        "review/sample.html",
        benchmark,
        tab="samples",
        sample=found,
        labels=found.labels.filter(origin="imported").prefetch_related("triggers"),
        shows_all=shows_all,
        shows_drafts=shows_drafts,
        final_label=final_label,
        own=() if manages else [remembered(row) for row in own_reviews(benchmark, request.user).filter(sample=found)],
        draftable=manages and found.status not in UNDRAFTABLE,
        holders=holders([found.pk]).get(found.pk) if manages else None,
        audience=Assignment.objects.filter(sample=found).select_related("user", "group") if shows_all else (),
        drafts=drafts.prefetch_related(*_evidence(reviews)),
        reviews=_told(reviews, None if manages else request.user),
        adjudications=_settled(request.user, benchmark, found),
        names=letters_of(request.user, benchmark, [found]).get(found.pk, {}),
        comments=commenting.readable_comments(request.user, benchmark).filter(sample=found),
        commentable=commenting.commentable(reviews, final_label, author=None if manages else request.user),
        events=Event.objects.filter(subject_kind="sample", subject_id=found.pk).select_related("by")[:50],
        next_sample=Sample.objects.filter(benchmark=benchmark, position__gt=found.position).first(),
        previous_sample=Sample.objects.filter(benchmark=benchmark, position__lt=found.position).last(),
    )


def _told(reviews, author):
    """The reviews with their decisions, without the ended ones of the author: those are told as they were shown."""
    others = reviews.exclude(annotator=author, status__in=ENDED) if author else reviews
    return others.prefetch_related("decisions__trigger", "decisions__result", "label__triggers")


def _settled(user, benchmark, sample: Sample):
    """The adjudications of the sample that the person may read, with what became of each reviewer's trigger."""
    settled = Adjudication.objects.filter(sample=sample, label__isnull=False).select_related("adjudicator")
    chosen = Prefetch("choices", Choice.objects.order_by("id").select_related("result"))
    return readable(user, benchmark, settled, by="adjudicator").prefetch_related(
        chosen, "choices__sources__trigger__label__created_by"
    )


def _evidence(reviews):
    """What a draft's triggers rest on and all its rounds, each with its rejections in the given reviews."""
    rejections = RejectedRound.objects.filter(review__in=reviews, review__status=ReviewStatus.SUBMITTED)
    rejections = rejections.select_related("review__annotator")
    return [
        Prefetch("label__triggers__supports__round__rejections", rejections),
        Prefetch("rounds__rejections", rejections),
    ]
