"""Drafts begin and end here, for authors and for staff who enter them; nobody else sees one."""

import secrets
from collections.abc import Mapping
from dataclasses import replace

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.models.proposals import Proposal
from consult.queries import proposals as queries
from consult.rules.lifecycle import ProposalKind, ProposalState
from consult.rules.permissions import Permission, require
from consult.rules.ranking import CIRCLE
from consult.services.proposals.fields import (
    ProposalFields,
    check_need,
    check_organisation,
    cleaned,
    place,
    read_language,
)
from consult.services.proposals.texts import add_version, record


def begin(actor: Actor, fields: ProposalFields) -> Proposal:
    """A new private draft. It needs a title and a chantier; the rest may come later."""
    require(actor, Permission.WRITE_PROPOSAL)
    return new_draft(actor, fields)


def begin_kept(actor: Actor, kept: Mapping[str, list[str]]) -> Proposal:
    """A draft from a form filled before signing in: field names to values as they were sent."""
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
        need_id=int(single["need"][:9]) if single.get("need", "").isdecimal() else None,
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
    check_need(fields.need_id)
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
        need_id=fields.need_id,
    )
    place(proposal, fields)
    db.session.add(proposal)
    db.session.flush()
    add_version(actor, proposal, fields, proposal.language, moment)
    record(actor, "proposal.begun", proposal)
    return proposal


def discard(actor: Actor, proposal_id: int) -> None:
    """Delete a draft and its text for good; nobody else has seen it."""
    proposal = queries.locked(proposal_id)
    require(actor, Permission.EDIT_PROPOSAL, replace(proposal.facts, state=None))
    if proposal.state is not ProposalState.DRAFT:
        raise Conflict("not_draft", N_("This proposal has been sent already. You can withdraw it."))
    record(actor, "proposal.discarded", proposal)
    queries.delete(proposal.id)
