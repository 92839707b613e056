"""A moderator reminds the administration here of an answer that it owes, once a week at most."""

from consult.kernel.actor import Actor
from consult.kernel.clock import local_day, now
from consult.kernel.errors import Conflict, NotFound
from consult.kernel.messages import N_
from consult.queries import moderation as queries
from consult.queries import proposals as proposal_queries
from consult.rules.answers import INTERIM_STATES
from consult.rules.permissions import Facts, Permission, public, require
from consult.services import journal, outbox


def remind(actor: Actor, proposal_id: int) -> int:
    """Write to everybody who answers for the proposal's chantier; how many they are.

    ``Conflict`` while nothing is overdue, within a week of the last reminder, or when nobody answers there.
    """
    proposal = proposal_queries.locked(proposal_id)
    require(actor, Permission.MODERATE, Facts(chantier=proposal.chantier_number))
    if not public(actor, proposal.facts):
        raise NotFound
    moment = now()
    owed = proposal.state in INTERIM_STATES and not queries.answered_in_full(proposal.id)
    if not owed or proposal.answer_due_at is None or proposal.answer_due_at >= moment:
        raise Conflict("answer_not_overdue", N_("No answer is overdue here."))
    if queries.reminded_since(proposal.id, moment):
        raise Conflict(
            "reminded_already", N_("The administration has been reminded of this in the last seven days.")
        )
    editors = queries.editor_ids(proposal.chantier_number)
    if not editors:
        raise Conflict(
            "nobody_answers",
            N_("Nobody is in charge of this chantier’s answers. Please tell an administrator."),
        )
    journal.record(actor, queries.REMINDED, "proposal", proposal.id, chantier=proposal.chantier_number)
    outbox.tell("answer-overdue", editors, f"{proposal.id}:{local_day(moment)}", proposal_id=proposal.id)
    return len(editors)
