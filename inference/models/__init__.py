"""What the machine proposes: prompt sets, runs, drafts, rounds, and what each drafted trigger rests on."""

from inference.models.draft import Draft, Round, Support
from inference.models.draft_run import DraftRun, EngineName, Persona
from inference.models.prompt_set import PromptSet

__all__ = ["Draft", "DraftRun", "EngineName", "Persona", "PromptSet", "Round", "Support"]
