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
            with page.expect_navigation():
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
    Stop("events"),
    Stop("events/8"),
    Stop("calls"),
    Stop("map"),
    Stop("map?show=supports"),
    Stop("map?show=votes"),
    Stop("figures"),
    Stop("chantiers/4/figures"),
    Stop("chantiers/4/results"),
    Stop("projects/1"),
    Stop("answers"),
    Stop("proposals/16"),
    Stop("components"),
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
    "events",
    "events?past=1",
    "events/8",
    "events/9",
    "events/12",
    "events/8/register",
    "calls",
    "calls/1/offers/new",
    "proposals/16",
    "proposals/16/offers/new",
    "proposals/new?need=16",
    "map",
    "map?show=supports",
    "map?show=votes",
    "figures",
    "chantiers/4/figures",
    "chantiers/4/results",
    "answers",
    "projects",
    "projects/1",
    "chantiers/1/positions",
    "positions/1",
    "positions/1/versions",
    "help",
    "nowhere",
)
#: What production does not have: no budget holds for it.
WORKSHOP = ("components",)
#: A list, and what opens behind its last card.
BEHIND = ("proposals?sort=discussed", "proposals?status=answered", "ballots")
ROOMS = {
    "participant": (
        "account",
        "account/profile",
        "account/email",
        "account/password",
        "account/erase",
        "account/events",
        "following",
        "offers",
        "offers/1",
        "offers/1/edit",
    ),
    "neighbour": ("translations", "proposals/mine", "organisations/new", "claim", "offers"),
    "organisation": ("positions/new?project=1",),
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
        "editing/texts",
        "editing/texts/chantiers/4",
        "editing/texts/chantier/4",
        "editing/texts/phases/4",
        "editing/texts/action/1",
        "editing/texts/action/new",
        "editing/texts/place/1",
        "editing/texts/project/1",
        "editing/actions/1/status",
        "editing/programme/1/call",
        "editing/calls/1",
        "editing/events",
        "editing/events/new",
        "editing/events/8",
        "editing/events/8/cancel",
        "editing/events/8/attendance",
        "editing/events/12/report",
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
    "administrator": ("admin", "admin?q=demo", "admin/moderation", "editing/pages", "editing/pages/charter"),
}


def everything() -> list[tuple[str | None, Stop]]:
    """Every page of the catalogue with who opens it, a public page as a visitor."""
    public = [(None, Stop(path)) for path in (*PUBLIC, *WORKSHOP)] + [
        (None, Stop(path, CARD)) for path in BEHIND
    ]
    return [*public, *((role, Stop(path)) for role, paths in ROOMS.items() for path in paths)]
