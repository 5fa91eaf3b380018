"""Which picture of the benchmark a found file is: by its exact path, else by its path without leading folders.

Folders are left off only where what remains is exactly the path of a picture that is still waited for, or of one whose
very bytes these are.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from annotation.formats.reading import Refusal
from annotation.importing.batching import batches
from annotation.importing.found_pictures import Found
from annotation.models import Benchmark, Image
from annotation.pictures.paths import PathError, check_path, tails

LOOK_UP = 1000  # paths in one query


@dataclass(frozen=True, slots=True)
class Matched:
    """A found file and the path that it goes in under; `stored` are checksums that make it one that is here."""

    found: Found
    path: str
    stored: frozenset[str] = frozenset()

    line = 0

    @property
    def what(self) -> str:
        """The file's name in remarks."""
        return self.found.what


@dataclass(slots=True)
class Matcher:
    """Matches files with a benchmark's pictures; counts what it leaves off and out.

    `prefix` is put in front of every path; with `only_known`, files that no question names are passed over.
    """

    benchmark: Benchmark
    prefix: str = ""
    only_known: bool = False
    left_off: Counter = field(default_factory=Counter)
    passed_over: int = 0

    def matched(self, files: Iterable[Found | Refusal]) -> Iterator[Matched | Refusal]:
        """Each file with its path, in order."""
        for batch in batches(files, LOOK_UP):
            paths = [self.prefix + file.what for file in batch if isinstance(file, Found)]
            known = self._known({tail for path in paths for tail in tails(path)})
            for file in batch:
                yield from [file] if isinstance(file, Refusal) else self._match(file, known)

    def _known(self, paths: set[str]) -> dict[str, str | None]:
        """The checksum of each picture that is known under one of the paths."""
        rows = Image.objects.filter(benchmark=self.benchmark, path__in=paths)
        return dict(rows.values_list("path", "sha256"))

    def _match(self, file: Found, known: dict[str, str | None]) -> list[Matched | Refusal]:
        path = self.prefix + file.what
        try:
            check_path(path)
        except PathError as error:
            return [Refusal(0, file.what, str(error))]
        here = [tail for tail in tails(path) if tail in known]
        if self.only_known and not here:
            self.passed_over += 1
            return []
        if path in known:
            return [Matched(file, path, frozenset(filter(None, [known[path]])))]
        return [self._shortened(file, path, {tail: known[tail] for tail in here})]

    def _shortened(self, file: Found, path: str, known: dict[str, str | None]) -> Matched:
        awaited = next((tail for tail, sha256 in known.items() if sha256 is None), None)
        if awaited is None:
            return Matched(file, path, frozenset(known.values()))
        self.left_off[path.removesuffix(awaited)] += 1
        return Matched(file, awaited)
