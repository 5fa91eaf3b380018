import io

import pytest

from annotation.formats.json_object import json_pairs
from annotation.formats.numbered import parse_numbered
from annotation.formats.reading import ValueProblem, WrongFileError, checked_text, json_lines, shown
from annotation.formats.tables import csv_records

REQUIRED = ("image", "question", "emotion")


def read(reader, content: bytes, **options) -> list[tuple]:
    """Line and value, or line and problem."""
    return [(item.line, item.problem or item.value) for item in reader(io.BytesIO(content), **options)]


def test_a_broken_line_spoils_itself_only():
    content = b'\xef\xbb\xbf{"a": 1}\r\n\n{"b": \n{"c": 1, "c": 2}\n' + b"[" * 100_000 + b'\n{"d": 4}'
    assert read(json_lines, content) == [
        (1, {"a": 1}),
        (3, "This is not JSON: Expecting value at character 7."),
        (4, "A key is given twice in one object."),
        (5, "This JSON is nested too deep or holds a number that is too long."),
        (6, {"d": 4}),
    ]


def test_a_broken_line_is_told_in_a_whole_sentence():
    assert read(json_lines, b'{"a": "x') == [(1, "This is not JSON: Unterminated string starting at character 7.")]


def test_a_line_without_end_is_not_held_in_memory():
    content = b'{"a": "' + b"x" * 3_000_000 + b'"}\n{"b": 2}\n'
    assert read(json_lines, content) == [(1, "The line is longer than a million characters."), (2, {"b": 2})]


def test_utf_16_is_refused_whole():
    with pytest.raises(WrongFileError) as refusal:
        read(json_lines, '{"a": 1}'.encode("utf-16"))
    assert str(refusal.value) == "The file is UTF-16: save it as UTF-8 and import it again."


def test_a_broken_pair_of_an_object_spoils_itself_only():
    content = b'{\n"a": "x",\n"b": "open,\n"c": 1 "d": 2,\n"e": nothing,\n"f": ["y"]\n}\n'
    assert read(json_pairs, content) == [
        (2, ("a", "x")),
        (3, "This is not JSON: Invalid control character."),
        (4, "This is not JSON: “,” is missing."),
        (5, "This is not JSON: Expecting value."),
        (6, ("f", ["y"])),
    ]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"{}", []),
        (b'{"a": 1, "b": 2}', [(1, ("a", 1)), (1, ("b", 2))]),
        (b'{"a": 1', [(1, ("a", 1)), (1, "The file ends before its object is closed.")]),
        (b'{"a": 1}\nmore', [(1, ("a", 1)), (2, "There is text behind the object; it was not read.")]),
    ],
)
def test_where_an_object_ends(content, rows):
    assert read(json_pairs, content) == rows


@pytest.mark.parametrize("content", [b"", b"[1]", b'"a"', b"\0"])
def test_what_is_no_object_is_refused_whole(content):
    with pytest.raises(WrongFileError) as refusal:
        read(json_pairs, content)
    assert str(refusal.value) == "The file does not begin with {: one JSON object is wanted."


def test_pairs_longer_than_what_is_read_at_once_come_through():
    content = b'{"a": "' + b"x" * 900_000 + b'",\n"b": "' + b"y" * 900_000 + b'"}'
    assert [(line, len(value[1])) for line, value in read(json_pairs, content)] == [(1, 900_000), (2, 900_000)]


def test_csv_records_keep_their_lines_and_their_quoted_line_ends():
    content = b'\xef\xbb\xbfImage;Question;Emotion\r\na.jpg;"Why, ""dear""?";sad\r\n\r\nb.jpg;"Two\r\nlines?";sad\r\n'
    assert read(csv_records, content, required=REQUIRED) == [
        (2, {"image": "a.jpg", "question": 'Why, "dear"?', "emotion": "sad"}),
        (4, {"image": "b.jpg", "question": "Two\r\nlines?", "emotion": "sad"}),
    ]


def test_csv_lines_that_do_not_fit_spoil_themselves_only():
    content = b'image,question,emotion\na.jpg,"Why?,sad\nb.jpg,Why?\nc.jpg,Why?,sad,x\nd.jpg,Why?,sad\n'
    assert read(csv_records, content, required=REQUIRED) == [
        (2, "The quotes of this line do not fit."),
        (3, "The line has 2 cells, the first line has 3."),
        (4, "The line has 4 cells, the first line has 3."),
        (5, {"image": "d.jpg", "question": "Why?", "emotion": "sad"}),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            b"image,emotion\na.jpg,sad\n",
            "The first line names the columns and lacks question; it has: image, emotion.",
        ),
        (b"", "The first line names the columns and lacks image, question, emotion; it has: nothing."),
        (b"image,question,emotion,image\n", "The first line names a column twice."),
        (
            b"image,question,\xc9motion\n",
            "The first line names the columns and lacks emotion; it has: image, question, ?motion.",
        ),
        (b"image\0", "The first line names the columns and lacks image, question, emotion; it has: image␀."),
    ],
)
def test_a_csv_without_its_columns_is_refused_whole(content, reason):
    with pytest.raises(WrongFileError) as refusal:
        read(csv_records, content, required=REQUIRED)
    assert str(refusal.value) == reason


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (3, "The question is not a text."),
        (None, "The question is not a text."),
        (" \n", "The question is empty."),
        ("a\0b", "The question holds a NUL character."),
        ("a\ud800b", "The question is not valid UTF-8 text: save the file as UTF-8."),
        ("é" * 6, "The question is longer than 10 bytes."),
    ],
)
def test_texts_that_cannot_be_kept(value, reason):
    with pytest.raises(ValueProblem) as refusal:
        checked_text(value, "question", most=10)
    assert str(refusal.value) == reason


def test_what_a_remark_shows_can_be_kept():
    assert shown("a\0b\ud800c" + "x" * 400) == "a␀b?c" + "x" * 295
    assert shown({"a": 1}) == '{"a": 1}'


@pytest.mark.parametrize(
    ("text", "triggers", "flaws"),
    [
        ("1. Concern.\n2. Hand on forehead", ["Concern.", "Hand on forehead"], []),
        ("1. A.\n2. ", ["A."], ["item 2 is empty"]),
        ("1.  A.\n2. B", ["A.", "B"], ["item 1 has more than one space behind its number"]),
        ("1. A.\n 2. B", ["A.", "B"], ["item 2 begins with a space"]),
        ("1. A.\n2. B ", ["A.", "B"], ["item 2 ends with a space"]),
        ("1. A.\n3. B", ["A.", "B"], ["item 2 is numbered 3"]),
        ("1) A.\n2.B", ["A.", "B"], ["item 1 is not written as “1. text”", "item 2 is not written as “2. text”"]),
        ("Just words", ["Just words"], ["item 1 has no number"]),
        ("1. ", [], ["item 1 is empty"]),
        ("01. A.", ["A."], ["item 1 is numbered 01"]),
        ("1" * 5000 + ". A.", ["A."], ["item 1 is numbered 111111111111"]),
    ],
)
def test_numbered_texts_are_read_kindly_and_their_flaws_are_named(text, triggers, flaws):
    numbered = parse_numbered(text)
    assert (numbered.triggers, numbered.flaws) == (triggers, flaws)
