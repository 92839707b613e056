"""Values come out of the programme's YAML here, so that each problem names its file, line and field."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from consult.kernel.db import Localised
from consult.kernel.territory import territory

Member = TypeVar("Member", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: in which file, on which line (from 1), in which field, and why."""

    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, {self.field or 'file'}: {self.reason}"


class BadFiles(Exception):
    """The folder holds problems; all of them, in reading order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class Report:
    """Collects problems while everything is read, so that one run names them all."""

    problems: list[Problem] = field(default_factory=list)
    seen: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, file: str, line: int, name: str, reason: str) -> None:
        self.problems.append(Problem(file, line, name, reason))

    def once(self, what: str, key: str, file: str, line: int, name: str) -> None:
        """Report a ``key`` that another ``what`` of the folder has already."""
        first = self.seen.setdefault((what, key), f"{file}, line {line}")
        if key and first != f"{file}, line {line}":
            self.add(file, line, name, f"{key} stands already in {first}")


def load(path: Path, report: Report) -> yaml.Node | None:
    """The YAML file's tree with line marks, or None after reporting why there is none."""
    try:
        tree = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except FileNotFoundError:
        report.add(path.name, 1, "", "this file is missing")
    except UnicodeDecodeError as error:
        report.add(path.name, 1, "", f"not UTF-8 text (byte {error.start})")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        report.add(path.name, line, "", f"not valid YAML: {error.problem or error.context}")
    except yaml.YAMLError as error:
        report.add(path.name, 1, "", f"not valid YAML: {error}")
    else:
        if tree is None:
            report.add(path.name, 1, "", "this file is empty")
        return tree
    return None


class Entry:
    """One mapping of a file. Each reader returns the value, or reports and returns a harmless stand-in.

    ``done`` reports fields that nobody asked for: a misspelt name is never silently ignored.
    """

    def __init__(self, node: yaml.Node, file: str, path: str, report: Report) -> None:
        self.file, self.path, self.report = file, path, report
        self.line = node.start_mark.line + 1
        self.nodes: dict[str, yaml.Node] = {}
        self.asked: set[str] = set()
        if not isinstance(node, yaml.MappingNode):
            self.bad("", "a mapping of fields belongs here")
            return
        for key, value in node.value:
            if key.value in self.nodes:
                self.bad(str(key.value), "this field stands twice", key)
            self.nodes[str(key.value)] = value

    def bad(self, name: str, reason: str, node: yaml.Node | None = None) -> None:
        line = node.start_mark.line + 1 if node else self.line
        self.report.add(self.file, line, f"{self.path}.{name}".strip("."), reason)

    def node(self, name: str, optional: bool = False) -> yaml.Node | None:
        self.asked.add(name)
        found = self.nodes.get(name)
        if found is None and not optional and self.nodes:
            self.bad(name, "this field is missing")
        return found

    def value(self, name: str, kind: type, wanted: str, optional: bool = False) -> Any:
        """The scalar of ``kind``, or None; ``wanted`` says in a problem what belongs there."""
        node = self.node(name, optional)
        if node is None:
            return None
        try:
            found = yaml.SafeLoader("").construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError) as error:
            self.bad(name, f"{wanted} belongs here ({error})", node)
            return None
        if found is None and optional:
            return None
        if type(found) is not kind:
            self.bad(name, f"{wanted} belongs here, not {found!r}", node)
            return None
        return found

    def text(self, name: str, longest: int = 200) -> str:
        found = self.value(name, str, "a text (in quotes where it looks like a number)") or ""
        if name in self.nodes and not found.strip():
            self.bad(name, "this text is empty", self.nodes[name])
        if len(found) > longest:
            self.bad(name, f"{len(found)} characters, at most {longest} are allowed", self.nodes[name])
        return found

    def key(self, what: str, longest: int = 60) -> str:
        """The field ``key``, which no other ``what`` may have."""
        found = self.text("key", longest)
        self.report.once(what, found, self.file, self.line, f"{self.path}.key".strip("."))
        return found

    def number(self, name: str) -> int:
        return self.value(name, int, "a whole number") or 0

    def flag(self, name: str) -> bool:
        return bool(self.value(name, bool, "true or false"))

    def degrees(self, name: str) -> float | None:
        found: float | None = self.value(name, float, "a decimal number of degrees, or null", optional=True)
        return found

    def day(self, name: str, optional: bool = False) -> date | None:
        found: date | None = self.value(name, date, "a day such as 2019-03-18", optional)
        return found

    def choice(self, name: str, kind: type[Member]) -> Member:
        found = self.value(name, str, "a word") or ""
        if found and found not in {member.value for member in kind}:
            self.bad(name, f"{found!r} is none of: {', '.join(kind)}", self.nodes[name])
        return next((member for member in kind if member.value == found), next(iter(kind)))

    def words(self, name: str, longest: int = 1000, *, to_follow: bool = False) -> Localised:
        """A text in each language of the content, none empty; with ``to_follow`` one is enough."""
        node = self.node(name)
        if node is None:
            return {}
        entry = Entry(node, self.file, f"{self.path}.{name}".strip("."), self.report)
        return localised(entry, longest, to_follow=to_follow)

    def entries(self, name: str) -> Iterator["Entry"]:
        """The mappings of a list, each with its key, where it has one, as part of its path."""
        for index, node in enumerate(self._list(name)):
            key = _key_of(node) or str(index + 1)
            yield Entry(node, self.file, f"{self.path}.{name}[{key}]".strip("."), self.report)

    def scalars(self, name: str, kind: type, wanted: str) -> list[Any]:
        """The plain values of a list; anything but a ``kind`` is reported."""
        values: list[Any] = []
        for node in self._list(name):
            found = yaml.SafeLoader("").construct_object(node, deep=True)
            if type(found) is kind:
                values.append(found)
            else:
                self.bad(name, f"{wanted} belongs here, not {found!r}", node)
        return values

    def _list(self, name: str) -> list[yaml.Node]:
        node = self.node(name)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.bad(name, "a list belongs here", node)
            return []
        return list(node.value)

    def done(self) -> None:
        for name in self.nodes.keys() - self.asked:
            self.bad(name, "there is no such field", self.nodes[name])


def localised(entry: Entry, longest: int, *, to_follow: bool = False) -> Localised:
    """An entry that is a text in each language; ``to_follow``: some translations may come later."""
    given = [language for language in territory().languages if language in entry.nodes]
    needed = [] if to_follow and given else territory().content_languages
    found = {language: entry.text(language, longest) for language in dict.fromkeys([*needed, *given])}
    entry.done()
    return found


def _key_of(node: yaml.Node) -> str:
    if not isinstance(node, yaml.MappingNode):
        return ""
    return next((str(value.value) for key, value in node.value if key.value in ("key", "number", "kind")), "")
