"""What people have translated is remembered here by the paragraph, and given again before any machine."""

from consult.models.translations import Translation
from consult.queries.translations import segments
from consult.queries.translations.sources import Source
from consult.rules.translations import Extent, Provenance
from consult.services.translations.paragraphs import digest, paragraphs


def remember(text: Source, row: Translation) -> None:
    """Store the paragraphs of a shown translation by a person, where they stand side by side.

    A machine's own words are not remembered, nor those of a text that has more or fewer paragraphs than its
    original: nobody could tell which belong together.
    """
    provenance = Provenance(row.origin, row.reviewed_at is not None)
    if not provenance.by_person or row.extent is not Extent.FULL or row.version != text.version:
        return
    title = None if text.comment else text.proposal.title
    before, after = paragraphs(title, text.row.body), paragraphs(row.title, row.body)
    if len(before) == len(after):
        bodies = {digest(one): other for one, other in zip(before, after, strict=True)}
        segments.keep(row.id, text.language, row.language, bodies)


def known(title: str | None, body: str, source: str, target: str) -> dict[str, str]:
    """Hash → translation of the paragraphs that a person has translated before, in whichever text."""
    digests = {digest(one) for one in paragraphs(title, body)}
    return segments.known(digests, source, target)
