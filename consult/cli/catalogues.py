"""Keeps the catalogues: extracts sentences, compiles them, and refuses any that is missing or broken."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from config import ROOT
from consult.kernel.territory import territory
from consult.kernel.text import typography

TRANSLATIONS = ROOT / "translations"
METHODS = [("consult/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "_l": None, "lazy_gettext": None, "N_": None}
OPTIONS = {"templates/**.html": {"trimmed": "true"}, "templates/**.txt": {"trimmed": "true"}}
PLACES = re.compile(r"%\((\w+)\)[sd]|%%")
TAGS = re.compile(r"</?\w+")


def path_of(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def extracted() -> Catalog:
    """Every sentence that code and templates use."""
    catalog = Catalog(project="consult", charset="utf-8")
    for folder in ("consult", "templates"):
        found = extract_from_dir(
            str(ROOT / folder),
            [(pattern.split("/", 1)[1], method) for pattern, method in METHODS if pattern.startswith(folder)],
            {pattern.split("/", 1)[1]: option for pattern, option in OPTIONS.items()},
            KEYWORDS,
        )
        for file, line, message, comments, context in found:
            catalog.add(message, None, [(f"{folder}/{file}", line)], auto_comments=comments, context=context)
    return catalog


def loaded(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="consult", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def dumped(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(
        buffer,
        catalog,
        width=110,
        omit_header=False,
        sort_output=True,
        no_location=True,
        ignore_obsolete=True,
    )
    lines = buffer.getvalue().split(b"\n")
    return b"\n".join(
        line for line in lines if not line.startswith((b'"POT-Creation', b'"PO-Revision', b'"Generated'))
    )


def update() -> None:
    """Take new sentences in and let vanished ones go, in every language."""
    template = extracted()
    (TRANSLATIONS / "messages.pot").write_bytes(dumped(template))
    for language in territory().languages:
        catalog = loaded(language)
        catalog.update(template, no_fuzzy_matching=True)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_bytes(dumped(catalog))


def compile_all() -> None:
    """Write each catalogue's binary twin where it is missing or older than what it is made of."""
    rules = Path(typography.__file__)
    for language in territory().languages:
        source = path_of(language)
        target = source.with_suffix(".mo")
        newest = max(source.stat().st_mtime, rules.stat().st_mtime)
        if target.exists() and target.stat().st_mtime >= newest:
            continue
        part = target.with_suffix(".part")
        with part.open("wb") as file:
            write_mo(file, typeset(loaded(language), language))
        part.replace(target)


def typeset(catalog: Catalog, language: str) -> Catalog:
    """The catalogue with its sentences set for reading: a translator may type plain spaces and quotes."""
    for message in catalog:
        if message.id:
            done = tuple(typography.typeset(text, language) for text in texts(message.string or ""))
            message.string = done if isinstance(message.id, (list, tuple)) else done[0]
    return catalog


def texts(value: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def faults_of(message: Message) -> Iterator[str]:
    """What is wrong with one translation."""
    sources, translations = texts(message.id), texts(message.string or "")
    if not all(translations) or len(translations) < len(sources):
        yield "is not translated"
        return
    if message.fuzzy:
        yield "is marked fuzzy"
    allowed = set(PLACES.findall(sources[-1]))
    for translation in translations:
        if not set(PLACES.findall(translation)) <= allowed:
            yield f"names other places: {translation}"
        if len(sources) == 1 and set(PLACES.findall(translation)) != allowed:
            yield f"lacks a place: {translation}"
        if sorted(TAGS.findall(translation)) != sorted(TAGS.findall(sources[-1])):
            yield f"has other tags: {translation}"


def faults() -> list[str]:
    """Everything that is wrong with the catalogues, one line each."""
    template = extracted()
    wanted = {message.id for message in template if message.id}
    found: list[str] = []
    for language in territory().languages:
        catalog = loaded(language)
        have = {message.id: message for message in catalog if message.id}
        found += [f"{language}: missing: {id_!r}" for id_ in wanted - have.keys()]
        found += [f"{language}: no longer used: {id_!r}" for id_ in have.keys() - wanted]
        for id_ in wanted & have.keys():
            found += [f"{language}: {id_!r} {fault}" for fault in faults_of(have[id_])]
    return sorted(found)
