"""Somebody leaves: who they were is erased, what they said in public stays as a former participant's."""

from consult.kernel.actor import SYSTEM, Actor
from consult.kernel.clock import now
from consult.kernel.errors import NotAllowed
from consult.queries import accounts, leaving, own_texts
from consult.queries import comments as comment_queries
from consult.queries import proposals as proposal_queries
from consult.queries.moderation import open_reports
from consult.rules.lifecycle import TRANSITIONS, ProposalState, Visibility
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.permissions import Permission, require
from consult.services import comments, events, journal, outbox, proposals, search
from consult.services.accounts.changing import check_owner
from consult.services.accounts.entering import Checked


def erase(actor: Actor, checked: Checked | None, *, texts: bool = False) -> None:
    """Erase name, address, password and ties, sessions and mail; discard drafts, free
    places at events. No other tally moves.

    ``checked`` is the present password's, None where there is none. ``texts``: the person's own texts go too,
    but for proposals that councillors have dealt with. Suspended people may leave as well.
    """
    require(actor, Permission.USE_ACCOUNT)
    if actor.account_id is None:
        raise NotAllowed
    account = accounts.locked(actor.account_id)
    check_owner(account, checked, "password")
    moment = now()
    for draft_id in leaving.drafts(account.id):
        proposals.discard(SYSTEM, draft_id)
    _close_reports(Subject(SubjectKind.ACCOUNT, account.id))
    for number in leaving.offers(account.id):
        _close_reports(Subject(SubjectKind.OFFER, number))
    if texts:
        _remove_texts(account.id)
    events.leave_all(account.id)
    leaving.forget_person(account.id, account.email, moment)
    account.email = account.pending_email = account.former_email = account.password_hash = None
    account.commune_insee = account.origin = None
    account.display_name, account.ties = "", []
    account.charter_accepted_at = account.age_declared_at = account.confirmed_at = None
    account.erased_at = moment
    search.author(account.id)
    journal.record(actor, "account.erased", "account", account.id)


def _remove_texts(account_id: int) -> None:
    """Comments first: removing a proposal hides what stands under it."""
    for number in own_texts.comments_of(account_id):
        proposal_queries.locked(comment_queries.proposal_of(number) or 0)
        comment = comment_queries.locked(number)
        comments.set_visibility(SYSTEM, comment, Visibility.REMOVED)
        own_texts.empty_comment(comment)
        _close_reports(Subject(SubjectKind.COMMENT, number))
    for number in own_texts.proposals_of(account_id):
        proposal = proposal_queries.locked(number)
        if (proposal.state, ProposalState.WITHDRAWN) in TRANSITIONS:
            proposals.move(SYSTEM, proposal, ProposalState.WITHDRAWN)
        proposals.set_visibility(SYSTEM, proposal, Visibility.REMOVED)
        own_texts.empty_proposal(proposal)
        _close_reports(Subject(SubjectKind.PROPOSAL, number))


def _close_reports(subject: Subject) -> None:
    """Nothing is left to decide about what is gone; whoever reported it is told so."""
    for report in open_reports(subject):
        report.closed_at = now()
        outbox.tell_reporter("report-outcome", report, report.id, report_id=report.id)
