"""Deeds that complete a record ask here for its minutes; the worker makes them after the commit."""

from consult.kernel.clock import now
from consult.kernel.territory import territory
from consult.queries import documents
from consult.rules.documents import DocumentStatus


def ask(*, ballot_id: int | None = None, sitting_id: int | None = None) -> None:
    """Have the minutes of one ballot, or of one sitting, made in every language of the territory.

    May be called any number of times: a document that still says what the record says is kept as it is.
    """
    refresh(ballot_id=ballot_id, sitting_id=sitting_id)
    moment = now()
    documents.ask(
        [
            {
                "ballot_id": ballot_id,
                "sitting_id": sitting_id,
                "language": language,
                "status": DocumentStatus.WAITING,
                "asked_at": moment,
                "due_at": moment,
                "attempts": 0,
            }
            for language in territory().languages
        ]
    )


def refresh(*, ballot_id: int | None = None, sitting_id: int | None = None) -> None:
    """Hold minutes that were asked for before against their record, for example once a reason is withheld."""
    documents.ask_again(now(), ballot_id=ballot_id, sitting_id=sitting_id)
