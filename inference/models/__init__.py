"""What the machine proposes and says: prompt sets, runs, drafts, rounds; predictions and what judges make of them."""

from inference.models.derivation import Derivation, Proposal
from inference.models.draft import Draft, Round, Support
from inference.models.draft_run import DraftRun
from inference.models.engine_run import EngineName, EngineRun, PauseCause, Persona
from inference.models.evaluation import EvaluationRun, Prediction, Setting
from inference.models.judging import Judge, Judgement, JudgeRun, Match
from inference.models.prompt_set import PromptSet
from inference.models.similarity import TriggerSimilarity

__all__ = [
    "Derivation",
    "Draft",
    "DraftRun",
    "EngineName",
    "EngineRun",
    "EvaluationRun",
    "Judge",
    "JudgeRun",
    "Judgement",
    "Match",
    "PauseCause",
    "Persona",
    "Prediction",
    "PromptSet",
    "Proposal",
    "Round",
    "Setting",
    "Support",
    "TriggerSimilarity",
]
