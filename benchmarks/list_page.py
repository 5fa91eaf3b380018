"""Times pages of the sample list over HTTP, at 1,665 and at 100,000 samples, under each kind of filter.

    .venv/bin/python benchmarks/list_page.py [--samples 100000] [--rounds 40]

A web server as `make run` starts it; one client on the same cores asks for whole pages of 100 rows. The data lie in a
folder that is thrown away. Prints medians (and the least) in milliseconds, and those at the larger size against those
at 1,665.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from serving import Reader, load, session_of, spread, studio, web_server

SMALL = 1_665


def variants(size: int, annotator: int) -> dict[str, str]:
    """The query of each kind of page."""
    from population import COMMON, RARE

    return {
        "first page": "",
        "deep page": f"after={size - 200}",
        "backwards": f"before={size - 200}",
        "status, most": "status=drafted",
        "status, one in ten": "status=ready",
        "emotion": "emotion=sad",
        "split": "split=complex",
        "emotion, split, status": "emotion=sad&split=complex&status=accepted",
        "annotator": f"annotator={annotator}",
        "word, one in ten": f"words={COMMON}",
        "word in every row": "words=caused",
        "word, rare": f"words={RARE}",
        "words, rare path": "words=00001665.jpg+anger",
        "word, none": "words=submarine",
        "word and status": f"words={COMMON}&status=accepted",
    }


def measure(reader: Reader, size: int, rounds: int) -> dict[str, tuple[float, float]]:
    """The least and the median of each variant; the variants take turns, so that a busy second meets all of them."""
    from annotation.models import Membership

    annotator = Membership.objects.get(user__username=f"list-{size}-1").user_id
    paths = {name: f"/b/list-{size}/samples/?{query}" for name, query in variants(size, annotator).items()}
    times = {name: [] for name in paths}
    for turn in range(rounds + 5):
        for name, path in paths.items():
            took = reader.get(path)[1]
            if turn >= 5:
                times[name].append(took)
    return {name: spread(taken)[:2] for name, taken in times.items()}


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    sizes = (SMALL, options.samples)
    with studio():
        from population import fill

        began = time.perf_counter()
        for size in sizes:
            fill(f"list-{size}", size)
        print(f"filled in {time.perf_counter() - began:.1f} s; {load()}")
        with web_server() as port:
            found = [measure(Reader(port, session_of(f"list-{size}-admin")), size, options.rounds) for size in sizes]
    report(sizes, *found)


def report(sizes: tuple[int, int], small: dict, large: dict) -> None:
    """The table."""
    print(f"{'page of 100 rows':<24}{sizes[0]:>10,}{'least':>8}{sizes[1]:>12,}{'least':>8}{'ratio':>8}   (ms)")
    for name, (least, median) in large.items():
        few_least, few_median = small[name]
        ratio = median / few_median
        print(f"{name:<24}{few_median:>10.1f}{few_least:>8.1f}{median:>12.1f}{least:>8.1f}{ratio:>8.2f}")
    print(load())


if __name__ == "__main__":
    main()
