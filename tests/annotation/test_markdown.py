"""Markdown as templates show it: structure from the text, never HTML from it."""

import pytest
from django.template.loader import render_to_string

from annotation.markdown import parse


def shown(text: str) -> str:
    """The HTML of a text, with the spaces between tags as they are."""
    return render_to_string("_markdown.html", {"nodes": parse(text)}).strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "<p>plain</p>"),
        ("# One", "<h2>One</h2>"),
        ("###### Six", "<h6>Six</h6>"),
        ("**a** *b* ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>"),
        ("[a](https://example.org)", '<p><a href="https://example.org" rel="noreferrer noopener">a</a></p>'),
        ("---", "<hr>"),
        ("```\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ('<b onclick="x">', "<p>&lt;b onclick=&quot;x&quot;&gt;</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>"),
        ("{{ user }} {% now %}", "<p>{{ user }} {% now %}</p>"),
        ("", ""),
    ],
)
def test_a_text_is_shown_as_its_structure(text, html):
    assert shown(text) == html


def test_a_picture_of_another_site_is_not_loaded():
    assert "<img" not in shown("![x](https://example.org/x.png)")


def test_lists_and_tables_keep_their_order():
    assert shown("3. a\n4. b").replace("\n", "") == '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'
    table = shown("| a | b |\n|---|---|\n| 1 | 2 |")
    assert '<tr><th scope="col">a</th><th scope="col">b</th></tr>' in table
    assert "<tr><td>1</td><td>2</td></tr>" in table


def test_inline_pieces_bring_no_space_of_their_own():
    assert shown("a**b**, *c*.") == "<p>a<strong>b</strong>, <em>c</em>.</p>"


@pytest.mark.parametrize(
    "text", [">" * 5000, "- " * 5000, "[" * 5000, "*" * 5000, "a" * 100_000, "*a " * 3000 + " a*" * 3000]
)
def test_a_hostile_text_is_shown_all_the_same(text):
    assert isinstance(shown(text), str)


def test_the_deepest_text_still_fits_a_page():
    text = "> " * 30 + "**a *b " * 500 + "c* d**" * 500
    assert "c" in shown(text)


def test_emphasis_deeper_than_anyone_reads_is_plain_text():
    assert shown("*" * 3 + "a" + "*" * 3) == "<p><em><strong>a</strong></em></p>"
    assert shown("*a " * 12 + "b" + " a*" * 12).count("<em>") == 8
