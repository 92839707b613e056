"""What the index is asked for, as a tree of tokens that each database is told in its own words."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A token of the analyser's: ASCII letters, digits and ``_``. ``prefix``: whatever begins with it."""

    token: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    nodes: tuple["Node", ...]


Node = Term | AllOf | AnyOf


def all_of(*nodes: Node) -> Node:
    return nodes[0] if len(nodes) == 1 else AllOf(nodes)


def any_of(*nodes: Node) -> Node:
    """Without alternatives that stand there twice, or one inside the other."""
    flat = dict.fromkeys(
        each for node in nodes for each in (node.nodes if isinstance(node, AnyOf) else (node,))
    )
    return next(iter(flat)) if len(flat) == 1 else AnyOf(tuple(flat))


def fts5(node: Node) -> str:
    """For SQLite's MATCH; quoted, so that no token is an operator."""
    if isinstance(node, Term):
        return f'"{node.token}"*' if node.prefix else f'"{node.token}"'
    joint = " AND " if isinstance(node, AllOf) else " OR "
    return f"({joint.join(map(fts5, node.nodes))})"


def tsquery(node: Node) -> str:
    """To be cast to PostgreSQL's ``tsquery``."""
    if isinstance(node, Term):
        return f"'{node.token}':*" if node.prefix else f"'{node.token}'"
    joint = " & " if isinstance(node, AllOf) else " | "
    return f"({joint.join(map(tsquery, node.nodes))})"


def holds(node: Node, tokens: Collection[str]) -> bool:
    """Whether a text with these tokens is found."""
    if isinstance(node, AllOf):
        return all(holds(each, tokens) for each in node.nodes)
    if isinstance(node, AnyOf):
        return any(holds(each, tokens) for each in node.nodes)
    if node.prefix:
        return any(token.startswith(node.token) for token in tokens)
    return node.token in tokens


def terms_of(node: Node) -> Iterator[Term]:
    """Every term of the tree."""
    if isinstance(node, Term):
        yield node
        return
    for each in node.nodes:
        yield from terms_of(each)
