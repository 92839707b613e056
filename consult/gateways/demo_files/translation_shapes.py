"""What the demonstration's file of translations holds, as the loader receives it."""

from dataclasses import dataclass

from consult.gateways.demo_files.shapes import Whose
from consult.rules.translations import Extent, Origin, TranslationState


@dataclass(frozen=True, slots=True)
class TranslationText:
    """Of a proposal, or of the comment under it that ``starts`` so, into the site's other language.

    ``by`` is None for a machine, and may be the ``author`` of the text.
    """

    proposal: str
    origin: Origin
    body: str
    title: str | None = None
    starts: str | None = None
    by: Whose | str | None = None
    thanked: bool = False
    version: int = 1
    extent: Extent = Extent.FULL
    state: TranslationState = TranslationState.SHOWN


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wishes to read a proposal in the other language."""

    proposal: str
    by: Whose


@dataclass(frozen=True, slots=True)
class Translated:
    """``texts``: of proposals, then of comments."""

    texts: tuple[TranslationText, ...]
    wishes: tuple[Wish, ...]
