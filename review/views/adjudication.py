"""The pages of adjudication: what waits, and the screen on which a sample is settled."""

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from annotation import markdown
from annotation.models import Sample
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from review import adjudication_queue
from review.adjudication_keys import settling_bindings, settling_hints
from review.adjudication_wording import WORDS
from review.laying_out import layout
from review.models import Adjudication, Review
from review.preferring import preferences_of
from review.presenting import shown_picture
from review.reading import at_work_on
from review.states import AddReason, RejectReason, ReviewStatus
from review.views.claiming import claim_wanted

PAGE = 50
MODULES = [
    "js/keeping/keeping.js",
    "js/review/controls.js",
    *(f"js/adjudication/{name}.js" for name in ("deciding", "groups")),
]
STEPS = ("next", "undo", "heartbeat")
STEPS_ON_ONE = ("save", "submit", "pass_on")


@login_required
@require_safe
def adjudication(request, slug):
    """What needs an adjudicator, in the order in which it is handed out, and what the person settled."""
    benchmark = benchmark_or_404(request.user, slug, Right.ADJUDICATE)
    page = Paginator(adjudication_queue.waiting(benchmark), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(page, reader=request.user),
        "progress": adjudication_queue.progress(benchmark, by=request.user),
        "settled": Adjudication.objects.filter(
            sample__benchmark=benchmark, adjudicator=request.user, status="submitted"
        ).select_related("sample")[:10],
        "section": "waiting",
    }
    return benchmark_page(request, "review/adjudication.html", benchmark, tab="adjudication", **context)


def rows_of(page, *, reader) -> list[dict]:
    """The waiting samples of a page with their questions, flags that the reader may read, and who has them open."""
    samples = Sample.objects.select_related("image").in_bulk([one.sample for one in page])
    people = get_user_model().objects.in_bulk([one.holder for one in page if one.holder])
    flags: dict[int, list[str]] = {}
    flagged = Review.objects.filter(sample__in=samples, status=ReviewStatus.SUBMITTED, flagged=True)
    flagged = flagged.exclude(sample__in=at_work_on(reader))
    for sample, reason in flagged.filter(flag_answer__isnull=True).values_list("sample_id", "flag_reason"):
        flags.setdefault(sample, []).append(reason)
    return [
        {
            "sample": samples[one.sample],
            "holder": people.get(one.holder),
            "flags": flags.get(one.sample, []),
            "disagreement": one.disagreement,
            "reviewers": one.reviewers,
        }
        for one in page
    ]


@login_required
@require_safe
@cache_control(private=True, no_store=True)  # going back shows the sample that waits now
def settle(request, slug):
    """The screen with the person's sample; `?sample=` asks for a certain one."""
    benchmark = benchmark_or_404(request.user, slug, Right.ADJUDICATE)
    elsewise = _("You cannot settle that sample: it is settled, you reviewed it, or somebody has it.")
    wanted = claim_wanted(request, benchmark, adjudication_queue.claim_sample, elsewise=elsewise)
    claimed = wanted or adjudication_queue.claim(benchmark, by=request.user)
    current = layout(claimed)
    ahead = adjudication_queue.claim(benchmark, by=request.user, besides=(claimed,)) if claimed else None
    context = {
        "sheet": current,
        "ahead": layout(ahead),
        "picture": shown_picture(current),
        "progress": adjudication_queue.progress(benchmark, by=request.user),
        "guidelines": markdown.parse(benchmark.guidelines),
        "setting": setting(request, benchmark),
        "words": WORDS,
        "hints": settling_hints(preferences_of(request.user).keys),
        "modules": MODULES,
    }
    return benchmark_page(request, "review/settle.html", benchmark, tab="adjudication", **context)


def setting(request, benchmark) -> dict:
    """What the scripts need beside the sample: addresses ("0" stands for an id), choices, and who is at work."""
    addresses = {name: reverse(f"review:adjudication_{name}", args=[benchmark.slug]) for name in STEPS}
    addresses |= {name: reverse(f"review:adjudication_{name}", args=[benchmark.slug, 0]) for name in STEPS_ON_ONE}
    addresses["picture"] = reverse("annotation:image", args=[0, "screen"])
    addresses["sample"] = reverse("review:sample", args=[benchmark.slug, 0])
    addresses["sign_in"] = reverse("login")
    own_ways = preferences_of(request.user)
    return {
        "keys": settling_bindings(own_ways.keys),
        "single_keys": own_ways.single_keys,
        "user": request.user.pk,
        "username": request.user.get_username(),
        "addresses": addresses,
        "drop_reasons": RejectReason.choices,
        "add_reasons": AddReason.choices,
    }
