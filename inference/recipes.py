"""What a run is asked to be: engine, model, words and decoding, checked before anything is queued."""

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from inference.cfsa.conversation import GenerationParameters
from inference.endpoints import endpoint_names
from inference.engines import EngineConfigurationError, defaults
from inference.engines.options import read_options, require_within
from inference.models import EngineName, EngineRun, Persona, PromptSet

# What a run may set: how pictures go through the pipeline, and what each engine takes besides.
DRAFTING = {"batch": 16, "scenario_limit": 3}
BOUNDS = {"batch": (1, 256), "scenario_limit": (0, 20), **defaults.BOUNDS}
ENGINE_OPTIONS: dict[str, dict[str, Any]] = {
    EngineName.SCRIPTED: defaults.SCRIPTED,
    EngineName.TRANSFORMERS: defaults.TRANSFORMERS,
    # Whoever starts a run names a server of the setting; its address is none of theirs to choose.
    EngineName.OPENAI: {"endpoint" if name == "base_url" else name: value for name, value in defaults.OPENAI.items()},
}
# Pictures in one wave: a server answers hundreds of requests at once, a local model as many as its memory takes.
BATCHES = {EngineName.OPENAI: 64}
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
KEY_VARIABLE = re.compile(r"([A-Z0-9_]+_)?API_KEY")


class DraftingRefused(ValueError):
    """A run that cannot be started as asked: a sentence for the user, and the part of the recipe it is about."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything about a run but its samples; `options` are those of DRAFTING and of the engine."""

    engine: str
    prompt_set: PromptSet
    model: str = ""
    revision: str = ""
    persona: str = Persona.EMOTION_EXPERT
    parameters: GenerationParameters = field(default_factory=GenerationParameters)
    options: dict[str, Any] = field(default_factory=dict)
    hint: str = ""
    trial: bool = False

    def columns(self) -> dict[str, Any]:
        """The run's columns."""
        parameters = asdict(self.parameters)
        return {
            "engine": self.engine,
            "model": self.model,
            "revision": self.revision,
            "prompt_set": self.prompt_set,
            "persona": self.persona,
            "seed": parameters.pop("seed"),
            "parameters": parameters,
            "options": self.options,
            "hint": self.hint,
            "trial": self.trial,
        }


def check_recipe(recipe: Recipe) -> None:
    """Refuse what no worker could carry out; raises DraftingRefused with what to change."""
    if recipe.engine not in ENGINE_OPTIONS:
        raise DraftingRefused(
            _("There is no engine “%(name)s”; choose one of %(known)s.")
            % {"name": recipe.engine, "known": ", ".join(ENGINE_OPTIONS)},
            "engine",
        )
    if recipe.persona not in Persona.values:
        raise DraftingRefused(
            _("There is no persona “%(name)s”; choose one of %(known)s.")
            % {"name": recipe.persona, "known": ", ".join(Persona.values)},
            "persona",
        )
    refuse_overlong(model=recipe.model, revision=recipe.revision)
    CHECKS[recipe.engine](recipe, _checked_options(recipe))


def refuse_overlong(**given: str) -> None:
    """Refuse names that are longer than a run's columns, or that Postgres cannot hold. Raises DraftingRefused."""
    for name, text in given.items():
        most = EngineRun._meta.get_field(name).max_length
        if len(text) > most or "\0" in text:
            told = _("Keep “%(field)s” under %(most)d characters, without null characters.")
            raise DraftingRefused(told % {"field": name, "most": most + 1}, name)


def _checked_options(recipe: Recipe) -> dict[str, Any]:
    try:
        options = read_options(recipe.engine, recipe.options, DRAFTING | ENGINE_OPTIONS[recipe.engine])
        require_within(recipe.engine, options, BOUNDS)
    except EngineConfigurationError as error:
        raise DraftingRefused(str(error)) from error
    return options


def _check_scripted(recipe: Recipe, options: dict[str, Any]) -> None:
    name = options["script"]
    if name and not PLAIN_NAME.fullmatch(name):
        raise DraftingRefused(_("A script's name has only letters, digits, “-” and “_”."), "script")
    if name and not script_path(name).is_file():
        known = ", ".join(script_names()) or _("none")
        refusal = _("There is no script “%(name)s”; there are: %(known)s.") % {"name": name, "known": known}
        raise DraftingRefused(refusal, "script")


def _check_transformers(recipe: Recipe, options: dict[str, Any]) -> None:
    if not recipe.model:
        raise DraftingRefused(_("The transformers engine needs a model: a folder, or an id of the hub."), "model")


def _check_openai(recipe: Recipe, options: dict[str, Any]) -> None:
    if not recipe.model:
        raise DraftingRefused(_("The openai engine needs the name of a model on the server."), "model")
    if not endpoint_names():
        refusal = _("No server is set: start the studio with EIBENCH_OPENAI_ENDPOINTS=name=http://host:port/v1.")
        raise DraftingRefused(refusal, "endpoint")
    if options["endpoint"] not in endpoint_names():
        refusal = _("There is no server “%(name)s”; choose an endpoint: %(known)s.")
        values = {"name": options["endpoint"], "known": ", ".join(endpoint_names())}
        raise DraftingRefused(refusal % values, "endpoint")
    variable = options["api_key_variable"]
    if variable and not KEY_VARIABLE.fullmatch(variable):
        # Any other variable of the worker is nobody's business, least of all that of the server called.
        refusal = _("The key's environment variable must have a name that ends in API_KEY.")
        raise DraftingRefused(refusal, "api_key_variable")


CHECKS = {
    EngineName.SCRIPTED: _check_scripted,
    EngineName.TRANSFORMERS: _check_transformers,
    EngineName.OPENAI: _check_openai,
}


def batch_of(engine: str, options: dict[str, Any]) -> int:
    """How many pictures a worker takes at once under a recipe."""
    return options.get("batch", BATCHES.get(engine, DRAFTING["batch"]))


def script_path(name: str):
    """Where the script of a plain name lies."""
    return settings.DATA_DIR / "scripts" / f"{name}.json"


def script_names() -> list[str]:
    """The names of the scripts that are here, sorted."""
    return sorted(path.stem for path in (settings.DATA_DIR / "scripts").glob("*.json"))
