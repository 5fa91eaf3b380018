"""Near duplicates: pictures whose perceptual hashes differ in a few of 64 bits."""

import numpy

from annotation.models import Benchmark, Image

NEAR = 6  # bits


class KnownHashes:
    """The perceptual hashes of a benchmark's pictures as one array: 100,000 are compared in a fraction of a ms."""

    def __init__(self, benchmark: Benchmark) -> None:
        rows = Image.objects.filter(benchmark=benchmark, sha256__isnull=False).order_by("id")
        hashes = rows.values_list("id", "perceptual_hash").iterator(10_000)
        pairs = numpy.fromiter(hashes, dtype=numpy.dtype((numpy.int64, 2)))
        self._ids, self._hashes, self._count = pairs[:, 0].copy(), pairs[:, 1].copy(), len(pairs)

    def nearest(self, perceptual_hash: int) -> tuple[int, int] | None:
        """The id of the most similar picture and the number of differing bits; None where none is near."""
        if not self._count:
            return None
        differing = numpy.bitwise_xor(self._hashes[: self._count], numpy.int64(perceptual_hash))
        bits = numpy.bitwise_count(differing.view(numpy.uint64))
        at = int(bits.argmin())
        return (int(self._ids[at]), int(bits[at])) if bits[at] <= NEAR else None

    def add(self, image_id: int, perceptual_hash: int) -> None:
        """Remember one more picture."""
        if self._count == len(self._ids):
            room = numpy.zeros(max(1024, self._count), dtype=numpy.int64)
            self._ids, self._hashes = numpy.append(self._ids, room), numpy.append(self._hashes, room)
        self._ids[self._count], self._hashes[self._count] = image_id, perceptual_hash
        self._count += 1
