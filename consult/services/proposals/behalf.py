"""Staff enter here what arrived on paper, by telephone or at a meeting, on behalf of somebody."""

import re
import secrets
from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.kernel.text.names import clean_line
from consult.models.proposals import Proposal
from consult.queries import proposals as queries
from consult.rules.participation import DISPLAY_NAME_LENGTH, Channel, check_length
from consult.rules.permissions import Facts, Permission, require
from consult.services import journal
from consult.services.proposals.drafting import new_draft
from consult.services.proposals.fields import ProposalFields, check_complete, cleaned
from consult.services.proposals.sending import check_phase, send

#: Signs that nobody mistakes for one another when read from paper or over the telephone.
CODE_SIGNS = "2346789ABCDEFGHJKMNPQRTUVWXYZ"
CODE_FORM = re.compile(f"[{CODE_SIGNS}]{{4}}-[{CODE_SIGNS}]{{4}}")


@dataclass(frozen=True, slots=True)
class Arrival:
    """How it came and from whom; ``paper_code`` is printed on the form that the person filled, if any."""

    channel: Channel
    name: str
    paper_code: str | None = None


def enter_on_behalf(actor: Actor, fields: ProposalFields, arrival: Arrival) -> Proposal:
    """Enter and send a contribution; its receipt code makes a second entry of the same form impossible.

    It counts as one proposal and as no support, so a support that its author gives online later is counted
    once. Refuses a text that has been entered before.
    """
    require(actor, Permission.ENTER_ON_BEHALF, Facts(chantier=fields.chantier_number))
    if arrival.channel is Channel.ONLINE:
        raise Invalid("channel", N_("Please say how the contribution arrived."), field="channel")
    name = clean_line(arrival.name)
    check_length(name, DISPLAY_NAME_LENGTH, "name")
    fields = cleaned(fields)
    check_complete(fields.title, fields.body)
    code = _code(arrival.paper_code)
    _check_new(fields)
    proposal = new_draft(actor, fields)
    proposal.author_id = None
    proposal.entered_by_id = actor.account_id
    proposal.channel = arrival.channel
    proposal.behalf_name = name
    proposal.receipt_code = code
    check_phase(proposal)
    db.session.flush()
    journal.record(
        actor,
        "proposal.entered_on_behalf",
        "proposal",
        proposal.id,
        chantier=proposal.chantier_number,
        channel=arrival.channel.value,
    )
    return send(actor, proposal)


def new_code() -> str:
    """Eight signs in two groups, such as ``K7QF-2M9P``: about 5 × 10¹¹ possibilities."""
    signs = "".join(secrets.choice(CODE_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def _code(paper_code: str | None) -> str:
    if not paper_code:
        return new_code()
    code = clean_line(paper_code).upper().replace(" ", "-")
    if not CODE_FORM.fullmatch(code):
        raise Invalid("code_form", N_("A code looks like this: K7QF-2M9P."), field="paper_code")
    if queries.by_receipt_code(code) is not None:
        raise Invalid(
            "code_used", N_("The form with this code has been entered already."), field="paper_code"
        )
    return code


def _check_new(fields: ProposalFields) -> None:
    twin = queries.entered_twin(fields.title, fields.body)
    if twin is not None:
        raise Invalid(
            "entered_before",
            N_("This text has been entered already, as proposal %(number)s."),
            field="body",
            number=twin,
        )
