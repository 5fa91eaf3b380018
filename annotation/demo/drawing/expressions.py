"""What a face shows: brows, eyes, mouth and what else gives a feeling away."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Expression:
    """A face; brows in units above (-) or below (+) their rest, `open` as a share of wide-open eyes."""

    mouth: str = "smile"
    brow_inner: float = 0
    brow_outer: float = 0
    eyes: str = "open"
    open: float = 1.0
    blush: float = 0
    tears: str = ""
    flush: bool = False
    lid: float = 0


NEUTRAL = Expression("flat")
CALM = Expression("smile", open=0.9)
FURIOUS = Expression("shout", 9, -7, open=0.95, flush=True, lid=1)
GRITTED = Expression("grit", 9, -6, open=0.85, flush=True, lid=1)
CROSS = Expression("frown", 8, -5, open=0.8, lid=1, flush=True)
GLARING = Expression("flat", 8, -4, open=0.7, lid=1)
SAD = Expression("frown", -7, 5, open=0.7, lid=-1)
TEARFUL = Expression("frown", -8, 6, open=0.75, lid=-1, tears="drop", blush=0.5)
CRYING = Expression("wail", -9, 6, "shut", tears="stream", blush=0.8)
GRIEVING = Expression("frown", -8, 6, "down", tears="drop")
WORRIED = Expression("wobble", -6, 3, open=0.95)
GUILTY = Expression("wobble", -8, 4, open=0.85, blush=0.6)
SHOCKED = Expression("gasp", -9, -1, "wide")
AMAZED = Expression("marvel", -9, -1, "wide", blush=0.6)
THRILLED = Expression("laugh", -8, -1, "wide", blush=0.6)
CHEERING = Expression("laugh", -4, -5, "joy", blush=0.7)
BEAMING = Expression("grin", -2, -3, "joy", blush=0.8)
LAUGHING = Expression("laugh", -2, -3, "joy", blush=0.8)
GLAD = Expression("grin", -4, -1, open=1.0, blush=0.7)
TENDER = Expression("smile", -3, -1, "joy", blush=0.7)
TEARS_OF_JOY = Expression("grin", -5, -1, "joy", blush=0.9, tears="drop")
PROUD = Expression("smirk", -1, -4, open=0.8, blush=0.3)
SMUG = Expression("smirk", 2, -6, open=0.6, lid=0)
SCARED = Expression("grit", -9, 2, "wide", blush=0.2)
BORED = Expression("flat", 0, 0, open=0.5)
ASLEEP = Expression("flat", 0, 2, "down")
ENVIOUS = Expression("frown", 7, -1, open=0.65, lid=1)
