"""Authors begin, change, send, withdraw and discard their proposals here."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.working_days import after_working_days
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries import proposals as queries
from consult.rules.lifecycle import EDITABLE_STATES, ProposalKind, ProposalState, Review, check_transition
from consult.rules.permissions import Permission, require
from consult.rules.ranking import CIRCLE
from consult.services import journal, outbox
from consult.services.proposals.fields import (
    ProposalFields,
    ask_language,
    check_complete,
    check_organisation,
    cleaned,
    place,
    read_language,
)
from consult.services.proposals.states import move


def begin(actor: Actor, fields: ProposalFields) -> Proposal:
    """A new private draft. It needs a title and a chantier; the rest may come later."""
    require(actor, Permission.WRITE_PROPOSAL)
    return new_draft(actor, fields)


def begin_kept(actor: Actor, kept: Mapping[str, list[str]]) -> Proposal:
    """A draft from a form that a visitor filled before signing in: field names to values as they were sent."""
    single = {name: values[0].strip() for name, values in kept.items() if values}
    number = single.get("chantier", "")
    if not number.isdecimal():
        raise Invalid("chantier_missing", N_("Please choose a chantier."), field="chantier")
    kind = single.get("kind", "")
    fields = ProposalFields(
        title=single.get("title", ""),
        body=single.get("body", ""),
        chantier_number=int(number[:6]),
        kind=ProposalKind(kind) if kind in set(ProposalKind) else ProposalKind.IDEA,
        commune_insee=single.get("commune") or None,
        place_note=single.get("place_note"),
        lat=_decimal(single.get("lat")),
        lon=_decimal(single.get("lon")),
        cost_euros=int(single["cost_euros"][:12]) if single.get("cost_euros", "").isdecimal() else None,
    )
    queries.check_ground(fields.chantier_number, fields.commune_insee)
    return begin(actor, fields)


def _decimal(text: str | None) -> float | None:
    try:
        return float((text or "").replace(",", "."))
    except ValueError:
        return None


def new_draft(actor: Actor, fields: ProposalFields) -> Proposal:
    """The row and its first version, for whoever may write it; the caller has asked for permission."""
    fields = cleaned(fields)
    check_organisation(actor, fields.organisation_id)
    moment = now()
    proposal = Proposal(
        state=ProposalState.DRAFT,
        title=fields.title,
        body=fields.body,
        language=read_language(fields),
        author_id=actor.account_id,
        created_at=moment,
        changed_at=moment,
        random_key=secrets.randbelow(CIRCLE),
    )
    place(proposal, fields)
    db.session.add(proposal)
    db.session.flush()
    _add_version(actor, proposal, fields, proposal.language, moment)
    _record(actor, "proposal.begun", proposal)
    return proposal


def save(actor: Actor, proposal_id: int, fields: ProposalFields, edition: str) -> Proposal:
    """Store a change of the text as it was at ``edition``; a stale one is a ``Conflict``.

    A draft changes in place. Once sent, each change is a new version that waits for moderation, and the
    last accepted text stays shown; once public, chantier, place and cost stay as they were accepted.
    """
    proposal = queries.locked(proposal_id)
    require(actor, Permission.EDIT_PROPOSAL, replace(proposal.facts, state=None))
    if proposal.state not in EDITABLE_STATES:
        raise Conflict("not_editable", N_("This proposal has moved on, so its text can no longer be changed."))
    if queries.edition(proposal) != edition:
        raise Conflict("stale_edit", N_("This text was changed somewhere else while you were writing."))
    fields = cleaned(fields)
    newest = queries.newest_version(proposal)
    if proposal.state is ProposalState.DRAFT:
        check_organisation(actor, fields.organisation_id)
        newest.title, newest.body = fields.title, fields.body
        newest.language = read_language(fields, newest.language)
        newest.created_at = proposal.changed_at = now()
        place(proposal, fields)
        _show(proposal, newest)
        return proposal
    return _save_sent(actor, proposal, newest, fields)


def _save_sent(actor: Actor, proposal: Proposal, newest: ProposalVersion, fields: ProposalFields) -> Proposal:
    check_complete(fields.title, fields.body)
    language = fields.language or newest.language
    if fields.language is None:
        ask_language(fields.title, fields.body, language)
    public = proposal.published_at is not None
    same_text = (fields.title, fields.body, language) == (newest.title, newest.body, newest.language)
    if same_text and (public or newest.review is Review.REFUSED or _same_place(proposal, fields)):
        return proposal
    moment = now()
    if not public:
        check_organisation(actor, fields.organisation_id)
        place(proposal, fields)
    proposal.changed_at = moment
    proposal.newest_version += 1
    version = _add_version(actor, proposal, fields, language, moment)
    if not public:
        _show(proposal, version)
    if proposal.state is not ProposalState.RETURNED:
        proposal.review_due_at = review_due(moment)
    _record(actor, "proposal.saved", proposal, version=version.number)
    return proposal


def _same_place(proposal: Proposal, fields: ProposalFields) -> bool:
    """Whether nothing but the text could differ between the row and the form."""
    return (
        proposal.chantier_number,
        proposal.kind,
        proposal.commune_insee,
        proposal.place_note,
        proposal.lat,
        proposal.lon,
        proposal.cost_euros,
        proposal.organisation_id,
    ) == (
        fields.chantier_number,
        fields.kind,
        fields.commune_insee,
        fields.place_note,
        fields.lat,
        fields.lon,
        fields.cost_euros,
        fields.organisation_id,
    )


def submit(
    actor: Actor, proposal_id: int, language: str | None = None, *, language_sure: bool = False
) -> Proposal:
    """Send a draft, or a returned proposal that has been changed, to moderation.

    ``language`` is the author's answer on the last page, None to keep what is stored; an answer that the
    text contradicts is asked again unless ``language_sure``.
    """
    proposal = queries.locked(proposal_id)
    require(actor, Permission.EDIT_PROPOSAL, replace(proposal.facts, state=None))
    check_transition(proposal.state, ProposalState.SUBMITTED)
    newest = queries.newest_version(proposal)
    if newest.review is Review.REFUSED:
        raise Invalid("unchanged", N_("Please change the text first, as the note asks."), field="body")
    check_complete(newest.title, newest.body)
    if language is not None:
        if not language_sure:
            ask_language(newest.title, newest.body, language)
        newest.language = proposal.language = language
    return send(actor, proposal)


def send(actor: Actor, proposal: Proposal) -> Proposal:
    """Move a checked proposal into the queue, with the date by which it will be read."""
    moment = now()
    proposal.submitted_at = moment
    proposal.review_due_at = review_due(moment)
    move(actor, proposal, ProposalState.SUBMITTED)
    outbox.tell(
        "proposal-received",
        [proposal.author_id],
        f"{proposal.id}:{proposal.newest_version}",
        proposal_id=proposal.id,
        version=proposal.newest_version,
    )
    return proposal


def review_due(moment: datetime) -> datetime:
    """When moderation will have read a text sent at ``moment``."""
    return after_working_days(moment, territory().settings["proposal_review_days"])


def withdraw(actor: Actor, proposal_id: int) -> Proposal:
    """Take one's proposal back: it leaves the lists; what was public stays at its address, marked as withdrawn.

    Not while councillors vote on it, nor after.
    """
    proposal = queries.locked(proposal_id)
    require(actor, Permission.WITHDRAW_PROPOSAL, replace(proposal.facts, state=None))
    if proposal.state is ProposalState.DRAFT:
        raise Conflict("still_draft", N_("A draft is not public yet. You can delete it."))
    move(actor, proposal, ProposalState.WITHDRAWN)
    return proposal


def discard(actor: Actor, proposal_id: int) -> None:
    """Delete a draft and its text for good; nobody else has seen it."""
    proposal = queries.locked(proposal_id)
    require(actor, Permission.EDIT_PROPOSAL, replace(proposal.facts, state=None))
    if proposal.state is not ProposalState.DRAFT:
        raise Conflict("not_draft", N_("This proposal has been sent already. You can withdraw it."))
    _record(actor, "proposal.discarded", proposal)
    queries.delete(proposal.id)


def _add_version(
    actor: Actor, proposal: Proposal, fields: ProposalFields, language: str, moment: datetime
) -> ProposalVersion:
    version = ProposalVersion(
        proposal_id=proposal.id,
        number=proposal.newest_version,
        title=fields.title,
        body=fields.body,
        language=language,
        written_by_id=actor.account_id,
        created_at=moment,
        review=Review.PENDING,
    )
    db.session.add(version)
    return version


def _show(proposal: Proposal, version: ProposalVersion) -> None:
    """Before anything is public the row repeats the newest text."""
    proposal.title, proposal.body, proposal.language = version.title, version.body, version.language
    proposal.shown_version = version.number


def _record(actor: Actor, event: str, proposal: Proposal, **facts: object) -> None:
    journal.record(
        actor,
        event,
        "proposal",
        proposal.id,
        chantier=proposal.chantier_number,
        organisation_id=proposal.organisation_id,
        **facts,
    )
