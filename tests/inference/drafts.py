"""Starts draft runs of the scripted engine and works them off in this process."""

from annotation.models import Sample, Split
from inference import working
from inference.models import EngineName
from inference.prompting import default_prompt_set
from inference.recipes import Recipe
from inference.starting import start_run
from tests import factories


def recipe(engine=EngineName.SCRIPTED, **fields):
    """A recipe with the words of the paper."""
    return Recipe(engine, default_prompt_set(), **fields)


def start(benchmark, samples=None, *, by=None, **options):
    """A run of the scripted engine over these samples, or over all."""
    samples = Sample.objects.all() if samples is None else samples
    return start_run(benchmark, samples, recipe(options=options), by=by)


def work():
    """Do all that is queued."""
    working.work(should_leave=lambda: False)


def make_samples(benchmark, count):
    """So many samples, each on its own picture."""
    return [factories.make_sample(benchmark) for _ in range(count)]


def make_perspectives(benchmark, questions, path="party.jpg"):
    """A complex sample for each question on one picture."""
    image = factories.make_image(benchmark, path)
    return [
        factories.make_sample(benchmark, image, split=Split.COMPLEX, question=question, emotion="")
        for question in questions
    ]


def statuses(run):
    """Where the drafts of a run stand, in the order of the samples."""
    return list(run.drafts.order_by("sample__position").values_list("status", flat=True))
