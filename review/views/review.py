"""The review screen: the first sample comes with the page, so nothing has to be asked for before the first paint."""

import json

from django.contrib.auth.decorators import login_required
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from annotation import markdown
from annotation.guiding import unread, version_now
from annotation.models import Factor
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from inference.models import EngineName
from review import queueing
from review.keys import bindings, hints, shortcuts
from review.preferring import preferences_of
from review.presenting import sheet, shown_picture
from review.skipping import SkipReason
from review.states import AddReason, RejectReason
from review.views.claiming import claim_wanted
from review.wording import WORDS

# Fetched side by side.
MODULES = ["js/keeping/keeping.js", *(f"js/review/{name}.js" for name in ("controls", "rows", "sheet"))]


@login_required
@require_safe
@cache_control(private=True, no_store=True)  # going back shows the sample that waits now, not one long submitted
def review(request, slug):
    """The screen with the person's sample; `?sample=` asks for a certain one."""
    benchmark = benchmark_or_404(request.user, slug, Right.REVIEW)
    elsewise = _("That sample does not wait for you: this is the next one that does.")
    wanted = claim_wanted(request, benchmark, queueing.claim_sample, elsewise=elsewise)
    claimed = wanted or queueing.claim(benchmark, by=request.user)
    current = json.loads(sheet(claimed))
    ahead = queueing.claim(benchmark, by=request.user, besides=(claimed,)) if claimed else None
    context = {
        "sheet": current,
        "ahead": json.loads(sheet(ahead)),
        "picture": shown_picture(current),
        "is_scripted": bool(current) and current["draft"]["engine"] == EngineName.SCRIPTED,
        "progress": queueing.progress(benchmark, by=request.user),
        "guidelines": markdown.parse(benchmark.guidelines),
        "unread": unread(benchmark, request.user),
        "setting": setting(request, benchmark),
        "words": WORDS,
        "skip_reasons": SkipReason.choices,
        "hints": hints(preferences_of(request.user).keys),
        "shortcuts": shortcuts(preferences_of(request.user).keys),
        "modules": MODULES,
    }
    return benchmark_page(request, "review/review.html", benchmark, tab="review", **context)


def setting(request, benchmark) -> dict:
    """What the scripts need beside the sample: addresses ("0" stands for an id), choices, and who is at work."""
    own = {name: reverse(f"review:{name}", args=[benchmark.slug]) for name in ("review_next", "review_undo")}
    of_one = ("review_save", "review_submit", "review_reveal")
    one = {name: reverse(f"review:{name}", args=[benchmark.slug, 0]) for name in of_one}
    own_ways = preferences_of(request.user)
    return {
        "keys": bindings(own_ways.keys),
        "single_keys": own_ways.single_keys,
        "rest_minutes": own_ways.rest_minutes,
        "guidelines": version_now(benchmark),
        "user": request.user.pk,
        "username": request.user.get_username(),
        "addresses": {
            **{name.removeprefix("review_"): address for name, address in (own | one).items()},
            "skip": reverse("review:review_skip", args=[benchmark.slug, 0]),
            "heartbeat": reverse("review:review_heartbeat", args=[benchmark.slug]),
            "picture": reverse("annotation:image", args=[0, "screen"]),
            "sample": reverse("review:sample", args=[benchmark.slug, 0]),
            "sign_in": reverse("login"),
            "guidelines": reverse("annotation:guidelines", args=[benchmark.slug]),
        },
        "reject_reasons": RejectReason.choices,
        "add_reasons": [choice for choice in AddReason.choices if choice[0] != AddReason.BEFORE_DRAFT],
        "factors": Factor.choices,
        "categories": benchmark.categories,
    }
