"""What the letters about merged proposals tell their authors, co-authors and supporters."""

from dataclasses import replace
from typing import Any

from consult.kernel.actor import VISITOR
from consult.kernel.clock import now
from consult.kernel.messages import N_
from consult.kernel.rendering import address
from consult.kernel.text.typography import typeset_line
from consult.models.moderation import Decision, Merge
from consult.models.proposals import Proposal
from consult.queries import letters, merging
from consult.queries.accounts import actor_of_account
from consult.queries.letters import Recipient
from consult.queries.proposals import own_support
from consult.rules.permissions import Permission, allows
from consult.services.mailing import contents, moderation
from consult.services.mailing.contents import WROTE, Content, Ids, Quote

CO_WROTE = N_("You receive this message because you are a co-author of this proposal.")
SUPPORTED = N_("You receive this message because you supported a proposal that this is about.")


def decided(ids: Ids, reader: Recipient) -> Content | None:
    """A merge or its undoing, to those who wrote what was merged, with the way not to be named.

    Its author has the statement of reasons, to which the link leads; a co-author the reason only.
    """
    found = letters.decision(ids["decision_id"])
    if found is None or found.proposal is None:
        return None
    other = _other(found)
    stated = moderation.decision(ids, reader)
    told = _title(reader, found.proposal)
    values: dict[str, Any] = {
        "statement": None,
        "title": told,
        "reason": Quote(found.language, found.reason),
    } | (stated.values if stated is not None else {})
    values |= {
        "other": _title(reader, other) if other is not None else None,
        "refuse": _refusal(reader, other),
    }
    if stated is not None:
        return Content(values, stated.where, stated.endpoint, stated.action, stated.why)
    if told is None:
        return None
    where = {"proposal_id": found.proposal.id}
    return Content(values, where, "proposals.show", N_("See the proposal"), CO_WROTE)


def _other(found: Decision) -> Proposal | None:
    """What the decision merged the proposal into, or took it out of."""
    if found.merged_into_id is not None:
        return letters.proposal(found.merged_into_id)
    assert found.proposal_id is not None
    undone = (one for one in merging.merges_of(found.proposal_id) if one.undone_at == found.decided_at)
    merge = next(undone, None)
    return letters.proposal(merge.target_id) if merge is not None else None


def _refusal(reader: Recipient, other: Proposal | None) -> str | None:
    """The page on which the reader can refuse to be named, while they are."""
    row = merging.co_author(other.id, reader.account_id) if other is not None else None
    if other is None or row is None or row.refused_at is not None:
        return None
    return address("proposals.confirm_refusal", reader.language, proposal_id=other.id)


def comment(ids: Ids, reader: Recipient) -> Content | None:
    """A new comment, to the proposal's author or to a co-author of theirs."""
    found = contents.comment(ids, reader)
    if found is None:
        return None
    wrote = found.values["proposal"].author_id == reader.account_id
    values = found.values | {"co_author": not wrote}
    return replace(found, values=values, why=None if wrote else CO_WROTE)


def answer(ids: Ids, reader: Recipient) -> Content | None:
    """An answer, to author, co-authors and supporters; each learns why they hear of it."""
    return _with_co_authors(contents.answer(ids, reader), reader)


def follow_up(ids: Ids, reader: Recipient) -> Content | None:
    """What was done since the answer, to the same people."""
    return _with_co_authors(contents.follow_up(ids, reader), reader)


def _with_co_authors(found: Content | None, reader: Recipient) -> Content | None:
    if found is None or found.why == WROTE:
        return found
    row = merging.co_author(found.values["proposal"].id, reader.account_id)
    named = row is not None and row.refused_at is None
    return replace(found, why=CO_WROTE) if named else found


def supporter(ids: Ids, reader: Recipient) -> Content | None:
    """A support came over: one link leads to where it can be kept or withdrawn; nothing once it is."""
    merge = letters.merge(ids["merge_id"])
    if merge is None or merge.undone_at is not None or _title(reader, merge.target) is None:
        return None
    if not own_support(merge.target_id, reader.account_id):
        return None
    return Content(_pair(reader, merge), {"proposal_id": merge.target_id}, why=SUPPORTED)


def former_supporter(ids: Ids, reader: Recipient) -> Content | None:
    """A support counts where it was given; nothing if it was merged again meanwhile."""
    merge = letters.merge(ids["merge_id"])
    if merge is None or merge.source.merged_into_id is not None or _title(reader, merge.source) is None:
        return None
    return Content(_pair(reader, merge), {"proposal_id": merge.source_id}, why=SUPPORTED)


def received(ids: Ids, reader: Recipient) -> Content | None:
    """To the author whose proposal another was merged into; nothing if that was undone meanwhile."""
    merge = letters.merge(ids["merge_id"])
    return None if merge is None or merge.undone_at is not None else _to_the_other_author(reader, merge)


def lost(ids: Ids, reader: Recipient) -> Content | None:
    """To the same author, when it was undone."""
    merge = letters.merge(ids["merge_id"])
    return None if merge is None else _to_the_other_author(reader, merge)


def _to_the_other_author(reader: Recipient, merge: Merge) -> Content | None:
    if _title(reader, merge.target) is None:
        return None
    values = _pair(reader, merge) | {"count": merge.target.support_count}
    return Content(values, {"proposal_id": merge.target_id}, why=WROTE)


def _pair(reader: Recipient, merge: Merge) -> dict[str, Any]:
    return {"title": _title(reader, merge.source), "other": _title(reader, merge.target)}


def _title(reader: Recipient, proposal: Proposal) -> str | None:
    """What the proposal is called, while the reader may read it."""
    actor = actor_of_account(reader.account_id, now()) if reader.account_id is not None else None
    readable = allows(actor or VISITOR, Permission.READ_PROPOSAL, proposal.facts)
    if not readable:
        return None
    title = contents.title_of(proposal, reader)
    return typeset_line(title.text, title.language)
