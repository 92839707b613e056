"""The pages of the demonstration that Chromium opens, by who opens them; the small town has all others."""

from dataclasses import dataclass

from playwright.sync_api import Page

#: Who may stand behind a public page.
READERS = (None, "participant", "councillor", "moderator", "clerk", "administrator")


@dataclass(frozen=True, slots=True)
class Stop:
    """A page at ``path`` behind the language, or what opens behind the last ``through`` on it."""

    path: str
    through: str = ""

    @property
    def name(self) -> str:
        return f"behind-{self.path}" if self.through else self.path or "home"

    def open(self, page: Page, language: str) -> None:
        page.goto(f"/{language}/{self.path}")
        if self.through:
            page.locator(self.through).last.click()


CARD = "main .card-link"
#: Pages that must delight: what most people see first, with the demonstration's life in them.
DELIGHTFUL = (
    Stop(""),
    Stop("chantiers"),
    Stop("chantiers/4"),
    Stop("programme"),
    Stop("programme/1"),
    Stop("proposals"),
    Stop("proposals?sort=discussed", CARD),
    Stop("proposals?status=answered", CARD),
    Stop("proposals?q=xylophone"),
    Stop("proposals/new"),
    Stop("search?q=verger"),
    Stop("ballots"),
    Stop("ballots", CARD),
    Stop("sittings/1"),
    Stop("communes"),
    Stop("communes/57463"),
    Stop("places/1"),
    Stop("organisations/1"),
    Stop("charter"),
    Stop("glossary"),
    Stop("nowhere"),
)
PUBLIC = (
    "",
    "chantiers",
    "chantiers/4",
    "programme",
    "programme/1",
    "proposals",
    "proposals?sort=supported&chantier=4",
    "proposals?q=xylophone",
    "search",
    "search?q=verger",
    "search?q=xylophone",
    "search?q=streuobstwise&kind=comment",
    "proposals/1?text=original",
    "translations/1",
    "ballots",
    "ballots/checking",
    "sittings",
    "sittings/1",
    "sittings/1/minutes",
    "communes",
    "communes/57463",
    "places/1",
    "organisations",
    "organisations/1",
    "charter",
    "accessibility",
    "privacy",
    "legal",
    "glossary",
    "register",
    "transparency",
    "proposals/4/report",
    "proposals/4/report-name",
    "sign-in",
    "sign-up",
    "reset",
    "proposals/new",
    "nowhere",
)
#: A list, and what opens behind its last card.
BEHIND = ("proposals?sort=discussed", "proposals?status=answered", "ballots")
ROOMS = {
    "participant": ("account", "account/profile", "account/email", "account/password", "account/erase"),
    "neighbour": ("translations", "proposals/mine", "organisations/new", "claim"),
    "moderator": ("moderation", "moderation/ties", "proposals/on-behalf"),
    "appellant": ("account/decisions",),
    "suspended": ("account", "account/decisions"),
    "editor": (
        "editing",
        "translations",
        "translations/1",
        "translations/proposals/5/de",
        "translations/proposals/1/fr?extent=summary",
        "translations/comments/1/de",
    ),
    "clerk": (
        "clerk",
        "clerk/papers/new",
        "clerk/papers/choose",
        "clerk/councillors",
        "clerk/seats/import",
        "clerk/sittings",
        "clerk/sittings/new",
        "clerk/sittings/1",
    ),
    "councillor": ("desk",),
    "auditor": ("admin/journal",),
    "administrator": ("admin", "admin?q=demo", "admin/moderation"),
}


def everything() -> list[tuple[str | None, Stop]]:
    """Every page of the catalogue with who opens it, a public page as a visitor."""
    public = [(None, Stop(path)) for path in PUBLIC] + [(None, Stop(path, CARD)) for path in BEHIND]
    return [*public, *((role, Stop(path)) for role, paths in ROOMS.items() for path in paths)]
