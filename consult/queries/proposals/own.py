"""What authors see of their own proposals: the list, the text to change, the receipt of an entry."""

from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.proposals import Proposal, ProposalVersion, Support
from consult.queries.conditions import listed
from consult.queries.phases import admitted_in
from consult.queries.proposals.cards import Card, columns, read
from consult.queries.proposals.likeness import Alike, similar
from consult.queries.proposals.needs import NeedTitle, need_title
from consult.queries.proposals.page import readable
from consult.queries.proposals.rows import edition, newest_version
from consult.rules.lifecycle import EDITABLE_STATES, ProposalState
from consult.rules.participation import BODY_LENGTH, TITLE_LENGTH
from consult.rules.permissions import Permission, allows, require
from consult.rules.phases import CLOSED, of_kind

MOST = 100


@dataclass(frozen=True, slots=True)
class OwnPage:
    """``entered`` are those entered on behalf of somebody; ``supported`` those the person backs."""

    drafts: list[Card]
    sent: list[Card]
    entered: list[Card]
    supported: list[Card]


def own_page(actor: Actor) -> OwnPage:
    """Three statements, at most a hundred proposals in each list, those changed last first."""
    mine = _mine(Proposal.author_id == actor.account_id)
    supported = (
        columns()
        .join(Support, Support.proposal_id == Proposal.id)
        .where(
            Support.account_id == actor.account_id,
            listed(),
        )
        .order_by(Support.created_at.desc())
        .limit(MOST)
    )
    return OwnPage(
        drafts=[card for card in mine if card.state is ProposalState.DRAFT],
        sent=[card for card in mine if card.state is not ProposalState.DRAFT],
        entered=_mine(Proposal.entered_by_id == actor.account_id),
        supported=read(supported),
    )


def _mine(owner: sa.ColumnElement[bool]) -> list[Card]:
    return read(columns().where(owner).order_by(Proposal.changed_at.desc(), Proposal.id.desc()).limit(MOST))


@dataclass(frozen=True, slots=True)
class EditPage:
    """The newest text, to be changed as it was at ``edition``; ``need`` is the public one that it answers."""

    proposal: Proposal
    version: ProposalVersion
    edition: str
    need: NeedTitle | None = None

    @property
    def editable(self) -> bool:
        return self.proposal.state in EDITABLE_STATES

    @property
    def complete(self) -> bool:
        """Whether the text is long enough to be sent."""
        pairs = ((self.version.title, TITLE_LENGTH), (self.version.body, BODY_LENGTH))
        return all(low <= len(text) <= high for text, (low, high) in pairs)

    @property
    def closed(self) -> str | None:
        """Why the chantier does not take a first sending today, still in English; None when it does."""
        wanted = of_kind(self.proposal.kind)
        first = self.proposal.state is ProposalState.DRAFT
        return CLOSED[wanted] if first and wanted not in admitted_in(self.proposal.chantier.phases) else None

    @property
    def only_text(self) -> bool:
        """Once public, everything but title and text stays as it was accepted."""
        return self.proposal.published_at is not None


def edit_page(actor: Actor, proposal_id: int) -> EditPage:
    """For the author of a proposal that may still be changed; ``NotFound`` to whoever may not read it."""
    proposal = readable(actor, proposal_id)
    require(actor, Permission.EDIT_PROPOSAL, replace(proposal.facts, state=None))
    return EditPage(proposal, newest_version(proposal), edition(proposal), need_title(proposal.need_id))


def alike_before_sending(page: EditPage) -> list[Alike]:
    """Public proposals that say something like a saved text not yet sent, in any chantier."""
    version = page.version
    text = f"{version.title}\n{version.body}"
    return similar(text, version.language, but=page.proposal.id, version=version.number, limit=4)


def receipt(actor: Actor, proposal_id: int) -> Proposal:
    """An entry on behalf of somebody, for the staff who may enter such; else ``NotFound``."""
    proposal = db.session.scalar(
        sa.select(Proposal)
        .where(Proposal.id == proposal_id, Proposal.receipt_code.is_not(None))
        .options(joinedload(Proposal.chantier), joinedload(Proposal.commune))
    )
    if proposal is None or not allows(actor, Permission.ENTER_ON_BEHALF, proposal.facts):
        raise NotFound
    return proposal
