"""Why something waits for a moderator."""

from enum import StrEnum

from consult.kernel.messages import N_


class QueueKind(StrEnum):
    """One part of the queue each; a thing may wait for several reasons."""

    SUBMITTED = "submitted"
    CHANGED = "changed"
    WATCHED_PROPOSAL = "watched_proposal"
    NEW_COMMENT = "new_comment"
    WATCHED_COMMENT = "watched_comment"
    REPORTED_PROPOSAL = "reported_proposal"
    REPORTED_COMMENT = "reported_comment"
    REPORTED_OFFER = "reported_offer"
    REPORTED_POSITION = "reported_position"
    REPORTED_NAME = "reported_name"
    REPORTED_ORGANISATION = "reported_organisation"
    APPEAL = "appeal"
    SUSPENSION = "suspension"
    LANGUAGE = "language"
    STALE_ANSWER = "stale_answer"


_Q = QueueKind
QUEUE_LABELS = {
    _Q.SUBMITTED: N_("New proposal"),
    _Q.CHANGED: N_("Changed proposal"),
    _Q.WATCHED_PROPOSAL: N_("Proposal published at once"),
    _Q.NEW_COMMENT: N_("Comment before publication"),
    _Q.WATCHED_COMMENT: N_("Comment published at once"),
    _Q.REPORTED_PROPOSAL: N_("Reported proposal"),
    _Q.REPORTED_COMMENT: N_("Reported comment"),
    _Q.REPORTED_OFFER: N_("Reported offer of help"),
    _Q.REPORTED_POSITION: N_("Reported position"),
    _Q.REPORTED_NAME: N_("Reported name"),
    _Q.REPORTED_ORGANISATION: N_("Reported organisation"),
    _Q.APPEAL: N_("Appeal"),
    _Q.SUSPENSION: N_("Suspension to confirm"),
    _Q.LANGUAGE: N_("Language in doubt"),
    _Q.STALE_ANSWER: N_("Answer overdue"),
}
