"""Groups texts by meaning: average linkage over the cosines of their sentence embeddings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from inference.judges.encoders import Encoder

# The greatest mean cosine distance within a group. Wordings of one question lie within 0.4 of each other with
# all-MiniLM-L6-v2, questions about different things beyond 0.6.
DISTANCE = 0.5


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that ask the same; `text` is the one nearest to all of them."""

    text: str
    count: int
    members: tuple[str, ...]


def groups_of(texts: Sequence[str], encoder: Encoder) -> list[Group]:
    """The groups, the most frequent first; a text that was given several times counts as often."""
    if not texts:
        return []
    vectors = encoder.embed(list(texts))
    if len(texts) == 1:
        return [Group(texts[0], 1, (texts[0],))]
    places = fcluster(linkage(vectors, method="average", metric="cosine"), DISTANCE, criterion="distance")
    groups = [_group([texts[i] for i in np.flatnonzero(places == one)], vectors[places == one]) for one in set(places)]
    return sorted(groups, key=lambda group: (-group.count, group.text))


def _group(texts: list[str], vectors: np.ndarray) -> Group:
    centre = vectors.mean(axis=0)
    central = texts[int((vectors @ centre).argmax())]
    return Group(central, len(texts), tuple(dict.fromkeys(texts)))
