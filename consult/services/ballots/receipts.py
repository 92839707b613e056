"""A voter takes the receipt of a vote from here: what the log holds of it, under our signature."""

from typing import Any

from consult.gateways.signing import NoSigningKey
from consult.kernel.actor import Actor
from consult.kernel.clock import local_day, now
from consult.kernel.errors import NotFound
from consult.queries.ballots import Receipt
from consult.queries.ballots.mandates import mandates
from consult.queries.ballots.pages import public_ballot
from consult.rules.ballot_log import head_message, utc_text
from consult.services.ballots import checkpoints


def receipt_file(actor: Actor, ballot_id: int, seat_id: int) -> dict[str, Any]:
    """The receipt of a vote of one's own, or of a seat whose proxy one holds, for the script.

    ``NotFound`` for anybody else, and as long as there is no vote.

    Its head is signed like a checkpoint, ``size`` being the number of the vote's entry. Ed25519 signs the
    same bytes the same way each time, so nothing is kept of it.
    """
    ballot = public_ballot(ballot_id)
    own = mandates([ballot], actor.councillor_id, local_day(now()))[ballot.id]
    vote = next((mandate.vote for mandate in own if mandate.seat_id == seat_id), None)
    if vote is None:
        raise NotFound()
    receipt = vote.receipt
    return {
        "ballot": receipt.ballot_id,
        "seat": receipt.seat_id,
        "index": receipt.index,
        "size": receipt.index,
        "version": receipt.version,
        "choice": vote.choice.value,
        "nonce": receipt.nonce,
        "head": receipt.head,
        "at": utc_text(receipt.at),
        **signature_of(receipt),
    }


def signature_of(receipt: Receipt) -> dict[str, str]:
    """Key id and signature under the head that the log had after the vote."""
    key = checkpoints.keys().newest()
    message = head_message(receipt.ballot_id, receipt.index, receipt.head, receipt.at, key.public.id)
    return {"key": key.public.id, "signature": key.sign(message)}


def signature_if_any(receipt: Receipt) -> dict[str, str] | None:
    """For a page, which must show the vote even where nothing can be signed."""
    try:
        return signature_of(receipt)
    except NoSigningKey:
        return None
