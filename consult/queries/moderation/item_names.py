"""What somebody calls themselves on a moderator's table: a person's display name or an organisation's."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.accounts import Account
from consult.models.moderation import ProposedSuspension, Taken, WithheldName
from consult.models.organisations import Keeper, Organisation
from consult.queries.conditions import name_withheld
from consult.queries.moderation import records
from consult.queries.moderation.items import Item, Party, Text, check_moderator
from consult.queries.moderation.marks import Holder
from consult.queries.moderation.past import past_of
from consult.queries.moderation.queue import taken_after
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import Standing, Subject, SubjectKind, possible
from consult.rules.permissions import Facts


def account_item(actor: Actor, subject: Subject) -> Item:
    """A person: their name, how much they wrote, whether they are suspended. Seven statements."""
    holder = sa.orm.aliased(Account)
    row = _row(
        sa.select(Account, WithheldName.name, Taken, holder.display_name, ProposedSuspension.id)
        .outerjoin(WithheldName, name_withheld(SubjectKind.ACCOUNT))
        .outerjoin(Taken, _taken(subject))
        .outerjoin(holder, holder.id == Taken.account_id)
        .outerjoin(
            ProposedSuspension,
            sa.and_(ProposedSuspension.account_id == Account.id, ProposedSuspension.decided_at.is_(None)),
        )
        .where(Account.id == subject.id, Account.erased_at.is_(None))
    )
    account, withheld, taken, name, suspension_id = row
    facts = Facts(author_id=account.id)
    check_moderator(actor, facts)
    until = account.suspended_until
    suspended = until is not None and until > now()
    standing = replace(_standing(subject, withheld), suspended=suspended)
    return _item(
        actor,
        subject,
        facts,
        standing,
        text=Text(account.display_name, "", account.language),
        sent_at=account.created_at,
        author=Party(account.id, account.display_name),
        organisation=None,
        author_language=account.language,
        earlier=records.earlier_decisions(account.id, subject),
        withheld=withheld,
        holder=_holder(taken, name),
        suspended_until=until if suspended else None,
        suspension_id=suspension_id,
        past=past_of(actor, account.id, but=subject),
    )


def organisation_item(actor: Actor, subject: Subject) -> Item:
    """An organisation's public profile. Five statements."""
    keeper = (
        sa.select(Account.language)
        .join(Keeper, Keeper.account_id == Account.id)
        .where(Keeper.organisation_id == Organisation.id, Keeper.ended_at.is_(None))
        .order_by(Keeper.account_id)
        .limit(1)
        .correlate(Organisation)
        .scalar_subquery()
    )
    row = _row(
        sa.select(Organisation, WithheldName.name, Taken, Account.display_name, keeper)
        .outerjoin(WithheldName, name_withheld(SubjectKind.ORGANISATION))
        .outerjoin(Taken, _taken(subject))
        .outerjoin(Account, Account.id == Taken.account_id)
        .where(Organisation.id == subject.id)
    )
    organisation, withheld, taken, name, language = row
    facts = Facts(organisation_id=organisation.id)
    check_moderator(actor, facts)
    return _item(
        actor,
        subject,
        facts,
        _standing(subject, withheld),
        text=Text(organisation.name, organisation.about, organisation.language),
        sent_at=organisation.created_at,
        author=None,
        organisation=Party(organisation.id, organisation.name),
        author_language=language or organisation.language,
        earlier=records.earlier_decisions(None, subject, organisation.id),
        withheld=withheld,
        holder=_holder(taken, name),
    )


def _item(actor: Actor, subject: Subject, facts: Facts, standing: Standing, **values: Any) -> Item:
    decisions, reports = records.decisions_on(subject), records.reports_on(subject)
    standing = replace(standing, open_reports=sum(not report.settled for report in reports))
    return Item(
        subject=subject,
        facts=facts,
        standing=standing,
        second_person=False,
        possible=possible(standing, actor.account_id),
        version=0,
        decisions=[line for line, _ in decisions],
        reports=reports,
        raid=records.is_raid(reports),
        texts=records.counts_of_texts(subject),
        **values,
    )


def _row(statement: sa.Executable) -> Any:
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    return row


def _standing(subject: Subject, withheld: str | None) -> Standing:
    visibility = Visibility.VISIBLE if withheld is None else Visibility.HIDDEN
    return Standing(visibility=visibility, kind=subject.kind)


def _taken(subject: Subject) -> sa.ColumnElement[bool]:
    return sa.and_(
        Taken.subject_kind == subject.kind,
        Taken.subject_id == subject.id,
        Taken.taken_at > taken_after(now()),
    )


def _holder(taken: Taken | None, name: str) -> Holder | None:
    return Holder(taken.account_id, name, taken.taken_at) if taken is not None else None
