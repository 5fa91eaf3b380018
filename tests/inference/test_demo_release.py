"""The demo's release: the truth of the drawn scenes as labels, cut once."""

import io

import pytest
from django.core.management import CommandError, call_command

from annotation.demo.scenes import SCENES
from annotation.models import Release, Sample
from inference.demo_release import make_demo_release
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    """The demo's samples, whose pictures are still to come."""
    benchmark = factories.make_benchmark("demo")
    for scene in SCENES:
        image = factories.make_image(benchmark, scene.path, stored=False)
        for one in scene.perspectives:
            factories.make_sample(benchmark, image, question=one.question, emotion=one.emotion, split=scene.split)
    return benchmark


def test_the_release_holds_the_true_triggers_of_every_scene(demo):
    cut = make_demo_release()
    held = {(item.image_path, item.question): item for item in cut.items.prefetch_related("label__triggers")}
    assert {
        (scene.path, one.question): ([trigger.text for trigger in one.triggers], one.emotion)
        for scene in SCENES
        for one in scene.perspectives
    } == {
        place: ([trigger.text for trigger in item.label.triggers.all()], item.emotion) for place, item in held.items()
    }
    assert Sample.objects.count() == cut.sample_count == len(held)


def test_it_is_cut_once(demo):
    said = io.StringIO()
    call_command("demo_release", stdout=said)
    call_command("demo_release", stdout=said)
    cut = Release.objects.get()
    told = f"The release demo-v1 holds {cut.sample_count} samples: /b/demo/releases/{cut.pk}/\n"
    assert said.getvalue() == told * 2


def test_without_the_demo_the_command_says_how_to_make_it(db):
    with pytest.raises(CommandError, match="make it with “manage.py demo”"):
        call_command("demo_release")


def test_it_is_not_made_in_production(settings, demo):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not made in production"):
        call_command("demo_release")
