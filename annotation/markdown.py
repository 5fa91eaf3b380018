"""Markdown as a tree that a template walks: no HTML is ever made from text here."""

from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

DEEPEST_HEADING = 6
DEEPEST_EMPHASIS = 8  # the reader bounds how deep blocks may lie, but not emphasis, and each level costs a call


@dataclass
class Node:
    """One piece of a text: its kind (paragraph, list_item, text …), what it says, and what it holds.

    `level` is a heading's, one below its own so that the page keeps its title; `href` a link's address;
    `start` the first number of an ordered list.
    """

    kind: str
    text: str = ""
    level: int = 0
    href: str = ""
    start: int = 1
    children: list["Node"] = field(default_factory=list)


def parse(text: str) -> list[Node]:
    """The text's top-level nodes; HTML in it is text, pictures are their alternative text."""
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable(["image"])
    tokens = reader.parse(text)
    for token in tokens:
        token.children = _shallow(token.children or [])
    return [_node(child) for child in SyntaxTreeNode(tokens).children]


def _shallow(tokens: list[Token]) -> list[Token]:
    """The pieces of a line, without the emphasis marks that lie deeper than DEEPEST_EMPHASIS."""
    kept, depth = [], 0
    for token in tokens:
        depth += max(token.nesting, 0)
        if token.nesting == 0 or depth <= DEEPEST_EMPHASIS:
            kept.append(token)
        depth += min(token.nesting, 0)
    return kept


def _node(source: SyntaxTreeNode) -> Node:
    heading = source.type == "heading"
    return Node(
        kind=source.type,
        text=source.content if source.type in ("text", "code_inline", "code_block", "fence") else "",
        level=min(int(source.tag[1]) + 1, DEEPEST_HEADING) if heading else 0,
        href=str(source.attrs.get("href", "")) if source.type == "link" else "",
        start=int(source.attrs.get("start", 1)) if source.type == "ordered_list" else 1,
        children=[_node(child) for child in source.children],
    )
