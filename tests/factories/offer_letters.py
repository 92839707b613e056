"""The mails about offers of help, each with its story: what Anne offers, and what is offered to her."""

from collections.abc import Callable
from typing import Any

from consult.kernel.clock import now
from consult.models.accounts import Account
from consult.models.proposals import Proposal
from consult.rules.lifecycle import ProposalKind
from consult.rules.offers import OfferStatus
from tests.factories import offers, people, proposals

Ids = dict[str, Any]
TEXT = "Plantons des pommiers.\nVoir https://example.org/pommiers & la suite."
TITLE = "Un verger pour l’école <des> tilleuls"


def _need(author: Account) -> Proposal:
    return proposals.published(author, kind=ProposalKind.NEED, title=TITLE, body=TEXT)


def _offer(anne: Account) -> Ids:
    """To Anne's need."""
    return {"offer_id": offers.offered(_need(anne), people.participant()).id}


def _offered(anne: Account) -> Ids:
    """By Anne, to a call of the administration, and accepted."""
    status = OfferStatus.ACCEPTED
    made = offers.offered(offers.called(), anne, status=status, reply="Merci, à samedi.", replied_at=now())
    return {"offer_id": made.id}


def _solution(anne: Account) -> Ids:
    """For Anne's need."""
    about = {"kind": ProposalKind.SOLUTION, "need_id": _need(anne).id}
    title = "Une pépinière de quartier <partagée>"
    return {"proposal_id": proposals.published(people.participant(), title=title, **about).id}


STORIES: dict[str, Callable[[Account], Ids]] = {
    "offer-received": _offer,
    "offer-answered": _offered,
    "solution-linked": _solution,
}
