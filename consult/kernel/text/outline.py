"""Whoever shows a long page gets anchors at its headings here, and tables that read on a telephone."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from consult.kernel.text.analysis import fold

_PART = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])>(.*?)</\1>", re.DOTALL)
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a page: the ``anchor`` of its heading, and the heading as plain text."""

    anchor: str
    title: str


def with_anchors(html: str) -> tuple[str, tuple[Part, ...]]:
    """``html`` with an id at each h2, made of its words, and the parts that these begin, in order."""
    parts: list[Part] = []

    def name(found: re.Match[str]) -> str:
        title = _text(found[1])
        anchor = base = _BETWEEN_WORDS.sub("-", fold(title)).strip("-") or "part"
        number = 1
        while anchor in {part.anchor for part in parts} | {"main", "contents"}:
            number += 1
            anchor = f"{base}-{number}"
        parts.append(Part(anchor, title))
        return f'<h2 id="{anchor}">{found[1]}</h2>'

    return _PART.sub(name, html), tuple(parts)


def with_stacking_tables(html: str) -> str:
    """``html`` whose tables name each cell by its column, so that on a narrow screen a row becomes a card.

    A row's first cell becomes its heading. The roles are said aloud because browsers forget them once a
    table is not laid out as one.
    """
    return _TABLE.sub(_table, html)


def _table(found: re.Match[str]) -> str:
    head, _close, body = found[1].partition("</thead>")
    names = [_text(cell[2]) for cell in _CELL.finditer(head)]
    columns = "".join(f'<th scope="col" role="columnheader">{cell[2]}</th>' for cell in _CELL.finditer(head))
    rows = "".join(_row(row[1], names) for row in _ROW.finditer(body))
    return (
        f'<table class="stacking" role="table"><thead role="rowgroup"><tr role="row">{columns}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row(html: str, names: list[str]) -> str:
    first, *others = (cell[2] for cell in _CELL.finditer(html))
    cells = "".join(
        Markup('<td role="cell" data-label="{}">{}</td>').format(name, Markup(content))  # noqa: S704  # clean
        for name, content in zip(names[1:], others, strict=False)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{first}</th>{cells}</tr>'


def _text(html: str) -> str:
    return str(Markup(html).striptags())  # noqa: S704  # it leaves as plain text
