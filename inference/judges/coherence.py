"""Long-term coherence (arXiv 2504.07521): the mean cosine of neighbouring sentences of an answer.

The paper takes BERT's [CLS] vectors; which encoder took part stands in the run's recipe. It says little about being
right: all models of the paper reach 80 to 86 %.
"""

from __future__ import annotations

import numpy as np

from .encoders import Encoder
from .statements import statements_of


def coherence(answer: str, encoder: Encoder) -> float | None:
    """The mean cosine of neighbouring sentences; None for an answer of one sentence or none."""
    sentences = statements_of(answer)
    if len(sentences) < 2:
        return None
    vectors = encoder.embed(sentences)
    return float(np.sum(vectors[:-1] * vectors[1:], axis=1).mean())
