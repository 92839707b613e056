"""Supports by the commune that supporters declared, counted by the worker for the map."""

from datetime import datetime

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.proposals import Proposal, Support
from consult.queries.conditions import listed


def supports_by_commune(until: datetime) -> list[tuple[str, int, int]]:
    """(Commune, supporters, supports of listed proposals) before ``until``. One statement.

    Left out: who declared no commune, and accounts erased since.
    """
    rows = db.session.execute(
        sa.select(Account.commune_insee, sa.func.count(Account.id.distinct()), sa.func.count())
        .select_from(Support)
        .join(Proposal, Proposal.id == Support.proposal_id)
        .join(Account, Account.id == Support.account_id)
        .where(
            listed(),
            Support.created_at < until,
            Account.commune_insee.is_not(None),
            Account.erased_at.is_(None),
        )
        .group_by(Account.commune_insee)
    )
    return [(insee, people, supports) for insee, people, supports in rows if insee]
