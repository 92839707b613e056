"""The name under which somebody's text is shown."""

from dataclasses import dataclass

from consult.models.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Writer:
    """``organisation`` when somebody writes for one; as the component ``person`` wants it."""

    display_name: str
    organisation: str | None = None


def writer(proposal: Proposal) -> Writer | None:
    """Who wrote, with author and organisation loaded; None for a former participant."""
    if proposal.behalf_name is not None:
        return Writer(proposal.behalf_name)
    author = proposal.author
    if author is None or author.erased_at is not None:
        return None
    return Writer(author.display_name, proposal.organisation.name if proposal.organisation else None)


def co_writers(proposal: Proposal) -> list[str]:
    """The names beside the author's, with ``co_authors`` loaded: those who wrote what was merged into it."""
    return [row.account.display_name for row in proposal.co_authors if row.account.erased_at is None]
