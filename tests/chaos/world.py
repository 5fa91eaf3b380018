"""What the faults happen to: a database of each scenario's own, samples in it, and a run over them."""

import hashlib

import psycopg
from django.db import connection
from django.utils import timezone

from annotation.models import Benchmark, Image, Sample, Split
from annotation.states import SampleStatus
from inference.models import DraftRun, EngineName
from inference.prompting import default_prompt_set
from inference.recipes import Recipe
from inference.starting import start_run
from tests.chaos.servers import TEMPLATE, Servers

BULK = 2000


def fresh_database(servers: Servers, name: str) -> str:
    """Copy the migrated database under a name, turn this process to it, and return its address."""
    connection.close()
    with psycopg.connect(servers.database_url("postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    connection.settings_dict["NAME"] = name
    servers.flush_redis()
    return servers.database_url(name)


def make_samples(paths: list[str], slug: str = "chaos") -> Benchmark:
    """A benchmark with a sample ready to draft for each path; the scripted engine opens no picture, so none has one."""
    benchmark = Benchmark.objects.create(slug=slug, name=slug.title())
    images = Image.objects.bulk_create([_image(benchmark, path) for path in paths], batch_size=BULK)
    Sample.objects.bulk_create([_sample(benchmark, image, at) for at, image in enumerate(images, 1)], batch_size=BULK)
    return benchmark


def good_paths(count: int) -> list[str]:
    """Paths of samples that do no harm."""
    return [f"anger/anger_{number:05}.jpg" for number in range(1, count + 1)]


def start(benchmark: Benchmark, **options) -> DraftRun:
    """Start a run of the scripted engine over all of a benchmark, as the Drafts page does."""
    recipe = Recipe(EngineName.SCRIPTED, default_prompt_set(), options=options)
    return start_run(benchmark, Sample.objects.filter(benchmark=benchmark), recipe, by=None)


def _image(benchmark: Benchmark, path: str) -> Image:
    sha256 = hashlib.sha256(path.encode()).hexdigest()
    facts = {"byte_size": 1000, "width": 64, "height": 48, "format": "JPEG", "perceptual_hash": 0}
    return Image(benchmark=benchmark, path=path, sha256=sha256, stored_at=timezone.now(), **facts)


def _sample(benchmark: Benchmark, image: Image, position: int) -> Sample:
    return Sample(
        benchmark=benchmark,
        image=image,
        position=position,
        question=f"Why does person {position} look angry?",
        emotion="angry",
        split=Split.BASIC,
        status=SampleStatus.READY,
    )
