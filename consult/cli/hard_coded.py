"""Whoever keeps the catalogues learns here which sentences people would read in one language only."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

from config import ROOT
from consult.cli.catalogues import KEYWORDS

#: Attributes whose value is read out or shown.
SPOKEN = {"alt", "title", "aria-label", "aria-description", "aria-roledescription", "placeholder", "label"}
#: What of ``<meta>`` is written for people.
META = {"description", "author", "og:title", "og:description"}
#: Elements whose text is a sign for machines, or typed as it stands.
UNSPOKEN = {"style", "script", "code", "kbd", "samp"}
#: Stands where the template puts in a value.
PLACE = "\ufffc"
WORD = re.compile(r"[^\W\d_]{2,}")
#: Blocks that hold classes.
CLASSES = {"body_class"}
#: Function words that no English sentence, class name or address needs.
FOREIGN = re.compile(
    r"(?<![\w-])(?:les|des|une|vous|votre|vos|est|sont|pour|avec|dans|nous|cette|aux|"
    r"und|oder|der|das|dem|den|ein|eine|einer|nicht|ist|sind|Sie|Ihre?|mit|für|von|wird)(?![\w-])"
)
ACCENTED = re.compile(r"[àâçéèêëîïôûùœæäöüßÄÖÜÉÀ]")
#: A capitalised word, then others, one of them small or a place; or a capitalised word that ends a sentence.
ENGLISH = re.compile(
    r"\s*[A-Z][a-z’']*,?(?: [A-Z][\w’']+)*:? (?:[a-z’']{2,}\b|%\(\w+\)s)|\s*[A-Z][a-z’']+[.!?…:]\s*$"
)
#: Where templates hand a single word on: a label, not a key.
CAPITALISED = re.compile(r"[A-ZÄÖÜÉ][a-zäöüßéèê]+")
COUNTED = re.compile(r"%\(\w+\)s(?: [^\W\d_]+)+[.!?…]?")
#: Some words of which each next one is small or a name: what a subject or a label looks like.
LABEL = re.compile(r"[A-ZÄÖÜÉ][\w’'-]*[a-zäöüßéèê](?: [\w’'-]+)+[.!?…]?")
#: What the floors below the command line may hand to people; commands themselves speak English.
FLOORS = ("web", "api", "services", "gateways", "queries", "models", "rules", "kernel")
LABELLED = ("web", "services", "rules")
#: Labels that are the same in every language.
AS_THEY_ARE = {"Exemple", "Camille"}  # the invented councillor of the example file
AS_THEY_ARE |= {"No"}  # what the statements' schema answers
#: Who hears these is a developer or an operator.
UNHEARD = {"ValueError", "TypeError", "RuntimeError", "LookupError", "KeyError"}
UNHEARD |= {"debug", "info", "warning", "error", "exception"}
UNHEARD |= {"Counter", "Gauge", "Histogram", "Reading"}  # what /metrics tells
UNHEARD |= {"Damaged", "Unfit", "Unloadable"}  # why there is no backup, or nothing was restored
#: Who is handed a capitalised word shows it to people.
HANDED = re.compile(r"flash|Invalid|Conflict|NotAllowed|NotFound|IllegalTransition|Message|\w+Field")
#: Files that hold foreign words to recognise what people send, not to say anything.
RECOGNISING = {
    "consult/cli/hard_coded.py": "the function words above",
    "consult/web/accounts/device.py": "the names of browsers and systems",
    "consult/rules/seat_columns.py": "the headings that lists of seats come with",
    "consult/rules/transparency.py": "the words that legal references are made of",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence that no catalogue knows: where it stands, line from 1, and what it says."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: hard-coded: {self.text!r}"


def faults() -> list[str]:
    """Every hard-coded sentence of the templates and of the code, one line each."""
    found = [
        fault
        for path in sorted((ROOT / "templates").rglob("*.*"))
        for fault in in_template(path.read_text("utf-8"), _name(path))
    ]
    for path in sorted((ROOT / "consult").rglob("*.py")):
        if (ROOT / "consult" / "data") not in path.parents:
            found += in_python(path.read_text("utf-8"), _name(path))
    return [str(fault) for fault in found]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def in_template(source: str, file: str) -> Iterator[Fault]:
    """What a template says by itself: its text, its spoken attributes, sentences among its expressions."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    bare = _without_jinja(environment, source)
    if file.endswith(".html"):
        reader = _Reader()
        reader.feed(bare)
        reader.close()
        said = reader.said
    else:
        said = list(enumerate(bare.splitlines(), start=1))
    for line, text in said:
        if _words(text) or ACCENTED.search(text):
            yield Fault(file, line, _short(text))
    for line, text in _constants(environment.parse(source)):
        if _sentence(text) or CAPITALISED.fullmatch(text):
            yield Fault(file, line, _short(text))


def _without_jinja(environment: Environment, source: str) -> str:
    """The text that the template gives as it stands, on its own lines; ``{% trans %}`` is left out."""
    kept: list[str] = []
    tag: list[str] = []
    expression: list[str] = []
    until, line = "", 1
    for number, kind, value in environment.lex(source):
        if kind == "data" and not until:
            kept.append("\n" * max(0, number - line) + value)
            line = max(line, number) + value.count("\n")
        elif kind == "variable_begin" and not until:
            kept.append(PLACE)
            expression = []
        elif kind == "variable_end" and not until:
            kept += [f"{PLACE}{word}" for word in _outcomes(environment, "".join(expression[1:]))]
        elif kind == "block_begin":
            kept.append(" ")
            tag = []
        elif kind == "name":
            tag.append(value)
        elif kind == "block_end":
            until = _until(tag, until)
        expression.append(value)
    return re.sub(rf"(</?){PLACE}", r"\1x", "".join(kept))


def _outcomes(environment: Environment, expression: str) -> Iterator[str]:
    """The strings that this expression may put onto the page as they stand: ``'yes' if x else y or 'no'``."""
    (output,) = environment.parse(f"{{{{ {expression} }}}}").body
    waiting = list(output.iter_child_nodes())
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            yield re.sub(r"[<>\"']", " ", node.value)
        elif isinstance(node, nodes.CondExpr):
            waiting += [one for one in (node.expr1, node.expr2) if one is not None]
        elif isinstance(node, nodes.Or | nodes.Concat):
            waiting += node.iter_child_nodes()
        elif isinstance(node, nodes.Filter) and node.node is not None:
            waiting.append(node.node)


def _until(tag: list[str], until: str) -> str:
    """The tag before which nothing counts from here on; empty where text counts."""
    if until:
        return "" if tag[:1] == [until] else until
    if tag[:1] == ["trans"]:
        return "endtrans"
    return "endblock" if tag[:1] == ["block"] and tag[1] in CLASSES else ""


class _Reader(HTMLParser):
    """Collects what a person would see or hear of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[int, str]] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in UNSPOKEN:
            self.silent.append(tag)
        spoken = [value for name, value in values.items() if name in SPOKEN]
        spoken += [value for name, value in values.items() if name.startswith("data-") and _sentence(value)]
        if tag == "meta" and values.get("name", values.get("property")) in META:
            spoken.append(values.get("content", ""))
        if tag == "input" and values.get("type") in {"submit", "button", "reset"}:
            spoken.append(values.get("value", ""))
        self.said += [(self.getpos()[0], value) for value in spoken]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said += enumerate(data.split("\n"), start=self.getpos()[0])


def _constants(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """The strings of the expressions below ``node`` that are neither handed to a catalogue nor compared."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in KEYWORDS:
        return
    if isinstance(node, nodes.Compare):
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.lineno, node.value
    for child in node.iter_child_nodes():
        yield from _constants(child)


def in_python(source: str, file: str) -> Iterator[Fault]:
    """What code says by itself: French or German anywhere, English where people would read it."""
    if file in RECOGNISING:
        return
    spoken = Path(file).parts[1] in FLOORS
    labelled = Path(file).parts[1] in LABELLED
    for line, text, handed in _strings(ast.parse(source)):
        heard = spoken and (_sentence(text) or (handed and text[:1].isupper() and _words(text)))
        heard = heard or (labelled and _label(text, handed))
        if heard or _foreign(text):
            yield Fault(file, line, _short(text))


def _label(text: str, handed: bool | None) -> bool:
    """Whether this names something to people: two words, or one that a table or choice shows."""
    if text in AS_THEY_ARE:
        return False
    one = handed is not False and bool(CAPITALISED.fullmatch(text))
    return one or bool(LABEL.fullmatch(text)) or (bool(handed) and bool(COUNTED.fullmatch(text)))


def _strings(node: ast.AST, handed: bool | None = False) -> Iterator[tuple[int, str, bool | None]]:
    """Strings below ``node`` with their lines, and whether they go to what shows them; None: perhaps.

    No docstrings, nothing that a catalogue or only a developer hears; an f-string is one text with places.
    """
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value, handed
    if isinstance(node, ast.JoinedStr):
        parts = [str(one.value) if isinstance(one, ast.Constant) else "%(x)s" for one in node.values]
        yield node.lineno, "".join(parts), handed
    name = _called(node)
    if name in KEYWORDS or name in UNHEARD:
        return
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from _strings(child, bool(HANDED.fullmatch(name)) or _kept(node, child, handed))


def _kept(node: ast.AST, child: ast.AST, handed: bool | None) -> bool | None:
    """None where ``child`` is what ``node`` may show by a key: a table's values, the choices of a field."""
    table = isinstance(node, ast.Dict) and child in node.values
    pair = isinstance(node, ast.Tuple | ast.List) and handed is None
    set_to = [getattr(target, "attr", "") for target in getattr(node, "targets", ())]
    return None if table or pair or "choices" in (getattr(node, "arg", ""), *set_to) else False


def _called(node: ast.AST) -> str:
    """The name of the function that is called here, empty where none is."""
    if not isinstance(node, ast.Call):
        return ""
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def _foreign(text: str) -> bool:
    return len(_words(text)) > 1 and bool(FOREIGN.search(text) or ACCENTED.search(text))


def _sentence(text: str) -> bool:
    return _foreign(text) or bool(ENGLISH.match(text))


def _words(text: str) -> list[str]:
    """The words of ``text``; CSV and JSON are called so everywhere."""
    return [word for word in WORD.findall(text) if not word.isupper()]


def _short(text: str) -> str:
    return re.sub(rf"[\s{PLACE}]+", " ", text).strip()[:80]
