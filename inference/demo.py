"""The demo: a benchmark of pictures that the project draws, drafted by a script, and one account of each role."""

import json
import tempfile
from pathlib import Path

from django.contrib.auth.models import User
from django.db import transaction

from annotation.demo.script import demo_script
from annotation.models import Benchmark, ImportKind, Membership, Role, Sample
from inference.models import DraftRun, EngineName
from inference.prompting import default_prompt_set
from inference.recipes import Recipe, script_path
from inference.starting import draftable, start_run

SLUG = "demo"
SCRIPT = "demo"
PASSWORD = "demo"
SEED = 2026
# Slow enough for the run's progress to be seen moving, quick enough for the first review to start at once.
OPTIONS = {"script": SCRIPT, "batch": 8, "delay_seconds": 0.2}

GUIDELINES = """\
# What a trigger is

A **trigger** is a stimulus that causes or changes the emotion of the person the question asks about. It is short, one
cause each, and reads on its own: *Spilled coffee on the laptop.*

## Decide about each drafted trigger

1. **Is it there?** Reject what the picture does not show and common sense does not say: *hallucinated*.
2. **Does it matter?** Reject what has nothing to do with this person's emotion: *irrelevant*, *wrong person*.
3. **Does it say something?** *A difficult situation.* is *too generic*: edit it until it names the cause, or reject it.

Then ask what is missing. Add what you see and the draft did not (*seen, but missed*), and what anyone who knows the
world would add: customs, relations, what must have happened just before (*common sense*).

## Four kinds of stimulus

- *environment*: the scene, the weather, the atmosphere
- *social*: relations, talk, what others do
- *physical*: expression, posture, gesture of the person
- *object*: a thing that matters to the person
"""


def make_demo() -> str:
    """Make whatever of the demo is missing, and say what was made."""
    if DraftRun.objects.filter(benchmark__slug=SLUG).exists():
        return "The demo is here already."
    benchmark = ensure_benchmark()
    ensure_people(benchmark)
    ensure_samples(benchmark)
    run = start_demo_run(benchmark)
    return f"Made the demo: {run.drafts.count()} samples, to be drafted by a script in run {run.pk}."


def ensure_benchmark() -> Benchmark:
    """The demo benchmark, with its guidelines."""
    defaults = {"name": "Demo: drawn scenes", "guidelines": GUIDELINES}
    return Benchmark.objects.get_or_create(slug=SLUG, defaults=defaults)[0]


@transaction.atomic
def ensure_people(benchmark: Benchmark) -> None:
    """One account of each role, named after it, all with the password that the start of the studio prints."""
    for role in Role.values:
        user, is_new = User.objects.get_or_create(username=role, defaults={"is_staff": role == Role.ADMIN})
        if is_new:
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
        Membership.objects.get_or_create(benchmark=benchmark, user=user, defaults={"role": role})


def ensure_samples(benchmark: Benchmark) -> None:
    """Draw the pictures and import them with their questions, as any benchmark is imported."""
    # Drawing and reading pictures takes numpy and more: a start that finds the demo there does not load it.
    from annotation.demo.writing import write_demo
    from annotation.importing.brought_files import brought_path
    from annotation.importing.running import import_here

    with tempfile.TemporaryDirectory() as folder:
        pictures = Path(folder) / "pictures"
        write_demo(pictures)
        questions = (pictures / "questions.jsonl").rename(Path(folder) / "questions.jsonl")
        files = {"rows": [brought_path(questions)], "images": [brought_path(pictures)]}
        import_here(benchmark, ImportKind.ROWS, files, by=None, tell=lambda done, total: None)


def start_demo_run(benchmark: Benchmark) -> DraftRun:
    """Write the script and queue a draft of every sample; a worker does the rest."""
    path = script_path(SCRIPT)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(demo_script(SEED), indent=1), encoding="utf-8")
    recipe = Recipe(engine=EngineName.SCRIPTED, model=SCRIPT, prompt_set=default_prompt_set(), options=OPTIONS)
    samples = draftable(Sample.objects.filter(benchmark=benchmark))
    return start_run(benchmark, samples, recipe, by=None)
