"""Names that decisions withheld, for whoever chooses a new one."""

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.moderation import WithheldName
from consult.rules.moderation import Subject, SubjectKind


def withheld_names(subject: Subject) -> list[str]:
    """What a person or an organisation may not call itself again while the decisions on it stand."""
    person = subject.kind is SubjectKind.ACCOUNT
    column = WithheldName.account_id if person else WithheldName.organisation_id
    return list(
        db.session.scalars(
            sa.select(WithheldName.name).where(column == subject.id, WithheldName.restored_at.is_(None))
        )
    )
