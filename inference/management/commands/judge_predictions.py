"""Lets a judge compare the predictions of an evaluation with the labels, and prints recall with its interval."""

import json

from django.core.management.base import BaseCommand, CommandError

from inference.cfsa.conversation import GenerationParameters
from inference.forms.priority import LARGEST_PRIORITY
from inference.forms.terms import TermsForm
from inference.judge_figures import JudgeFigures, figures_of
from inference.judge_progress import judge_progress
from inference.judges import llm
from inference.management.asking import evaluation_of, option
from inference.models import EvaluationRun, Judge, JudgeRun
from inference.recipes import ENGINE_OPTIONS, DraftingRefused
from inference.starting_judges import Judging, start_judge
from inference.terms import PRICES, Terms
from inference.waiting import wait_for

INTERRUPTED = 130  # what a shell takes for a command that Ctrl-C ended
JUDGES = [Judge.SEMANTIC.value, Judge.LLM.value, Judge.COHERENCE.value]
COUNTS = ("judgements", "done", "unreadable", "failed", "cancelled", "pending")


class Command(BaseCommand):
    """`manage.py judge_predictions EVALUATION [--judge …] [--queue] [--json]`"""

    help = "Judge the predictions of an evaluation: a worker does it, or this command where none is alive."

    def add_arguments(self, parser):
        """The evaluation, the judge, what it may cost, and whether to wait."""
        parser.add_argument("evaluation", type=int, help="the number of the evaluation, as in its page's address")
        parser.add_argument("--judge", default=Judge.SEMANTIC.value, choices=JUDGES)
        parser.add_argument("--threshold", type=float, help="semantic: the least cosine of a match")
        parser.add_argument("--name", default="", help="the judge's name in tables")
        parser.add_argument("--engine", default="", choices=list(ENGINE_OPTIONS), help="of a language model")
        parser.add_argument("--model", default="", help="the language model, or an encoder's folder")
        parser.add_argument("--revision", default="", help="the commit of a model of the hub, 40 digits")
        parser.add_argument("--max-new-tokens", type=int, default=llm.PARAMETERS.max_new_tokens)
        parser.add_argument("--temperature", type=float, default=llm.PARAMETERS.temperature)
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--option", action="append", default=[], metavar="KEY=VALUE", help="of the engine")
        for name in (*PRICES, "budget"):
            parser.add_argument(f"--{name.replace('_', '-')}", default="", help="US dollars; prices a million tokens")
        parser.add_argument("--priority", type=int, default=0, help="from -9 to 9: higher overtakes what waits")
        parser.add_argument("--queue", action="store_true", help="do not wait: a worker judges")
        parser.add_argument("--json", action="store_true", help="print numbers as JSON; progress goes to stderr")

    def handle(self, *args, **options):
        """Start the judge; every refusal is one sentence."""
        run = _start(evaluation_of(options["evaluation"]), options)
        say = self.stderr.write if options["json"] else self.stdout.write
        say(f"Judge {run.pk}: {run.judgements.count()} predictions queued. Its page: {run.get_absolute_url()}")
        if not options["queue"]:
            self._wait(run, say)
        figures = figures_of(run)
        if options["json"]:
            self.stdout.write(json.dumps(_numbers(run, figures), ensure_ascii=False))
        elif not options["queue"]:
            self._tell("coherence" if run.judge == Judge.COHERENCE else "recall", figures)
        if figures.failed:
            raise CommandError(f"{figures.failed} judgements failed; their causes are on {run.get_absolute_url()}.")

    def _wait(self, run: JudgeRun, say) -> None:
        progress = wait_for(run, say=say, look=judge_progress, deed="judged", until=lambda: _is_paused(run))
        if progress.is_over:
            return
        if _is_paused(run):
            raise CommandError(f"The judge is paused: {run.get_paused_because_display()}. See {run.get_absolute_url()}")
        say(f"The judge goes on: its page is {run.get_absolute_url()}")
        raise SystemExit(INTERRUPTED)

    def _tell(self, measure: str, figures: JudgeFigures) -> None:
        found = figures.estimate
        interval = f" [{100 * found.low:.1f} – {100 * found.high:.1f}]" if found and found.low is not None else ""
        self.stdout.write(f"{measure} {100 * found.value:.2f} %{interval}" if found else "nothing was scored")
        if figures.precision is not None:
            self.stdout.write(f"precision {100 * figures.precision:.2f} %, F1 {100 * figures.f1:.2f} %")
        told = (
            f"{figures.done} of {figures.judgements} judged, {figures.unreadable} unreadable, {figures.failed} failed"
        )
        self.stdout.write(told + (f", ${figures.cost:.4f}" if figures.cost else ""))


def _start(evaluation: EvaluationRun, options: dict) -> JudgeRun:
    if not -LARGEST_PRIORITY <= options["priority"] <= LARGEST_PRIORITY:
        raise CommandError(f"--priority must be from -{LARGEST_PRIORITY} to {LARGEST_PRIORITY}.")
    if options["judge"] == Judge.LLM and not options["engine"]:
        raise CommandError(f"A language model needs --engine, one of: {', '.join(ENGINE_OPTIONS)}.")
    if options["judge"] != Judge.LLM and any(options[name] for name in ("engine", "option", *PRICES, "budget")):
        raise CommandError("--engine, --option, prices and a budget are of a language model: add --judge llm.")
    try:
        return start_judge(evaluation, _judging(options), priority=options["priority"], by=None)
    except (DraftingRefused, ValueError) as error:
        raise CommandError(str(error)) from error


def _judging(options: dict) -> Judging:
    plain = {name: options[name] for name in ("judge", "name", "engine", "model", "revision", "threshold")}
    decoding = {name: options[name] for name in ("max_new_tokens", "temperature", "seed")}
    return Judging(
        **plain,
        parameters=GenerationParameters(**decoding),
        options=dict(option(entry) for entry in options["option"]),
        terms=_terms(options),
    )


def _terms(options: dict) -> Terms:
    """Prices and budget by the rules of the form that pages have."""
    form = TermsForm({name: options[name] for name in (*PRICES, "budget")})
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise CommandError(f"--{name.replace('_', '-')}: {errors[0]}")
    return form.terms(options["engine"], options["model"])


def _is_paused(run: JudgeRun) -> bool:
    run.refresh_from_db(fields=["paused_at", "paused_because"])
    return run.paused_at is not None


def _numbers(run: JudgeRun, figures: JudgeFigures) -> dict:
    """The figures with shares from 0 to 1; for coherence `recall` is its mean."""
    found = figures.estimate
    return {
        "judge_run": run.pk,
        "evaluation": run.evaluation_id,
        "judge": run.judge,
        **{name: getattr(figures, name) for name in COUNTS},
        "recall": found and found.value,
        "recall_low": found and found.low,
        "recall_high": found and found.high,
        "images": found.images if found else 0,
        "precision": figures.precision,
        "f1": figures.f1,
        "dollars": float(figures.cost),
    }
