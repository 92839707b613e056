"""What the letters about translations tell: to their translators, and to those who asked for them."""

from consult.kernel.actor import VISITOR
from consult.kernel.clock import now
from consult.kernel.messages import N_
from consult.models.translations import Translation
from consult.queries import letters
from consult.queries.accounts import actor_of_account
from consult.queries.letters import Recipient
from consult.rules.permissions import Permission, allows
from consult.rules.translations import TranslationState, outdated
from consult.services.mailing.contents import Content, Ids, Quote, excerpt, title_of

TRANSLATED = N_("You receive this message because you translated this text.")


def decided(ids: Ids, reader: Recipient) -> Content | None:
    """The team's word on the reader's own translation; None once they may not read its text any more."""
    row = _readable(ids, reader)
    if row is None or row.translator_id != reader.account_id:
        return None
    values = _about(row, reader) | {"note": Quote(reader.language, row.note) if row.note else None}
    return Content(values, {"translation_id": row.id})


def ready(ids: Ids, reader: Recipient) -> Content | None:
    """A text can be read in the language that its reader asked for; None when it cannot any more."""
    row = _readable(ids, reader)
    if row is None or row.state is not TranslationState.SHOWN or outdated(row.version, _version(row)):
        return None
    values = _about(row, reader) | {"text": excerpt(row.body, row.language)}
    if row.comment is not None:
        return Content(values, {"comment_id": row.comment.id}, "comments.show", N_("Read the comment"))
    return Content(values, {"proposal_id": row.proposal_id})


def _version(row: Translation) -> int:
    if row.comment is not None:
        return row.comment.version
    return row.proposal.shown_version if row.proposal is not None else 0


def _about(row: Translation, reader: Recipient) -> dict[str, object]:
    proposal = row.comment.proposal if row.comment is not None else row.proposal
    assert proposal is not None
    return {
        "comment": row.comment,
        "title": title_of(proposal, reader),
        "language": row.language,
        "machine": row.provider is not None,
    }


def _readable(ids: Ids, reader: Recipient) -> Translation | None:
    """The translation, while its reader may read the text it belongs to."""
    row = letters.translation(ids["translation_id"])
    if row is None:
        return None
    actor = actor_of_account(reader.account_id, now()) if reader.account_id is not None else None
    comment = row.comment
    proposal = comment.proposal if comment is not None else row.proposal
    if proposal is None or not allows(actor or VISITOR, Permission.READ_PROPOSAL, proposal.facts):
        return None
    if comment is not None:
        facts = comment.facts_in(proposal.state, proposal.chantier_number)
        if not allows(actor or VISITOR, Permission.READ_COMMENT, facts):
            return None
    return row
