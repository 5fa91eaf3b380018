"""Loads models and processors: safetensors only, no code that comes with a model, hub models at a commit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import AutoModelForImageTextToText, AutoProcessor, PreTrainedModel, ProcessorMixin

from inference import hub

from . import EngineConfigurationError

COMMIT = re.compile(r"[0-9a-f]{40}")
DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a model comes from: a folder, or a hub id at a commit; what is kept of it is read while the hub is away."""

    name: str
    arguments: dict[str, Any]
    hub_is_away: bool = False


def source_of(model: str, revision: str) -> Source:
    """Decide between folder and hub; raises EngineConfigurationError where a hub model is not pinned."""
    if not model:
        raise EngineConfigurationError("The transformers engine needs a model: a folder, or an id of the hub.")
    folder = Path(model)
    if folder.is_dir():
        if not any(folder.glob("*.safetensors")):
            raise EngineConfigurationError(f"The folder {model} holds no safetensors; other weights are not read.")
        return Source(str(folder.resolve()), {"local_files_only": True})
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", model):
        raise EngineConfigurationError(
            f"{model} is neither a folder on the worker's machine nor an id of the hub (name/name): "
            "start a new run with the right one, or put the folder there and retry."
        )
    if not COMMIT.fullmatch(revision):
        raise EngineConfigurationError(f"Pin {model}: give the 40 digits of a commit as its revision.")
    return Source(model, {"revision": revision})


def reachable_source(source: Source) -> Source:
    """The source, turned to what this machine keeps of it where the hub does not answer."""
    if "local_files_only" in source.arguments or hub.is_reachable():
        return source
    return Source(source.name, source.arguments | {"local_files_only": True}, hub_is_away=True)


def pick_device(wanted: str) -> torch.device:
    """The device by name; auto is cuda where there is one. Raises EngineConfigurationError."""
    if wanted == "auto":
        wanted = "cuda" if torch.cuda.is_available() else "cpu"
    if not re.fullmatch(r"cpu|cuda(:\d+)?", wanted):
        raise EngineConfigurationError("“device” must be auto, cpu, cuda or cuda:N.")
    if wanted.startswith("cuda") and not torch.cuda.is_available():
        raise EngineConfigurationError("There is no CUDA device on this machine; use the device cpu or auto.")
    return torch.device(wanted)


def pick_dtype(wanted: str, device: torch.device) -> torch.dtype:
    """The dtype by name; auto is bfloat16 on cuda and float32 on cpu. Raises EngineConfigurationError."""
    if wanted == "auto":
        return torch.bfloat16 if device.type == "cuda" else torch.float32
    if wanted not in DTYPES:
        raise EngineConfigurationError(f"“dtype” must be auto, {', '.join(DTYPES)}.")
    return DTYPES[wanted]


def load_processor(source: Source) -> ProcessorMixin:
    """The processor, made to pad on the left; raises EngineConfigurationError."""
    try:
        processor = AutoProcessor.from_pretrained(source.name, **source.arguments)
    except (OSError, ValueError, ImportError) as error:
        why = hub.why_not_loaded(error, away=source.hub_is_away)
        raise EngineConfigurationError(f"The processor of {source.name} cannot be loaded: {why}") from error
    tokenizer = getattr(processor, "tokenizer", None)
    if tokenizer is None or not getattr(processor, "chat_template", None):
        raise EngineConfigurationError(f"{source.name} has no chat template for pictures; choose an instruction model.")
    tokenizer.padding_side = "left"
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return processor


def load_model(source: Source, device: torch.device, dtype: torch.dtype) -> PreTrainedModel:
    """The model on its device, ready to answer; raises EngineConfigurationError, also for missing weights."""
    try:
        model, report = AutoModelForImageTextToText.from_pretrained(
            source.name, dtype=dtype, use_safetensors=True, output_loading_info=True, **source.arguments
        )
    except (OSError, ValueError, ImportError, RuntimeError, SafetensorError) as error:
        why = hub.why_not_loaded(error, away=source.hub_is_away)
        raise EngineConfigurationError(f"The model {source.name} cannot be loaded: {why}") from error
    if report["missing_keys"] or report["mismatched_keys"]:
        raise EngineConfigurationError(f"The weights of {source.name} are not whole: they do not fit its architecture.")
    return model.to(device).eval()
