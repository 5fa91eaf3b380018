"""Starts a draft run from the command line, and waits for it if asked to."""

from django.core.management.base import BaseCommand, CommandError

from annotation.models import Benchmark, Split
from inference.cfsa.conversation import GenerationParameters
from inference.cfsa.prompts import PromptSetError
from inference.choosing import choose_samples
from inference.management.asking import option
from inference.models import DraftRun, EngineName, Persona
from inference.progressing import failures_of
from inference.prompting import PromptSetChanged, ensure_prompt_set
from inference.recipes import ENGINE_OPTIONS, DraftingRefused, Recipe
from inference.starting import start_run
from inference.waiting import wait_for

INTERRUPTED = 130  # what a shell takes for a command that Ctrl-C ended


class Command(BaseCommand):
    """`manage.py draft BENCHMARK --engine …`"""

    help = "Draft explanations for samples of a benchmark; a worker does it, or this command with --wait."

    def add_arguments(self, parser):
        """Samples, recipe, and whether to wait."""
        parser.add_argument("benchmark", help="the benchmark's short name")
        parser.add_argument("--engine", required=True, choices=list(ENGINE_OPTIONS))
        parser.add_argument("--model", default="", help="a folder, an id of the hub, or the server's name for it")
        parser.add_argument("--revision", default="", help="the commit of a model of the hub, 40 digits")
        parser.add_argument("--persona", default=Persona.EMOTION_EXPERT, choices=Persona.values)
        parser.add_argument("--prompt-set", default="paper-1", help="name-version (default: %(default)s)")
        parser.add_argument("--split", default="", choices=Split.values)
        parser.add_argument("--emotion", default="")
        parser.add_argument("--undrafted", action="store_true", help="only samples without a draft")
        parser.add_argument("--limit", type=int, help="at most so many samples")
        parser.add_argument("--max-new-tokens", type=int, default=256)
        parser.add_argument("--temperature", type=float, default=0.0)
        parser.add_argument("--top-p", type=float, default=1.0)
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--option", action="append", default=[], metavar="KEY=VALUE", help="of engine or pipeline")
        parser.add_argument("--wait", action="store_true", help="show the progress until the run is over")

    def handle(self, *args, **options):
        """Start the run; every refusal is one sentence."""
        benchmark = _benchmark(options["benchmark"])
        if options["limit"] is not None and not 1 <= options["limit"] < 2**31:
            raise CommandError("--limit must be from 1 to 2147483647.")
        samples = choose_samples(
            benchmark,
            split=options["split"],
            emotion=options["emotion"],
            undrafted=options["undrafted"],
            limit=options["limit"],
        )
        run = _start(benchmark, samples, options)
        self.stdout.write(f"Run {run.pk}: {run.drafts.count()} samples queued. Its page: {run.get_absolute_url()}")
        if run.engine == EngineName.SCRIPTED:
            self.stdout.write("These drafts come from a script, not from a model.")
        if options["wait"]:
            self._wait(run)

    def _wait(self, run: DraftRun) -> None:
        progress = wait_for(run, say=self.stdout.write)
        if not progress.is_over:
            self.stdout.write(f"The run goes on: its page is {run.get_absolute_url()}")
            raise SystemExit(INTERRUPTED)
        self.stdout.write(f"{progress.done} drafted, {progress.failed} failed, {progress.cancelled} cancelled.")
        for failures in failures_of(run):
            self.stdout.write(f"{failures.count} × {failures.cause}")
        if progress.failed:
            raise CommandError(f"{progress.failed} samples failed; their causes are on {run.get_absolute_url()}.")


def _start(benchmark: Benchmark, samples, options: dict) -> DraftRun:
    try:
        return start_run(benchmark, samples, _recipe(options), by=None)
    except (DraftingRefused, PromptSetError, PromptSetChanged, ValueError) as error:
        raise CommandError(str(error)) from error


def _recipe(options: dict) -> Recipe:
    return Recipe(
        engine=options["engine"],
        prompt_set=ensure_prompt_set(options["prompt_set"]),
        model=options["model"],
        revision=options["revision"],
        persona=options["persona"],
        parameters=GenerationParameters(
            max_new_tokens=options["max_new_tokens"],
            temperature=options["temperature"],
            top_p=options["top_p"],
            seed=options["seed"],
        ),
        options=dict(option(entry) for entry in options["option"]),
    )


def _benchmark(slug: str) -> Benchmark:
    found = Benchmark.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Benchmark.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no benchmark “{slug}”; there are: {known}.")
    return found
