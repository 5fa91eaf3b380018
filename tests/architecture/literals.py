"""Finds what a template says to its readers in English, past all translation."""

import re
from html.parser import HTMLParser

SAID = {"alt", "aria-description", "aria-label", "aria-placeholder", "data-alt", "label", "placeholder", "title"}
CODE = {"code", "kbd", "pre", "samp"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HIDDEN = re.compile(
    r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}|\{%\s*comment.*?endcomment\s*%\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}",
    re.S,
)
FALLBACK = re.compile(r"""\b(?:default|default_if_none|yesno):["'][^"']*[A-Za-z]{2}""")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.within, self.found = [], []

    def handle_starttag(self, tag, attrs):
        self.within += [] if tag in VOID else [tag]
        self.found += [value for name, value in attrs if name in SAID and value]

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        while tag in self.within and self.within.pop() != tag:
            pass

    def handle_data(self, data):
        self.found += [] if CODE & set(self.within) else [data]


def literals(source: str) -> list[str]:
    """Texts with letters in them that a template shows as they stand, or falls back to."""
    reader = _Reader()
    reader.feed(HIDDEN.sub("", source))
    shown = [" ".join(text.split()) for text in reader.found if re.search("[A-Za-z]{2}", text)]
    return shown + FALLBACK.findall(source)
