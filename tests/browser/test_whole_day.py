"""A day of a team in small, through the pages alone: what it ends in is the truth that the day was made of."""

import itertools
import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

from annotation.models import Benchmark, ReleaseItem, Sample
from annotation.states import SampleStatus
from inference import working
from review.arms import drawn
from review.models import Adjudication, PlantedTrigger, RatingRound, Review
from review.states import Arm, ReviewStatus
from tests.browser.reviewers import Screen
from tests.browser.test_adjudicating_by_keyboard import Desk
from tests.browser.test_whole_pictures import Matrix
from tests.factories import make_draft, make_sample
from tests.review.picture_screen import PROUD, SAD, make_picture

DRAFTED = {
    "quarrel": ("angry", ["Clenched fists.", "A quarrel."]),
    "storm": ("angry", ["A broken cup.", "Rain on the window."]),
    "letter": ("sad", ["Tears on a cheek.", "A torn letter."]),
    "dog": ("angry", ["A red face.", "A dog."]),
}
FINAL = {
    "quarrel": ["Clenched fists.", "A quarrel."],
    "storm": ["A broken cup.", "Rain on the window.", "A loud noise."],
    "letter": ["Tears on a cheek.", "A torn letter."],
    "dog": ["A red face."],
    "Why is she sad?": list(SAD),
    "Why is she proud?": list(PROUD),
}
SCORES = {"ana": dict.fromkeys(("angry", "sad", "happy"), 5), "ben": dict.fromkeys(("angry", "sad", "happy"), 4)}
SCORES["cora"] = {"angry": 3, "sad": 5, "happy": 4}


@pytest.fixture
def samples(benchmark, annotator, second_annotator):
    """Two people are wanted; Ana alone begins blind (the storm), Ben alone meets a false trigger (in the letter)."""
    Benchmark.objects.filter(pk=benchmark.pk).update(overlap=2)
    made = {}
    for question, (emotion, texts) in DRAFTED.items():
        made[question] = make_sample(benchmark, question=question, emotion=emotion)
        make_draft(made[question], texts=texts)
    image, *_questions = make_picture(benchmark)
    found = {sample.question: sample for sample in Sample.objects.filter(benchmark=benchmark)} | {"picture": image}
    benchmark.refresh_from_db()
    draw_so(benchmark, (annotator, found["storm"]), (second_annotator, found["letter"]), [annotator, second_annotator])
    return found


def draw_so(benchmark, blind, planted, people) -> None:
    """Choose the seed and the shares under which exactly these two, of all pairs of person and sample, are drawn."""
    pairs = [(user, sample) for user in people for sample in benchmark.samples.all()]
    for benchmark.seed in itertools.count():
        draws = {
            purpose: sorted(
                (drawn(benchmark, purpose, user.pk, sample.pk), user.pk, sample.pk) for user, sample in pairs
            )
            for purpose in ("blind", "planted")
        }
        first = {purpose: found[0][1:] for purpose, found in draws.items()}
        if first == {"blind": (blind[0].pk, blind[1].pk), "planted": (planted[0].pk, planted[1].pk)}:
            break
    benchmark.blind_share, benchmark.planted_share = (
        (draws[purpose][0][0] + draws[purpose][1][0]) / 2 for purpose in ("blind", "planted")
    )
    benchmark.save()


@pytest.fixture
def day(open_page, benchmark, annotator, second_annotator, adjudicator, admin, samples):
    """The morning, from the first review to the last one: two people, an offline spell and a conflict."""
    ana = Screen(open_page(annotator), benchmark).open()
    ben = Screen(open_page(second_annotator), benchmark).open()
    review_offline(ben, samples)
    review_blind(ana, samples)
    catch_what_was_planted(ben, samples)
    review_in_two_windows(ana, Screen(open_page(annotator), benchmark), samples)
    ana.press("2", "r", "1")
    ana.submit()
    ben.submit()
    for screen in (ana, ben):
        review_the_picture(screen, samples["picture"])
    compare_lists()
    settle(Desk(open_page(adjudicator), benchmark).open())
    compare_lists()
    return samples


def review_offline(ben, samples) -> None:
    """Ben's network is away while he submits the first sample; it arrives when it is back."""
    ben.expect_sample(samples["quarrel"])
    ben.page.wait_for_load_state("networkidle")
    ben.page.context.set_offline(True)
    ben.press("Enter")
    ben.expect_sample(samples["storm"])
    ben.expect_state("retrying")
    ben.page.context.set_offline(False)
    ben.expect_state("submitted")
    ben.press("j")  # who only presses Enter twice does not submit twice
    ben.submit()


def review_blind(ana, samples) -> None:
    ana.expect_sample(samples["quarrel"])
    ana.submit()
    ana.expect_sample(samples["storm"])
    expect(ana.page.get_by_text("Write what you see first; the draft comes after.")).to_be_visible()
    ana.press("n")
    ana.type("A loud noise.")
    ana.press("Enter", "Enter")
    expect(ana.page.get_by_role("heading", name="Reasons in the draft")).to_be_visible()
    ana.submit()


def catch_what_was_planted(ben, samples) -> None:
    ben.expect_sample(samples["letter"])
    texts = ben.page.locator(".trigger-text").all_inner_texts()
    [false_one] = set(texts) - set(DRAFTED["letter"][1])
    ben.press(str(texts.index(false_one) + 1), "r", "1")
    ben.submit()


def review_in_two_windows(ana, other, samples) -> None:
    """Ana works on one sample on two machines; she keeps what she did on the first one."""
    ana.expect_sample(samples["letter"])
    other.open()
    other.expect_sample(samples["letter"])
    other.press("r", "1")
    other.expect_state("saved")
    ana.press("a")
    conflict = ana.part("conflict")
    conflict.get_by_role("group", name="Tears on a cheek.").get_by_role("radio", name="Here").check()
    conflict.get_by_role("button", name="Go on with what is chosen").click()
    ana.expect_state("saved")
    other.page.context.close()
    ana.submit()
    ana.expect_sample(samples["dog"])


def review_the_picture(screen, image) -> None:
    matrix = Matrix(screen.page, image).open()
    matrix.press("Control+Enter")
    expect(matrix.page).to_have_url(re.compile(r"/pictures/$"))


def compare_lists() -> None:
    """What a worker does meanwhile: lists of one sample are compared by meaning."""
    working.work(should_leave=lambda: False)


def settle(desk) -> None:
    """Cora keeps the noise that Ana alone had heard, and drops the dog that Ben alone had seen."""
    for _place in range(2):
        if "A dog." in desk.page.locator(".trigger-text").all_inner_texts():
            desk.go_to("A dog.")
            desk.press("r", "1")
        else:
            desk.go_to("A loud noise.")
            desk.press("a")
        desk.expect_state("saved")
        desk.submit()
    expect(desk.part("empty")).to_be_visible()


def rate(page, address, scores, emotion_of) -> None:
    """Rate every sample of the round by key."""
    page.goto(address)
    for rated in range(len(FINAL)):
        expect(page.locator(".lede")).to_have_text(f"{rated} of {len(FINAL)} rated by you")
        question = page.locator(".rating-columns strong").first.inner_text()
        page.keyboard.press(str(scores[emotion_of[question]]))
    expect(page.get_by_role("heading", name="You have rated every sample of this round")).to_be_visible()


def value(page, name) -> str:
    """The figure under that name: of a table's row, or of the numbers at the head of a page."""
    row = page.locator("tr", has=page.get_by_role("rowheader", name=name, exact=False)).first
    return row.locator(".value").first.inner_text()


def head(page, name) -> str:
    stat = page.locator(".stat", has=page.locator("dt", has_text=name)).first
    return stat.locator("dd").inner_text().split("\n")[0]


def test_a_whole_day_ends_in_the_truth_that_it_was_made_of(day, open_page, benchmark, people_of_the_day):
    final = Sample.objects.filter(benchmark=benchmark, status=SampleStatus.ACCEPTED)
    # Whose triggers come first on an adjudicated list hangs on a shuffle by ids, so that it tells nothing.
    assert {sample.question: sorted(texts(sample.final_label)) for sample in final} == {
        question: sorted(lines) for question, lines in FINAL.items()
    }
    assert {row.sample.question for row in Adjudication.objects.filter(status="submitted")} == {"storm", "dog"}
    submitted = Review.objects.filter(status=ReviewStatus.SUBMITTED)
    assert submitted.count() == 12
    blind = submitted.get(arm=Arm.BLIND)
    assert (blind.annotator.username, texts(blind.blind_label)) == ("ana", ["A loud noise."])
    planted = PlantedTrigger.objects.get()
    assert (planted.review.annotator.username, planted.action) == ("ben", "reject")

    admin = open_page(people_of_the_day["adam"])
    rate_the_labels(admin, open_page, benchmark, people_of_the_day)
    cut_the_release(admin, benchmark, planted.trigger.text)
    the_figures_are_right(admin, benchmark)


@pytest.fixture
def people_of_the_day(annotator, second_annotator, adjudicator, admin):
    return {"ana": annotator, "ben": second_annotator, "cora": adjudicator, "adam": admin}


def texts(label) -> list[str]:
    return [trigger.text for trigger in label.triggers.all()]


def rate_the_labels(admin, open_page, benchmark, people) -> None:
    admin.goto(f"/b/{benchmark.slug}/ratings/")
    admin.get_by_label("Name").fill("first")
    for name in SCORES:
        admin.get_by_role("checkbox", name=people[name].username).check()
    admin.get_by_role("button", name="Draw the round").click()
    drawn_round = RatingRound.objects.get()
    emotion_of = dict(Sample.objects.filter(benchmark=benchmark).values_list("question", "emotion"))
    for name, scores in SCORES.items():
        page = open_page(people[name])
        rate(page, f"{drawn_round.get_absolute_url()}rate/", scores, emotion_of)


def cut_the_release(admin, benchmark, false_one) -> None:
    admin.goto(f"/b/{benchmark.slug}/releases/")
    admin.get_by_label("Name").fill("v1")
    admin.get_by_role("button", name="Cut the release").click()
    items = ReleaseItem.objects.filter(release__name="v1")
    assert {item.question: sorted(texts(item.label)) for item in items} == {
        question: sorted(lines) for question, lines in FINAL.items()
    }
    for item in items:
        numbered = [f"{number}. {text}" for number, text in enumerate(texts(item.label), 1)]
        assert item.label_text.split("\n") == numbered
    with admin.expect_download() as download:
        admin.get_by_role("link", name="Download everything", exact=True).first.click()
    with zipfile.ZipFile(download.value.path()) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".jsonl")]
        lines = {line["question"]: line for line in map(json.loads, archive.read(name).decode().splitlines())}
    assert sorted(review["blind_list"] for review in lines["storm"]["reviews"]) == [[], ["A loud noise."]]
    assert false_one not in json.dumps(lines["letter"])


def the_figures_are_right(admin, benchmark) -> None:
    # Of 22 drafted triggers in reviews that began with the draft, the dog alone was rejected; nothing was added.
    admin.goto(f"/b/{benchmark.slug}/gap/")
    assert [value(admin, name) for name in ("Accepted", "Rejected", "Added", "Precision", "Recall")] == [
        "95.5 %", "4.5 %", "0.0 %", "95.5 %", "100.0 %",
    ]  # fmt: skip
    # Ana and Ben: four equal lists, 2 of 3 and 2 shared, 1 of 1 and 2 shared.
    admin.goto(f"/b/{benchmark.slug}/agreement/")
    f1 = (4 + 2 * 2 / 5 + 2 * 1 / 3) / 6
    assert head(admin, "F1 of lists").startswith(f"{f1:.2f}")
    # Ana's own list had nothing of the draft, her final one both: F1 0 and 4/5.
    admin.goto(f"/b/{benchmark.slug}/anchoring/")
    assert value(admin, "F1 of list and draft") == "+80.0"
    admin.goto(f"/b/{benchmark.slug}/attention/")
    rows = admin.locator("tbody tr").all_inner_texts()
    assert [row.split("\t")[2] for row in rows] == ["0, 0", "1, 1"]
    # Means of rater means: angry 4, sad 14/3, happy 13/3.
    admin.goto(RatingRound.objects.get().get_absolute_url())
    assert head(admin, "Mean as in the paper") == f"{(4 + 14 / 3 + 13 / 3) / 3:.2f}"
    assert head(admin, "Plain mean") == f"{77 / 18:.2f}"
