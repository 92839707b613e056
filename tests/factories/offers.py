"""Calls for volunteers and offers of help, as stories need them; each function returns a stored row."""

from typing import Any

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.offers import Call, Offer
from consult.models.programme import Action
from consult.models.proposals import Proposal
from consult.rules.lifecycle import ProposalKind
from consult.rules.offers import OfferKind, OfferStatus
from tests.factories import people, programme, proposals
from tests.factories.ground import words

TEXT = "Je peux venir deux samedis par mois avec ma camionnette et des outils."


def need(author: Account | None = None, **values: object) -> Proposal:
    """A public need that is open."""
    return proposals.published(author, kind=ProposalKind.NEED, **values)


def called(action: Action | None = None, **values: object) -> Call:
    """An open call on an action."""
    action = action or programme.action()
    defaults: dict[str, Any] = {
        "title": words("Des bras pour planter", "Helfende Hände zum Pflanzen"),
        "text": words("Nous plantons cent arbres.", "Wir pflanzen hundert Bäume."),
        "wanted": 20,
        "made_at": now(),
    }
    made = Call(action_id=action.id, action=action, **(defaults | values))
    db.session.add(made)
    db.session.flush()
    return made


def offered(to: Call | Proposal, giver: Account | None = None, **values: object) -> Offer:
    """An offer that waits for its reply."""
    moment = now()
    defaults: dict[str, Any] = {
        "account_id": (giver or people.participant()).id,
        "kind": OfferKind.TIME,
        "status": OfferStatus.OPEN,
        "text": TEXT,
        "language": "fr",
        "created_at": moment,
        "changed_at": moment,
    }
    made = Offer(
        call=to if isinstance(to, Call) else None,
        proposal=to if isinstance(to, Proposal) else None,
        **(defaults | values),
    )
    db.session.add(made)
    db.session.flush()
    return made
