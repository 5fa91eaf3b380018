import pytest

from inference.engines.fitting import rows_of, rows_that_fit
from inference.engines.prefixes import Prefix, PrefixStore
from inference.engines.prompt_tokens import Prompt

PICTURE = list(range(1000, 1100))  # 100 tokens


def prompt(picture, *text):
    return Prompt(None, picture, [*PICTURE, *text], len(PICTURE))


def store_with(picture, ids):
    store = PrefixStore(lambda held: held)
    store.tree(picture).add(Prefix(), ids, [])
    return store


@pytest.mark.parametrize(
    ("rows", "room", "fitting"),
    [
        ([(100, 0)] * 8, 800, 8),  # known before: a copy each
        ([(100, 100)] * 8, 800, 4),  # new: two copies each
        ([(100, 100)] * 8, 799, 3),
        ([(100, 100), (100, 0), (100, 0)], 400, 3),  # one picture, three questions: kept once
        ([(50, 0), (50, 0), (100, 0)], 299, 2),  # the widest row widens all
        ([(100, 100)], 10, 1),  # never none: the allocator has the last word
    ],
)
def test_new_prompts_take_twice_what_known_ones_take(rows, room, fitting):
    assert rows_that_fit(rows, room) == fitting


def test_what_is_kept_of_each_prompt_is_what_nobody_has_read():
    store = store_with("old.jpg", [*PICTURE, 1])
    prompts = [
        prompt("old.jpg", 1, 2, 3),  # but for two tokens known
        prompt("new.jpg", 1, 2, 3),  # all new
        prompt("new.jpg", 1, 2, 4),  # but for one read just before
        prompt(None, 1, 2),  # without a picture: nobody else's words count
    ]
    assert rows_of(prompts, store, 10) == [(113, 2), (113, 103), (113, 1), (112, 102)]


def test_asking_what_is_known_is_no_use_of_a_picture():
    store = store_with("first.jpg", PICTURE)
    store.tree("second.jpg")
    rows_of([prompt("first.jpg", 1), prompt("third.jpg", 1)], store, 1)
    assert list(store.trees) == ["first.jpg", "second.jpg"]
