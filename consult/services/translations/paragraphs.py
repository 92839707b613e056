"""A text taken apart into the paragraphs that are translated one by one, and put together again."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

#: Marks of lists, headings and quotations at the beginning of a line, with the blanks around them.
_MARKS = re.compile(r"\s*(?:(?:(?:[-*+]|\d{1,9}[.)]|#{1,6})\s+|>\s*))*")
_ADDRESS = re.compile(
    r"""(?<=\]\()[^\s)]+"""  # of a Markdown link
    r"""|`[^`\n]+`"""
    r"""|(?:https?://|www\.)[^\s<>()\[\]]*[^\s<>()\[\].,;:!?»”“'"*_]"""
    r"""|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"""
)
_HTML = re.compile(r"</?[a-z!][^>]*>|&(?:#\w+|[a-z]{2,8});", re.IGNORECASE)
_BREAKS = re.compile(r"\s*\n\s*")


def lines(text: str) -> Iterator[tuple[str, str]]:
    """Each line as its marks, which are never translated, and what is behind them.

    A line is a paragraph here, since readers see every line break that somebody typed.
    """
    for line in text.split("\n"):
        marks = _MARKS.match(line)
        end = marks.end() if marks else 0
        yield line[:end], line[end:].strip()


def paragraphs(title: str | None, body: str) -> list[str]:
    """What is to be translated of a text, in its order: the title, then every line that holds a word."""
    return [part for part in (title or "", *(content for _, content in lines(body))) if has_words(part)]


def has_words(part: str) -> bool:
    """Whether anything is left to translate once addresses are taken away."""
    return any(sign.isalpha() for sign in _ADDRESS.sub("", part))


def put_together(title: str | None, body: str, translated: Iterable[str]) -> tuple[str | None, str]:
    """Title and body with their paragraphs replaced by ``translated``, one for one."""
    rest = iter(translated)
    new_title = next(rest) if title and has_words(title) else title
    new_lines = [marks + (next(rest) if has_words(content) else content) for marks, content in lines(body)]
    return new_title, "\n".join(new_lines)


def digest(paragraph: str) -> str:
    """SHA-256 (hex) of a paragraph, stripped, in UTF-8: the memory's key."""
    return sha256(paragraph.strip().encode()).hexdigest()


def addresses(text: str) -> list[str]:
    """Links' addresses, mail addresses and code, which stay as they are, in their order."""
    return _ADDRESS.findall(text)


def on_one_line(text: str) -> str:
    """A service's answer for one paragraph, without line breaks of its own."""
    return _BREAKS.sub(" ", text.strip())


def same_shape(source: str, result: str) -> bool:
    """Whether ``result``, of one paragraph, has the addresses and links of ``source``, and neither HTML nor
    the marks of a list that ``source`` has not."""
    marks = _MARKS.match(result)
    return (
        sorted(addresses(source)) == sorted(addresses(result))
        and source.count("](") == result.count("](")
        and source.count("**") == result.count("**")
        and (bool(_HTML.search(source)) or not _HTML.search(result))
        and (marks is None or marks.end() == 0)
    )
