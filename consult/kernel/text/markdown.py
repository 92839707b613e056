"""What people write as Markdown becomes safe HTML here, and nowhere else."""

from functools import cache

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "code", "hr"}
DEEPEST = 12
PAGE_TAGS = TAGS | {"h1", "h2", "table", "thead", "tbody", "tr", "th", "td", "pre"}


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": DEEPEST, "breaks": True})
    parser.enable("linkify").disable("image")
    parser.core.ruler.push("lower_headings", _lower_headings)
    return parser


def _lower_headings(state: object) -> None:
    """People's headings begin below the page's own: levels 1 to 3 become h3, the rest h4."""
    for token in getattr(state, "tokens", []):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if int(token.tag[1]) <= 3 else "h4"


def render(text: str) -> str:
    """Safe HTML of somebody's text: few tags, http(s) and mailto links that tell search engines nothing."""
    return nh3.clean(
        _parser().render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )


def render_page(text: str) -> str:
    """Safe HTML of a page shipped as data, with its own headings and tables."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return nh3.clean(parser.render(text), tags=PAGE_TAGS, attributes={"a": {"href"}}, link_rel=None)
