"""What people write as Markdown becomes safe HTML here, and nowhere else."""

from collections.abc import Iterator
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from consult.kernel.text.typography import typeset_pieces

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "code", "hr"}
DEEPEST = 12
PAGE_TAGS = TAGS | {"h1", "h2", "table", "thead", "tbody", "tr", "th", "td", "pre"}


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": DEEPEST, "breaks": True})
    parser.enable("linkify").disable("image")
    parser.core.ruler.push("lower_headings", _lower_headings)
    parser.core.ruler.push("typography", _typography)
    return parser


def _lower_headings(state: StateCore) -> None:
    """People's headings begin below the page's own: levels 1 to 3 become h3, the rest h4."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if int(token.tag[1]) <= 3 else "h4"


def _typography(state: StateCore) -> None:
    """Each paragraph is set as one text; code, and addresses that became links, stay as they were typed."""
    for token in state.tokens:
        children = token.children or []
        pieces = typeset_pieces(list(_pieces(children)), state.env.get("language"))
        for child, piece in zip(children, pieces, strict=True):
            if child.type == "text":
                child.content = piece or child.content


def _pieces(children: list[Token]) -> Iterator[str | None]:
    """A paragraph's running text; None for a word that is not ours to set."""
    in_address = False
    for child in children:
        if child.type in {"link_open", "link_close"}:
            in_address = child.type == "link_open" and child.info == "auto"
        if child.type == "code_inline" or (in_address and child.type == "text"):
            yield None
        elif child.type in {"softbreak", "hardbreak"}:
            yield "\n"
        else:
            yield child.content if child.type == "text" else ""


def render(text: str, language: str | None = None) -> str:
    """Safe HTML of somebody's text: few tags, http(s) and mailto links that tell search engines nothing.

    In ``language`` its spaces and quotes are set for reading; None leaves them as they were typed.
    """
    return nh3.clean(
        _parser().render(text, {"language": language}),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )


def render_page(text: str) -> str:
    """Safe HTML of a page shipped as data, with its own headings and tables."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return nh3.clean(parser.render(text), tags=PAGE_TAGS, attributes={"a": {"href"}}, link_rel=None)
