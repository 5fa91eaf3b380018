"""Calibrating judges: their figures against people's verdicts, and the page on which people give these."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotation.models import Benchmark, Release, Trigger
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from inference.models import Match, Prediction
from review.calibrating import Drawn, checks_of, draw, latest_runs, next_pair, record, undo_last
from review.calibration_report import calibratable, calibration
from review.models import MatchCheck
from review.refusals import Refusal
from review.results.rows import Signature

VERDICTS = {"yes": True, "no": False}


@login_required
@require_safe
def calibration_page(request, slug):
    """The judges of one release (`?release=`) on the sample of one judge (`?judge=`)."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    releases, release, known, signature = _chosen(request, benchmark)
    found = calibration(release, signature) if signature else None
    decided = sum(request.user.pk in persons for persons in checks_of(found.drawn).values()) if found else 0
    context = {
        "releases": releases,
        "release": release,
        "signatures": known,
        "signature": signature,
        "calibration": found,
        "decided": decided,
        "query": _query(release, signature),
    }
    return benchmark_page(request, "review/calibration.html", benchmark, tab="models", **context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calibration_check(request, slug):
    """One pair of the sample to decide; what the judge made of the previous one; POST `verdict` yes, no or undo."""
    benchmark = benchmark_or_404(request.user, slug, Right.MEASURE)
    _releases, release, _known, signature = _chosen(request, benchmark)
    if signature is None:
        raise Http404("No judge of this benchmark says of each trigger whether it is found.")
    drawn = draw(release, signature)
    query = _query(release, signature)
    if request.method == "POST":
        _decide(request, benchmark, drawn)
        return redirect(f"{reverse('review:calibration_check', args=[slug])}?{query}")
    pair = next_pair(drawn, by=request.user)
    predictions = Prediction.objects.select_related("run", "item__sample__image")
    context = {
        "release": release,
        "signature": signature,
        "query": query,
        "total": len(drawn.pairs),
        "decided": sum(request.user.pk in persons for persons in checks_of(drawn).values()),
        "prediction": predictions.get(pk=pair.prediction) if pair else None,
        "trigger": Trigger.objects.get(pk=pair.trigger) if pair else None,
        "previous": _previous(drawn, request.user),
    }
    return benchmark_page(request, "review/calibration_check.html", benchmark, tab="models", **context)


def _decide(request, benchmark: Benchmark, drawn: Drawn) -> None:
    """Do what the form asks; a refusal is told on the next page."""
    verdict = request.POST.get("verdict", "")
    try:
        if verdict == "undo":
            undo_last(benchmark, drawn, named=_whole(request.POST.get("last")) or 0, by=request.user)
        elif verdict in VERDICTS:
            key = (_whole(request.POST.get("prediction")) or 0, _whole(request.POST.get("trigger")) or 0)
            record(benchmark, drawn, key, found=VERDICTS[verdict], by=request.user)
        else:
            messages.error(request, _("Say yes or no: does the answer name the trigger?"))
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))


def _previous(drawn: Drawn, user) -> dict | None:
    """The pair that the person decided last, if it is of this sample, beside what the judge made of it."""
    last = MatchCheck.objects.filter(checked_by=user).select_related("trigger").order_by("-id").first()
    if last is None or (last.prediction_id, last.trigger_id) not in {pair.key for pair in drawn.pairs}:
        return None
    runs = [run.pk for run in latest_runs(drawn.release, drawn.signature)]
    matches = Match.objects.filter(judgement__run__in=runs, judgement__prediction=last.prediction_id)
    return {"check": last, "match": matches.filter(trigger=last.trigger_id).first()}


def _chosen(request, benchmark: Benchmark):
    """All releases with evaluations, the chosen one, its judges that match triggers, and the chosen judge."""
    releases = list(Release.objects.filter(benchmark=benchmark, evaluation_runs__isnull=False).distinct())
    wanted = _whole(request.GET.get("release"))
    release = next((one for one in releases if one.pk == wanted), releases[0] if releases else None)
    known = calibratable(release) if release else []
    key = request.GET.get("judge", "")
    signature = next((one for one in known if one.key == key), known[0] if known else None)
    return releases, release, known, signature


def _query(release: Release | None, signature: Signature | None) -> str:
    return urlencode({"release": release.pk, "judge": signature.key}) if release and signature else ""


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
