"""Builders of rows for tests: plain functions, each with sensible values for whatever is not named."""

import hashlib
import io

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from PIL import Image as Picture

from annotation.models import Benchmark, Image, Label, Membership, Origin, PersonBox, Sample, Split, Trigger
from annotation.states import SampleStatus
from inference.cfsa.conversation import Phase
from inference.models import Draft, DraftRun, EngineName, PromptSet, Round, Support
from inference.states import DraftStatus

PASSWORD = "a long pass phrase"


def make_user(username="ana", **fields) -> User:
    """A user whose password is PASSWORD."""
    return User.objects.create_user(username, password=PASSWORD, **fields)


def make_benchmark(slug="streets", **fields) -> Benchmark:
    """A benchmark with the four official emotions."""
    return Benchmark.objects.create(slug=slug, **{"name": slug.title(), **fields})


def add_member(benchmark, user, role) -> Membership:
    """Give the user a role in the benchmark."""
    return Membership.objects.create(benchmark=benchmark, user=user, role=role)


def jpeg(text: str, size=(64, 48)) -> bytes:
    """A small JPEG whose colours follow from the text, so that different texts give different files."""
    digest = hashlib.sha256(text.encode()).digest()
    picture = Picture.new("RGB", size, tuple(digest[:3]))
    picture.paste(tuple(digest[3:6]), (digest[6] % 32, digest[7] % 24, 40 + digest[8] % 24, 30 + digest[9] % 18))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def make_image(benchmark, path="EmoSet-118k/image/anger/anger_00001.jpg", *, stored=True, size=(64, 48)) -> Image:
    """A picture; with `stored`, its file and renditions lie in the store."""
    image = Image.objects.create(benchmark=benchmark, path=path)
    return store_picture(image, size) if stored else image


def store_picture(image: Image, size=(64, 48)) -> Image:
    """Bring the file of a waiting picture."""
    content = jpeg(f"{image.benchmark_id} {image.path}", size)
    sha256 = hashlib.sha256(content).hexdigest()
    for folder, extension in (("originals", "jpg"), ("screens", "webp"), ("thumbnails", "webp")):
        name = f"{folder}/{sha256[:2]}/{sha256}.{extension}"
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content if extension == "jpg" else webp(content)))
    facts = {"sha256": sha256, "byte_size": len(content), "width": size[0], "height": size[1], "format": "JPEG"}
    Image.objects.filter(pk=image.pk).update(**facts, perceptual_hash=image.pk, stored_at=timezone.now())
    image.refresh_from_db()
    return image


def webp(content: bytes) -> bytes:
    """The same picture as WebP."""
    buffer = io.BytesIO()
    Picture.open(io.BytesIO(content)).save(buffer, "WEBP")
    return buffer.getvalue()


def mark_person(image, name="the woman on the left", box=(0.1, 0.2, 0.3, 0.4)) -> PersonBox:
    """A person who is marked in the picture; the box is x, y, width and height as shares of it."""
    x, y, width, height = box
    return PersonBox.objects.create(image=image, name=name, x=x, y=y, width=width, height=height)


def make_sample(benchmark, image=None, **fields) -> Sample:
    """A sample, ready to draft when its picture is here."""
    position = fields.pop("position", None) or Sample.objects.filter(benchmark=benchmark).count() + 1
    image = image or make_image(benchmark, f"EmoSet-118k/image/anger/anger_{position:05}.jpg")
    defaults = {
        "question": "Why does the man look angry?",
        "emotion": "angry",
        "split": Split.BASIC,
        "status": SampleStatus.READY if image.has_file else SampleStatus.WAITING,
    }
    return Sample.objects.create(benchmark=benchmark, image=image, position=position, **(defaults | fields))


@transaction.atomic
def make_label(sample, texts=("Clenched fists.", "A heated argument."), origin=Origin.DRAFT, by=None) -> Label:
    """A label with these triggers, numbered as in the official files."""
    text = "\n".join(f"{position}. {trigger}" for position, trigger in enumerate(texts, 1))
    version = sample.labels.count() + 1
    label = Label.objects.create(sample=sample, version=version, origin=origin, text=text, created_by=by)
    triggers = [Trigger(label=label, position=position, text=text) for position, text in enumerate(texts, 1)]
    Trigger.objects.bulk_create(triggers)
    return label


def make_prompt_set(name="test", version=1) -> PromptSet:
    """A prompt set; its content is enough for a run's recipe and for counting its rounds, not for an engine."""
    content = {"name": name, "general_questions": [{"key": "expression", "text": "What is in the face?"}]}
    return PromptSet.objects.get_or_create(name=name, version=version, defaults={"content": content})[0]


def make_draft_run(benchmark, **fields) -> DraftRun:
    """A run of the scripted engine."""
    defaults = {"engine": EngineName.SCRIPTED, "model": "demo", "prompt_set": make_prompt_set()}
    return DraftRun.objects.create(benchmark=benchmark, **(defaults | fields))


@transaction.atomic
def make_draft(sample, run=None, texts=("Clenched fists.", "A heated argument.", "A difficult situation.")) -> Draft:
    """A finished draft with a round behind each trigger; the sample becomes ready to review."""
    run = run or DraftRun.objects.filter(benchmark=sample.benchmark).first() or make_draft_run(sample.benchmark)
    label = make_label(sample, texts)
    draft = Draft.objects.create(
        run=run, sample=sample, status=DraftStatus.DONE, label=label, raw_summary=label.text, finished_at=timezone.now()
    )
    for trigger in label.triggers.all():
        round_ = Round.objects.create(
            draft=draft,
            position=trigger.position,
            phase=Phase.GENERAL,
            subject="expression",
            question="What facial expression does the person have?",
            answer=f"I see this: {trigger.text}",
        )
        Support.objects.create(trigger=trigger, round=round_)
    Sample.objects.filter(pk=sample.pk, status=SampleStatus.READY).update(status=SampleStatus.DRAFTED)
    sample.refresh_from_db()
    return draft


def make_drafted_samples(benchmark, count: int) -> list[Sample]:
    """Samples that wait for a reviewer."""
    samples = [make_sample(benchmark) for _ in range(count)]
    for sample in samples:
        make_draft(sample)
    return samples
