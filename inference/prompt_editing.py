"""Editing prompts: every save makes the next version, so that no run's recipe ever says other words than it asked."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from annotation.hiding import samples_kept_from
from annotation.models import Benchmark, Event, Sample
from inference.cfsa import prompts
from inference.cfsa.conversation import DRAFT_PHASES, Phase
from inference.cfsa.outcome import FACTORS
from inference.models import Draft, PromptSet
from inference.prompting import usable_prompt_sets
from inference.states import DraftStatus

NAME = re.compile(r"[A-Za-z0-9_.]{1,80}")
MOST = 12  # questions of every picture: each is asked of every picture anew


class PromptsRefused(ValueError):
    """Prompts that cannot be kept as written: a sentence for the user, and the field it is about."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text of one kind of round as a sample would be asked; `example` says that earlier answers are made up."""

    phase: Phase
    text: str
    example: bool


def prompt_sets_of(benchmark: Benchmark):
    """The sets that a benchmark's runs may use, newest versions first: those of the studio and its own."""
    drafted = Count("runs", filter=Q(runs__benchmark=benchmark, runs__trial=False), distinct=True)
    measured = Count("evaluation_runs", filter=Q(evaluation_runs__benchmark=benchmark), distinct=True)
    return usable_prompt_sets(benchmark).annotate(used=drafted + measured).order_by("name", "-version")


@transaction.atomic
def save_version(benchmark: Benchmark, name: str, content: dict[str, Any], *, by) -> PromptSet:
    """Keep words as the next version of the benchmark's own set of that name. Raises PromptsRefused."""
    if not NAME.fullmatch(name):
        raise PromptsRefused(_("Use letters, digits, “_” and “.” for the name."), "name")
    if len(content["general_questions"]) > MOST:
        raise PromptsRefused(
            _("Ask at most %(most)d questions of every picture.") % {"most": MOST}, "general_questions"
        )
    if PromptSet.objects.filter(benchmark=None, name=name).exists():
        raise PromptsRefused(_("A set of this name comes with the studio: choose another name."), "name")
    Benchmark.objects.select_for_update(no_key=True).get(pk=benchmark.pk)  # two saves at once take two versions
    own = PromptSet.objects.filter(benchmark=benchmark, name=name)
    version = (own.aggregate(last=Max("version"))["last"] or 0) + 1
    try:
        checked = prompts.from_dict(content | {"name": name, "version": version}).to_dict()
    except prompts.PromptSetError as error:
        raise PromptsRefused(str(error), _field_of(str(error))) from error
    if own.filter(version=version - 1, content=checked | {"version": version - 1}).exists():
        raise PromptsRefused(_("These are the words of the version before: nothing was changed."))
    kept = PromptSet.objects.create(benchmark=benchmark, name=name, version=version, content=checked, created_by=by)
    Event.objects.record("prompts saved", kept, by=by, benchmark=benchmark, name=name, version=version)
    return kept


def _field_of(sentence: str) -> str | None:
    """The form's field that a fault of `prompts.from_dict` is about."""
    found = re.match(r"(templates|personas)\.(\w+)", sentence)
    if found:
        return f"{found[1]}_{found[2]}"
    return next((top for top in ("templates", "personas", "general_questions") if sentence.startswith(top)), None)


def render_for(prompt_set: PromptSet, sample: Sample, persona: str, *, reader) -> list[Rendered]:
    """What each kind of round would ask about a sample; earlier answers are those of its latest draft.

    Placeholders stand for them where there is no draft, or it is kept from the reader.
    """
    known = prompts.from_dict(prompt_set.content)
    answers = {} if sample.pk in samples_kept_from(reader) else _answers(sample)
    values = {
        "question": sample.question,
        "emotion": sample.emotion,
        "enriched": answers.get(Phase.ENRICH, _("(the enriched question)")),
        "reading": answers.get(Phase.READING, _("(the first reading)")),
        "general_question": known.general_questions[0].text,
        "general": answers.get(Phase.GENERAL, "\n".join(f"- {each.text} …" for each in known.general_questions)),
        "scenario_question": answers.get(Phase.SCENARIO_ANSWER, _("(a question of the model's own)")),
        "limit": "3",
        "evidence": answers.get(Phase.SUMMARY, _("(all answers so far, numbered)")),
        "factors": ", ".join(FACTORS),
        "categories": ", ".join(sample.benchmark.categories),
    }
    needs = {phase: prompts.REQUIRED[phase] - {"question", "emotion", "limit"} for phase in DRAFT_PHASES}
    return [
        Rendered(phase, known.render(phase, persona=persona, **values), bool(needs[phase]) and not answers)
        for phase in DRAFT_PHASES
    ]


def _answers(sample: Sample) -> dict[Phase, str]:
    draft = Draft.objects.filter(sample=sample, status=DraftStatus.DONE, run__trial=False).order_by("-pk").first()
    rounds = list(draft.rounds.order_by("position")) if draft else []
    found = {Phase(one.phase): one.answer for one in reversed(rounds)}
    asked = [one.subject for one in rounds if one.phase == Phase.SCENARIO_ANSWER]
    general = [one for one in rounds if one.phase == Phase.GENERAL]
    evidence = [one for one in rounds if one.phase in (Phase.READING, Phase.GENERAL, Phase.SCENARIO_ANSWER)]
    found |= {Phase.SCENARIO_ANSWER: asked[0]} if asked else {}
    found |= {Phase.GENERAL: "\n".join(f"- {one.subject}: {one.answer}" for one in general)} if general else {}
    found |= {Phase.SUMMARY: "\n\n".join(f"[{one.position}] {one.answer}" for one in evidence)} if evidence else {}
    return found
