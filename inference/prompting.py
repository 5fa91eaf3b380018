"""Keeps the prompt sets that come with the studio in the database, so that a run's recipe names its words."""

from django.utils.translation import gettext as _

from annotation.models import Benchmark
from inference.cfsa import prompts
from inference.models import PromptSet
from inference.recipes import DraftingRefused

DEFAULT = "paper-1"


class PromptSetChanged(RuntimeError):
    """A prompt set of the package says other words than the version of the same number in the database."""


def default_prompt_set() -> PromptSet:
    """The prompts of the paper. Raises PromptSetChanged."""
    return ensure_prompt_set(DEFAULT)


def ensure_prompt_sets() -> list[PromptSet]:
    """All prompt sets of the package, as rows. Raises PromptSetChanged."""
    return [ensure_prompt_set(identifier) for identifier in prompts.available()]


def ensure_prompt_set(identifier: str) -> PromptSet:
    """The row of one prompt set of the package, made when missing. Raises PromptSetChanged, PromptSetError."""
    found = prompts.load(identifier)
    content = found.to_dict()
    row, _made = PromptSet.objects.get_or_create(
        benchmark=None, name=found.name, version=found.version, defaults={"content": content}
    )
    if row.content != content:
        raise PromptSetChanged(
            f"The prompt set {found.name} {found.version} was changed after runs had used it: "
            "give the new words the next version."
        )
    return row


def usable_prompt_sets(benchmark: Benchmark):
    """The sets that a benchmark's runs may use, as a QuerySet: those of the studio and its own."""
    ensure_prompt_sets()
    return PromptSet.objects.filter(benchmark=None) | PromptSet.objects.filter(benchmark=benchmark)


def prompt_set_asked(benchmark: Benchmark, identifier: str = DEFAULT) -> PromptSet:
    """The set of a name and version such as “paper-1” that a benchmark may use. Raises DraftingRefused."""
    usable = usable_prompt_sets(benchmark).order_by("name", "version")
    found = next((one for one in usable if one.identifier == identifier), None)
    if found is None:
        known = ", ".join(one.identifier for one in usable)
        raise DraftingRefused(_("There are these prompt sets: %(known)s.") % {"known": known}, "prompt_set")
    return found
