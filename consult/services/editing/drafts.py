"""What an editor has begun is kept here, out of everybody else's sight, until they publish or discard it."""

from collections.abc import Mapping

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotAllowed
from consult.models.editing import EditingDraft
from consult.queries.editing import drafts as queries
from consult.rules.editing import Kept
from consult.rules.permissions import Facts, require
from consult.services.editing.powers import permission

Fields = Mapping[str, list[str]]


def save(
    actor: Actor, kind: Kept, key: str, fields: Fields, based_on: int | None, chantier: int | None = None
) -> EditingDraft:
    """Keep ``fields``, as the form sent them, as the actor's one draft of the thing; nothing public changes.

    ``based_on``: the revision they had before them; None leaves that of an earlier draft. ``chantier``: whose
    thing it is, where it has one.
    """
    require(actor, permission(kind), Facts(chantier=chantier))
    if actor.account_id is None:
        raise NotAllowed
    draft = queries.own(actor.account_id, kind, key, locked=True)
    if draft is None:
        draft = EditingDraft(account_id=actor.account_id, kind=kind, key=key, begun_at=now(), based_on=0)
        db.session.add(draft)
    draft.fields = {name: [each.replace("\0", "") for each in values] for name, values in fields.items()}
    draft.chantier_number = chantier
    draft.changed_at = now()
    if based_on is not None:
        draft.based_on = based_on
    return draft


def discard(actor: Actor, kind: Kept, key: str) -> bool:
    """Forget the actor's draft; says whether there was one."""
    return actor.account_id is not None and queries.delete(actor.account_id, kind, key)
