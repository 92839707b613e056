"""Authors change the text of their proposals here, whatever stage these are at."""

from dataclasses import replace

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries import proposals as queries
from consult.rules.lifecycle import EDITABLE_STATES, ProposalKind, ProposalState, Review
from consult.rules.permissions import Permission, require
from consult.services.proposals.fields import (
    ProposalFields,
    ask_language,
    check_complete,
    check_organisation,
    cleaned,
    doubtful_language,
    place,
    read_language,
)
from consult.services.proposals.review import show_publicly
from consult.services.proposals.sending import gate_of
from consult.services.proposals.texts import add_version, record, show


def save(actor: Actor, proposal_id: int, fields: ProposalFields, edition: str) -> Proposal:
    """Store a change of the text as it was at ``edition``; a stale one is a ``Conflict``.

    A draft changes in place. Once sent, each change is a new version that meets the gate of its chantier:
    everybody reads it at once, or it waits and the last accepted text stays shown. Once public, chantier,
    place and cost stay as they were accepted.
    """
    proposal = queries.locked(proposal_id)
    require(actor, Permission.EDIT_PROPOSAL, replace(proposal.facts, state=None))
    if proposal.state not in EDITABLE_STATES:
        raise Conflict(
            "not_editable", N_("This proposal has moved on, so its text cannot be changed any more.")
        )
    if queries.edition(proposal) != edition:
        raise Conflict("stale_edit", N_("This text was changed somewhere else while you were writing."))
    fields = cleaned(fields)
    if proposal.need_id is not None:
        fields = replace(fields, kind=ProposalKind.SOLUTION)
    newest = queries.newest_version(proposal)
    if proposal.state is ProposalState.DRAFT:
        check_organisation(actor, fields.organisation_id)
        newest.title, newest.body = fields.title, fields.body
        newest.language = read_language(fields, newest.language)
        newest.created_at = proposal.changed_at = now()
        place(proposal, fields)
        show(proposal, newest)
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
    version = add_version(actor, proposal, fields, language, moment)
    version.language_doubt = doubtful_language(fields.title, fields.body, language)
    record(actor, "proposal.saved", proposal, version=version.number)
    _pass_gate(actor, proposal, version)
    return proposal


def _pass_gate(actor: Actor, proposal: Proposal, version: ProposalVersion) -> None:
    """A returned text goes back with the author's next sending only; any other is sent by saving it."""
    sent = proposal.state is not ProposalState.RETURNED
    met = gate_of(proposal.chantier_number, version.created_at)
    if sent:
        proposal.review_due_at = met.due_at
    if sent and met.open:
        show_publicly(actor, proposal, version, met.review)
    elif proposal.published_at is None:
        show(proposal, version)


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
