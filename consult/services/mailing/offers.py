"""What the letters about offers of help and solutions tell; never the words that only two people share."""

from consult.kernel.db import Localised
from consult.kernel.i18n import language_of, localised
from consult.kernel.messages import N_
from consult.models.offers import Offer
from consult.models.proposals import Proposal
from consult.queries import letters
from consult.queries.letters import Recipient
from consult.rules.lifecycle import Visibility
from consult.rules.offers import OfferStatus
from consult.rules.permissions import Permission
from consult.services.mailing.contents import Content, Ids, Quote, may_do, title_of

WHY_OWNER = N_("You receive this message because you answer offers of help here.")
WHY_GIVER = N_("You receive this message because you offered help.")
WHY_NEED = N_("You receive this message because you wrote this need.")


def received(ids: Ids, reader: Recipient) -> Content | None:
    """To whoever answers; nothing once it was withdrawn, withheld or answered by a colleague."""
    found = letters.offer(ids["offer_id"])
    if found is None or found.status is not OfferStatus.OPEN or found.visibility is not Visibility.VISIBLE:
        return None
    if not may_do(reader, Permission.ANSWER_OFFER, found.about):
        return None
    return Content({"offer": found, "title": _title(found, reader)}, {"offer_id": found.id})


def answered(ids: Ids, reader: Recipient) -> Content | None:
    """To whoever offered; nothing if they took it back meanwhile."""
    found = letters.offer(ids["offer_id"])
    if found is None or found.status not in (OfferStatus.ACCEPTED, OfferStatus.DECLINED):
        return None
    accepted = found.status is OfferStatus.ACCEPTED
    values = {"offer": found, "accepted": accepted, "title": _title(found, reader)}
    return Content(values, {"offer_id": found.id})


def solution(ids: Ids, reader: Recipient) -> Content | None:
    """To the author of a need, while both it and the solution are theirs to read."""
    found = letters.proposal(ids["proposal_id"])
    need = letters.proposal(found.need_id) if found is not None and found.need_id is not None else None
    if found is None or need is None or not (_readable(reader, found) and _readable(reader, need)):
        return None
    values = {"title": title_of(found, reader), "need": title_of(need, reader)}
    return Content(values, {"proposal_id": found.id})


def _readable(reader: Recipient, proposal: Proposal) -> bool:
    return may_do(reader, Permission.READ_PROPOSAL, proposal.facts)


def _title(found: Offer, reader: Recipient) -> Quote | None:
    """What the help is for; None while the need is withheld from the reader."""
    if found.call is not None:
        return _words(found.call.title, reader)
    if found.proposal is None or not _readable(reader, found.proposal):
        return None
    return title_of(found.proposal, reader)


def _words(words: Localised, reader: Recipient) -> Quote:
    return Quote(language_of(words, reader.language), localised(words, reader.language))
