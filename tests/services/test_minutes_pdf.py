"""The printed minutes: tagged as PDF/UA, in their language, with every name and number of the record."""

import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from consult.cli.work import Worker
from consult.gateways.mail import NullMailer
from consult.gateways.pdf import PdfAbsent, WeasyPdf
from consult.kernel.db import db
from consult.models.documents import Document
from consult.queries import ballots, sitting_minutes
from tests.factories import minutes

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"])


def squeezed(text: str) -> str:
    """Without white space or soft hyphens: where lines break is the printer's business."""
    return re.sub(r"[\s\u00a0\u202f\u00ad]+", "", text)


@pytest.fixture
def printed(app: Flask) -> dict[tuple[str, str], PdfReader]:
    """The minutes of a ballot and of a sitting, in both languages."""
    sitting = minutes.ended(minutes.busy_sitting())
    ballot = minutes.opinion()
    db.session.commit()
    Worker(NullMailer()).once()
    rows = db.session.scalars(sa.select(Document).where(Document.body.is_not(None)))
    found = {
        ("ballot" if row.ballot_id == ballot.id else "sitting", row.language): PdfReader(
            BytesIO(row.body or b"")
        )
        for row in rows
        if row.ballot_id == ballot.id or row.sitting_id == sitting.id
    }
    assert len(found) == 4
    return found


def test_they_are_tagged_titled_and_in_their_language(printed: dict[tuple[str, str], PdfReader]) -> None:
    for (kind, language), reader in printed.items():
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"] == True, kind  # noqa: E712  # pypdf's own boolean
        assert "/StructTreeRoot" in root
        assert root["/Lang"] == language
        assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712  # pypdf's own boolean
        assert b"pdfuaid:part" in root["/Metadata"].get_data()
        assert reader.metadata is not None
        assert reader.metadata.title
        assert f"1 / {len(reader.pages)}" in reader.pages[0].extract_text()
        fonts = {font for page in reader.pages for font in _fonts(page)}
        assert all("+" in font for font in fonts), f"not embedded: {fonts}"


def _fonts(page):  # type: ignore[no-untyped-def]  # pypdf's own objects
    return [str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()]


def test_they_hold_every_name_and_number_of_the_record(printed: dict[tuple[str, str], PdfReader]) -> None:
    ids = {
        "ballot": db.session.scalar(sa.select(sa.func.max(Document.ballot_id))) or 0,
        "sitting": db.session.scalar(sa.select(Document.sitting_id).where(Document.sitting_id.is_not(None)))
        or 0,
    }
    for (kind, _), reader in printed.items():
        text = squeezed("".join(page.extract_text() for page in reader.pages))
        found = ids[kind]
        if kind == "ballot":
            records = [ballots.minutes(found)]
        else:
            sitting = sitting_minutes.minutes(found)
            records = [ballot for item in sitting.items for ballot in item.ballots]
            assert all(squeezed(member.name) in text for member in sitting.members)
        for record in records:
            assert record.figures is not None
            told = [str(number) for _, number in record.figures.lines]
            told += [record.log_head, record.rules.sha256, *(head.signature for head in record.checkpoints)]
            told += [voice.name for group in record.groups for voice in group.voices]
            assert [one for one in told if squeezed(one) not in text] == []
        assert minutes.WITHHELD not in text


def test_nothing_is_fetched_and_a_missing_library_is_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = '<html lang="fr"><title>x</title><img alt="y" src="file:///etc/hostname"><p>z'
    assert WeasyPdf().make(page).startswith(b"%PDF-")
    monkeypatch.setattr("importlib.import_module", _no_pango)
    with pytest.raises(PdfAbsent):
        WeasyPdf().make(page)


def _no_pango(name: str) -> None:
    raise OSError("cannot load library 'libpango-1.0-0'")
