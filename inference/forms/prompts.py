"""The form of prompts: a text for each kind of round and persona, and the questions of every picture."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from inference.cfsa.conversation import DRAFT_PHASES
from inference.cfsa.prompts import OPTIONAL, PERSONAS, REQUIRED
from inference.models import Persona, PromptSet
from inference.progressing import PHASE_WORDS


class PromptSetForm(forms.Form):
    """The words of one set; `inference.cfsa.prompts` says what each text must hold."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("Letters, digits, “_” and “.”. The same name makes its next version."),
    )
    general_questions = forms.CharField(
        label=_("Questions of every picture"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line: a short name, a colon, the question. The paper asks four."),
    )

    def __init__(self, *args, base: PromptSet, **options):
        content = base.content
        questions = "\n".join(f"{one['key']}: {one['text']}" for one in content["general_questions"])
        texts = {f"templates_{phase}": content["templates"][phase] for phase in DRAFT_PHASES}
        texts |= {f"personas_{name}": content["personas"][name] for name in PERSONAS}
        name = base.name if base.benchmark_id else ""
        super().__init__(*args, initial={"name": name, "general_questions": questions, **texts}, **options)
        for phase in DRAFT_PHASES:
            self.fields[f"templates_{phase}"] = forms.CharField(
                label=PHASE_WORDS[phase], widget=forms.Textarea(attrs={"rows": 7}), help_text=_places(phase)
            )
        for persona in PERSONAS:
            self.fields[f"personas_{persona}"] = forms.CharField(
                label=format_lazy("{}: {}", _("Persona"), Persona(persona).label), required=False
            )

    def content(self) -> dict[str, Any]:
        """The words as `inference.cfsa.prompts.from_dict` reads them, but for name and version."""
        given = self.cleaned_data
        lines = [line for line in given["general_questions"].splitlines() if line.strip()]
        pairs = [line.partition(":") for line in lines]
        return {
            "personas": {name: given[f"personas_{name}"] for name in PERSONAS},
            "general_questions": [{"key": key.strip(), "text": text.strip()} for key, _colon, text in pairs],
            "templates": {phase.value: given[f"templates_{phase}"] for phase in DRAFT_PHASES},
        }


def _places(phase) -> str:
    must = ", ".join(f"${name}" for name in sorted(REQUIRED[phase]))
    may = ", ".join(f"${name}" for name in sorted(OPTIONAL[phase]))
    told = _("Must hold %(must)s.") % {"must": must}
    return told + (" " + _("May hold %(may)s.") % {"may": may} if may else "")
