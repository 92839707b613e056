"""The head of a ballot's log is signed here, so that whoever kept a signature notices a rewritten log."""

from datetime import datetime, timedelta

from consult.gateways.signing import FolderKeys
from consult.kernel import installation
from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.models.ballots import Ballot, Checkpoint
from consult.queries import ballots as queries
from consult.queries.ballots import checkpoints as signed
from consult.rules.ballot_log import head_message
from consult.services import outbox


def keys() -> FolderKeys:
    """This installation's keys; in production the first one is made by a person, never by a request."""
    return FolderKeys(installation.keys_folder(), may_create=not installation.in_production())


def sign(ballot: Ballot, moment: datetime) -> Checkpoint:
    """Sign the log as it stands; the caller holds the ballot's lock. The same size is signed only once."""
    db.session.flush()
    found = signed.checkpoint_at(ballot.id, ballot.log_size)
    if found is not None:
        return found
    key = keys().newest()
    message = head_message(ballot.id, ballot.log_size, ballot.log_head, moment, key.public.id)
    checkpoint = Checkpoint(
        ballot_id=ballot.id,
        size=ballot.log_size,
        head=ballot.log_head,
        signed_at=moment,
        key_id=key.public.id,
        signature=key.sign(message),
    )
    db.session.add(checkpoint)
    return checkpoint


def due(moment: datetime) -> list[int]:
    """Ids of the ballots whose log has grown, and was last signed long enough ago (a setting)."""
    pause = timedelta(minutes=territory().settings["checkpoint_minutes"])
    return signed.grown_since(moment - pause)


def sign_due(ballot_id: int, moment: datetime) -> Checkpoint:
    """Sign one ballot that ``due`` named, under its lock: one short transaction for each."""
    return sign(queries.locked(ballot_id), moment)


def send_to_leaders(ballot: Ballot) -> None:
    """Owe the newest checkpoint to the group leaders on the roll, so that it is kept outside this house."""
    checkpoint = signed.latest_checkpoint(ballot.id)
    if checkpoint is None:
        return
    for councillor_id in signed.group_leaders(ballot.id):
        outbox.tell_councillor(
            "ballot-checkpoint",
            councillor_id,
            f"ballot{ballot.id}:{checkpoint.size}",
            ballot_id=ballot.id,
            size=checkpoint.size,
        )
