"""The list of pictures with several questions, the page of one picture, and the screen that reviews it as a whole."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from annotation import markdown
from annotation.guiding import version_now
from annotation.models import Event, Image
from annotation.pages import benchmark_page
from annotation.permissions import Right, benchmark_or_404
from annotation.pictures.sheets import places_of
from review.forms.pictures import AboutForm, MoveForm, PersonForm, QuestionForm
from review.keys import hints, matrix_bindings, shortcuts
from review.pictures import listing
from review.pictures.explaining import explained
from review.pictures.taking import blind_questions, free_for, picture_sheet, take
from review.pictures.undoing import last_ended, submitted
from review.pictures.wording import WORDS
from review.preferring import preferences_of
from review.reading import finals_kept_from
from review.skipping import SkipReason
from review.states import AddReason, RejectReason

PAGE_SIZE = 50
TOLD_HERE = ("moved", "person told", "perspective added")
MODULES = [
    "js/keeping/keeping.js",
    *(f"js/review/{name}.js" for name in ("controls", "matrix_sheet", "sheet")),
]


@login_required
@require_safe
def pictures(request, slug: str):
    """The pictures with several questions; `?kind=` asks for complex candidates or for those in both splits."""
    benchmark = benchmark_or_404(request.user, slug)
    kinds = [(kind, name, listing.listed(benchmark, kind)) for kind, name in listing.KINDS]
    chosen = request.GET.get("kind", listing.SEVERAL)
    kind, _name, found = next((entry for entry in kinds if entry[0] == chosen), kinds[0])
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "kinds": [(kind, name, found.count()) for kind, name, found in kinds],
        "kind": kind,
        "page": page,
        "places": places_of(image.pk for image in page if image.has_file),
    }
    return benchmark_page(request, "review/pictures.html", benchmark, tab="samples", **context)


@login_required
@require_safe
def picture(request, slug: str, pk: int):
    """One picture with its questions and its people."""
    benchmark = benchmark_or_404(request.user, slug)
    return picture_page(request, benchmark, image_or_404(benchmark, pk))


def image_or_404(benchmark, pk: int) -> Image:
    """A picture of the benchmark with the counts of its questions."""
    return get_object_or_404(listing.counted(Image.objects.filter(benchmark=benchmark)), pk=pk)


def picture_page(request, benchmark, image: Image, *, status: int = 200, **forms):
    """The page, with the forms that were filled in wrongly."""
    samples = list(image.samples.select_related("person", "final_label").order_by("position"))
    kept = set(finals_kept_from(request.user, benchmark))  # an adjudicator may have settled what the person reviews
    context = {
        "image": image,
        "is_candidate": listing.is_candidate(image),
        "samples": [(sample, AboutForm(image=image, initial={"person": sample.person})) for sample in samples],
        "people": image.people.all(),
        "sheet": {"picture": {"width": image.width, "height": image.height}},
        "marks": [{"name": person.name, "place": person.box, "kind": "person"} for person in image.people.all()],
        "explained": explained([sample for sample in samples if sample.pk not in kept]),
        "submitted": submitted(image, by=request.user).count(),
        "waiting": free_for(benchmark, by=request.user).filter(image=image).count(),
        "person_form": PersonForm(),
        "question_form": QuestionForm(benchmark=benchmark, image=image),
        "move_form": MoveForm(image=image),
        "events": _history(image, samples),
    }
    template = "review/picture.html"
    return benchmark_page(request, template, benchmark, tab="samples", status=status, **(context | forms))


@login_required
@require_safe
@cache_control(private=True, no_store=True)  # going back shows what waits now, not what was long submitted
def picture_review(request, slug: str, pk: int):
    """The screen of a whole picture: everything that the person may have of it is claimed."""
    benchmark = benchmark_or_404(request.user, slug, Right.REVIEW)
    image = image_or_404(benchmark, pk)
    take(image, by=request.user)
    sheet = picture_sheet(benchmark, image, by=request.user)
    blind = blind_questions(benchmark, image, by=request.user)
    if sheet is None:
        messages.info(request, _blind_first(blind) if blind else _("No question on this picture waits for you."))
        return redirect("review:picture", slug, pk)
    context = {
        "image": image,
        "sheet": sheet,
        "blind": blind,
        "marks": [{"name": person.name, "place": person.box, "kind": "person"} for person in image.people.all()],
        "guidelines": markdown.parse(benchmark.guidelines),
        "setting": setting(request, benchmark),
        "words": WORDS,
        "modules": MODULES,
        "skip_reasons": SkipReason.choices,
        "hints": hints(preferences_of(request.user).keys),
        "shortcuts": shortcuts(preferences_of(request.user).keys),
    }
    return benchmark_page(request, "review/picture_review.html", benchmark, tab="review", **context)


def setting(request, benchmark) -> dict:
    """What the scripts need beside the sheet: keys, addresses, choices, and who is at work."""
    own_ways = preferences_of(request.user)
    ending = last_ended(benchmark, by=request.user)
    return {
        "keys": matrix_bindings(own_ways.keys),
        "single_keys": own_ways.single_keys,
        "ending": ending and ending.pk,  # what can be taken back
        "guidelines": version_now(benchmark),
        "user": request.user.pk,
        "username": request.user.get_username(),
        "addresses": addresses(benchmark),
        "reject_reasons": RejectReason.choices,
        "add_reasons": [choice for choice in AddReason.choices if choice[0] != AddReason.BEFORE_DRAFT],
    }


def addresses(benchmark) -> dict[str, str]:
    """What the scripts ask; "0" stands for a picture."""
    names = ("save", "submit", "skip", "heartbeat")
    one = {name: reverse(f"review:picture_{name}", args=[benchmark.slug, 0]) for name in names}
    return one | {
        "undo": reverse("review:pictures_undo", args=[benchmark.slug]),
        "after": reverse("review:pictures", args=[benchmark.slug]),
        "guidelines": reverse("annotation:guidelines", args=[benchmark.slug]),
        "sign_in": reverse("login"),
    }


def _history(image: Image, samples: list):
    """What happened to the picture, its people and the standing of its questions, the latest first."""
    of_picture = Q(subject_kind="image", subject_id=image.pk)
    of_people = Q(subject_kind="personbox", detail__image=image.pk)
    of_questions = Q(subject_kind="sample", subject_id__in=[sample.pk for sample in samples], verb__in=TOLD_HERE)
    events = Event.objects.filter(of_picture | of_people | of_questions, benchmark=image.benchmark_id)
    return events.select_related("by")[:20]


def _blind_first(blind) -> str:
    sentence = _("Write your own list first: “%(question)s” starts without its draft, on the review screen.")
    return sentence % {"question": blind[0].question}
