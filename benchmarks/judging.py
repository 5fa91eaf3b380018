"""Times the semantic judge over seeded predictions for the official labels, and says how often it errs.

    .venv/bin/python benchmarks/judging.py ../shared/eibench/basic_ground_truth.json

Each prediction names a random half of its label's triggers in their own words, between two unrelated remarks, so that
the true recall is known. Then, for several thresholds, how often a trigger meets one that similar in the label of
another sample, of its own emotion's folder and of others. Needs no database.
"""

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from inference.judges.encoders import load_encoder
from inference.judges.semantic import THRESHOLD, match

REMARKS = ("The printer in the office is out of paper.", "Copper is a better conductor than zinc.")
LEVELS = (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)
DRAWN = 400


def read_labels(path: Path) -> dict[str, list[str]]:
    """The triggers by picture; empty items of faulty labels are left out."""
    labels = json.loads(path.read_text(encoding="utf-8"))
    return {
        key: [text.strip() for line in label.splitlines() if (text := line.partition(". ")[2]).strip()]
        for key, label in labels.items()
    }


def predictions(labels: dict[str, list[str]], seed: int) -> dict[str, tuple[str, float]]:
    """For each picture an answer and its true recall; a trigger that a label names twice is one truth."""
    chance = random.Random(seed)
    made = {}
    for key, triggers in labels.items():
        named = [text for text in triggers if chance.random() < 0.5]
        said = [*named, *REMARKS]
        chance.shuffle(said)
        answer = "\n".join(f"{number}. {text}" for number, text in enumerate(said, start=1))
        made[key] = answer, len(named) / len(triggers)
    return made


def main() -> None:
    """Print seconds, recall against the truth, and false matches by threshold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    labels = read_labels(options.labels)
    made = predictions(labels, options.seed)
    started = time.monotonic()
    encoder = load_encoder()
    loaded = time.monotonic()
    encoder.embed([text for triggers in labels.values() for text in triggers])
    judged = {key: match(labels[key], answer, encoder) for key, (answer, _truth) in made.items()}
    ended = time.monotonic()
    recalls = {key: found.found / found.total for key, found in judged.items()}
    wrong = [key for key in made if abs(recalls[key] - made[key][1]) > 1e-9]
    print(f"{len(made)} predictions, {sum(map(len, labels.values()))} triggers, threshold {THRESHOLD}")
    print(f"loading the encoder {loaded - started:.1f} s, judging {ended - loaded:.1f} s")
    truth = sum(value for _answer, value in made.values()) / len(made)
    print(f"mean recall {sum(recalls.values()) / len(recalls):.6f}, truth {truth:.6f}, {len(wrong)} samples differ")
    print_false_matches(labels, encoder, options.seed)


def print_false_matches(labels: dict[str, list[str]], encoder, seed: int) -> None:
    """How often a trigger meets one at least that similar in one other sample's label."""
    chance = random.Random(seed)
    folders = defaultdict(list)
    for key in labels:
        folders[key.split("/")[-2]].append(key)
    nearest: dict[str, list[float]] = {"own emotion": [], "other emotion": []}
    for key in chance.sample(sorted(labels), min(DRAWN, len(labels))):
        own = key.split("/")[-2]
        for kind, pool in (("own emotion", [own]), ("other emotion", [name for name in folders if name != own])):
            other = chance.choice([one for name in pool for one in folders[name] if one != key])
            similarity = encoder.embed(labels[key]) @ encoder.embed(labels[other]).T
            nearest[kind] += similarity.max(axis=1).tolist()
    print("false matches:  " + "  ".join(f"≥ {level:<5}" for level in LEVELS))
    for kind, values in nearest.items():
        shares = (sum(value >= level for value in values) / len(values) for level in LEVELS)
        print(f"{kind:15} " + "  ".join(f"{100 * share:5.1f} %" for share in shares))


if __name__ == "__main__":
    main()
