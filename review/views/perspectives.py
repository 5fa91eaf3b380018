"""What is changed from the page of a picture: its people, its questions, and the split they are in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from annotation.models import Sample
from annotation.permissions import Right, benchmark_or_404
from annotation.perspectives import PerspectiveRefused, mark_person, move_all, tell_person, unmark_person
from review.forms.pictures import AboutForm, MoveForm, PersonForm, QuestionForm
from review.pictures.asking import ask_another
from review.pictures.undoing import undo_picture
from review.refusals import Refusal
from review.views.pictures import image_or_404, picture_page


@login_required
@require_POST
def person_new(request, slug: str, pk: int):
    """Mark a person by a box and a name."""
    benchmark = benchmark_or_404(request.user, slug, Right.REVIEW)
    image = image_or_404(benchmark, pk)
    form = PersonForm(request.POST)
    if form.is_valid() and _does(form, mark_person, image, form.cleaned_data["name"], form.box, by=request.user):
        messages.success(request, _("%(name)s is marked.") % {"name": form.cleaned_data["name"]})
        return redirect("review:picture", slug, pk)
    return picture_page(request, benchmark, image, person_form=form, status=400)


@login_required
@require_POST
def person_remove(request, slug: str, pk: int, person: int):
    """Take a person's box away."""
    benchmark = benchmark_or_404(request.user, slug, Right.REVIEW)
    found = get_object_or_404(image_or_404(benchmark, pk).people, pk=person)
    try:
        unmark_person(found, by=request.user)
    except PerspectiveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("review:picture", slug, pk)


@login_required
@require_POST
def sample_person(request, slug: str, pk: int):
    """Say whom in the picture a question is about."""
    benchmark = benchmark_or_404(request.user, slug, Right.REVIEW)
    sample = get_object_or_404(Sample.objects.select_related("image", "benchmark"), benchmark=benchmark, pk=pk)
    form = AboutForm(request.POST, image=sample.image)
    if form.is_valid():
        tell_person(sample, form.cleaned_data["person"], by=request.user)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose somebody who is marked in this picture."))
    return redirect("review:picture", slug, sample.image_id)


@login_required
@require_POST
def question_new(request, slug: str, pk: int):
    """Ask a further question of the picture, and draft it where that was asked for."""
    benchmark = benchmark_or_404(request.user, slug, Right.REVIEW)
    image = image_or_404(benchmark, pk)
    form = QuestionForm(request.POST, benchmark=benchmark, image=image)
    asked = form.is_valid() and _does(form, ask_another, image, **form.cleaned_data, by=request.user)
    if not asked:
        return picture_page(request, benchmark, image, question_form=form, status=400)
    if asked.draft:
        messages.success(request, _("The question is asked, and drafted next."))
    else:
        messages.info(request, _("The question is asked; it waits for a draft. %(why)s") % {"why": asked.why_not})
    return redirect("review:picture", slug, pk)


@login_required
@require_POST
def picture_move(request, slug: str, pk: int):
    """Move questions to the other split, with a reason."""
    benchmark = benchmark_or_404(request.user, slug, Right.MANAGE)
    image = image_or_404(benchmark, pk)
    form = MoveForm(request.POST, image=image)
    count = form.is_valid() and _does(form, move_all, **form.cleaned_data, by=request.user)
    if not count:
        return picture_page(request, benchmark, image, move_form=form, status=400)
    words = ngettext("%(count)d question is moved.", "%(count)d questions are moved.", count)
    messages.success(request, words % {"count": count})
    return redirect("review:picture", slug, pk)


@login_required
@require_POST
def picture_undo(request, slug: str, pk: int):
    """Take the person's submits of the picture back, all of them, and go on with them."""
    benchmark = benchmark_or_404(request.user, slug, Right.REVIEW)
    try:
        undo_picture(benchmark, image_or_404(benchmark, pk), by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("review:picture", slug, pk)
    return redirect("review:picture_review", slug, pk)


def _does(form, deed, *given, **named):
    """What the deed returns; None where it is refused, with the sentence on the form."""
    try:
        return deed(*given, **named)
    except PerspectiveRefused as refusal:
        form.add_error(None, str(refusal))
        return None
