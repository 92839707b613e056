"""Papers and sittings of the demonstration end their ballots here: counted, signed, proclaimed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from consult.models.ballots import Ballot
from consult.rules.ballot_log import Event
from consult.rules.voting import BallotState, Decision
from consult.services import documents
from consult.services.ballots import checkpoints, log
from consult.services.ballots.closing import figures_of
from consult.services.demo.cast import Person
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Story


def close(
    stage: Stage,
    ballot: Ballot,
    at: datetime,
    clerk: Person | None,
    decision: Decision,
    told: Mapping[str, Any] | None = None,
) -> None:
    """Keep outcome and figures, and what is ``told`` of the room; without ``clerk`` the clock closed it."""
    ballot.state, ballot.closed_at, ballot.outcome = BallotState.closed, at, decision.outcome
    ballot.figures = figures_of(decision) | dict(told or {})
    log.append(ballot, Event.close, at, ballot.figures | {"outcome": decision.outcome.value})
    checkpoints.sign(ballot, at)
    facts: dict[str, Any] = {"cast": decision.tally.cast, "outcome": decision.outcome.value}
    stage.tell(at, clerk.id if clerk else None, "ballot.closed", "ballot", ballot.id, **facts)


def proclaim(stage: Stage, ballot: Ballot, at: datetime, clerk: Person, story: Story | None) -> None:
    """Announce the outcome, and ask for the minutes; ``story`` is that of the ballot's proposal."""
    assert ballot.outcome is not None
    ballot.state, ballot.proclaimed_at = BallotState.proclaimed, at
    log.append(ballot, Event.proclaim, at, {"outcome": ballot.outcome.value})
    documents.ask(ballot_id=ballot.id)
    facts: dict[str, Any] = {
        "chantier": story.text.chantier if story else None,
        "outcome": ballot.outcome.value,
    }
    stage.tell(at, clerk.id, "ballot.proclaimed", "ballot", ballot.id, **facts)
