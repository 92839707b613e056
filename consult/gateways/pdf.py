"""The worker turns a finished HTML document into a tagged PDF here; where Pango is missing it learns so."""

import importlib
import logging
from pathlib import Path
from typing import Any, Protocol

VARIANT = "pdf/ua-1"
STYLE = Path(__file__).with_name("document.css")


class PdfAbsent(Exception):
    """This installation has no library to draw PDFs with; to try again is of no use until it has."""


class PdfMaker(Protocol):
    """``make`` takes a whole HTML document without any outside file and returns the PDF's bytes."""

    def make(self, html: str) -> bytes: ...


class WeasyPdf:
    """PDF/UA-1 with WeasyPrint: tags, language and title come from the HTML; nothing is fetched."""

    def make(self, html: str) -> bytes:
        printer = self._library()
        nothing = printer.urls.URLFetcher(allowed_protocols=("data",))
        style = printer.CSS(string=STYLE.read_text("utf-8"), url_fetcher=nothing)
        page = printer.HTML(string=html, url_fetcher=nothing)
        body: bytes = page.write_pdf(pdf_variant=VARIANT, stylesheets=[style])
        return body

    def _library(self) -> Any:
        """Imported here and not above: it loads Pango, which a house may lack and no server needs."""
        try:
            library = importlib.import_module("weasyprint")
        except (ImportError, OSError) as error:
            raise PdfAbsent(type(error).__name__) from error
        for name in ("weasyprint", "fontTools"):
            logging.getLogger(name).setLevel(logging.ERROR)
        return library


class NullPdf:
    """The harmless twin: keeps what it was given in ``pages``, and answers with a PDF of no page."""

    def __init__(self) -> None:
        self.pages: list[str] = []

    def make(self, html: str) -> bytes:
        self.pages.append(html)
        return b"%PDF-1.7\n% nothing was drawn\n%%EOF\n"


class NoPdf:
    """An installation without Pango, for tests."""

    def make(self, html: str) -> bytes:
        raise PdfAbsent("OSError")
