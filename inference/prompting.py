"""Keeps the prompt sets that come with the studio in the database, so that a run's recipe names its words."""

from inference.cfsa import prompts
from inference.models import PromptSet

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
    row, _ = PromptSet.objects.get_or_create(
        benchmark=None, name=found.name, version=found.version, defaults={"content": content}
    )
    if row.content != content:
        raise PromptSetChanged(
            f"The prompt set {found.name} {found.version} was changed after runs had used it: "
            "give the new words the next version."
        )
    return row
