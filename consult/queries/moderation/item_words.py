"""An offer of help or an organisation's position on a moderator's table."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.moderation import Taken
from consult.models.organisations import Keeper
from consult.models.programme import Chantier
from consult.queries.moderation import records, said
from consult.queries.moderation.items import Item, Party, check_moderator, hidden_by, readable
from consult.queries.moderation.marks import Holder
from consult.queries.moderation.queue import taken_after
from consult.queries.moderation.said import Said
from consult.rules.moderation import DecisionKind, Standing, Subject, possible
from consult.rules.permissions import Facts


def offer_item(actor: Actor, subject: Subject) -> Item:
    """Its reader sees what was offered and what was replied. Seven statements."""
    offer = said.offer(subject.id)
    sides = said.other_side(offer)
    facts = replace(offer.facts, organisation_id=sides.organisation_id, co_authors=sides.co_authors)
    author = _person(offer.account_id)
    return _item(
        actor,
        subject,
        facts,
        said.of_offer(offer),
        version=0,
        sent_at=offer.changed_at,
        author=Party(author.id, author.display_name) if author is not None else None,
        organisation=None,
        author_language=author.language if author is not None else offer.language,
        earlier=records.earlier_decisions(offer.account_id, subject),
    )


def position_item(actor: Actor, subject: Subject) -> Item:
    """The reasons in each language; who keeps the organisation reads the statement. Seven statements."""
    position = said.position(subject.id)
    organisation, author = position.organisation, _person(position.given_by_id)
    reader = db.session.scalar(
        sa.select(Account.language)
        .join(Keeper, Keeper.account_id == Account.id)
        .where(Keeper.organisation_id == organisation.id, Keeper.ended_at.is_(None))
        .order_by(Keeper.account_id)
        .limit(1)
    )
    return _item(
        actor,
        subject,
        position.facts,
        said.of_position(position),
        version=position.number,
        sent_at=position.changed_at,
        author=Party(author.id, author.display_name) if author is not None else None,
        organisation=Party(organisation.id, organisation.name),
        author_language=reader or organisation.language,
        earlier=records.earlier_decisions(None, subject, organisation.id),
    )


def _item(
    actor: Actor,
    subject: Subject,
    facts: Facts,
    words: Said,
    *,
    version: int,
    sent_at: datetime,
    author: Party | None,
    organisation: Party | None,
    author_language: str,
    earlier: dict[DecisionKind, int],
) -> Item:
    check_moderator(actor, facts)
    decisions, reports = records.decisions_on(subject), records.reports_on(subject)
    standing = Standing(
        visibility=words.visibility,
        open_reports=sum(not report.settled for report in reports),
        kind=subject.kind,
        hidden_by_id=hidden_by(words.visibility, decisions),
        emptied=not words.body,
    )
    shown = readable(actor, facts)
    kinds = possible(standing, actor.account_id)
    chantier, holder = _around(subject, facts)
    return Item(
        subject=subject,
        facts=facts,
        standing=standing,
        second_person=False,
        possible=kinds if shown else tuple(kind for kind in kinds if kind is not DecisionKind.REINSTATE),
        text=words.texts[0] if shown and words.texts else None,
        further=words.texts[1:] if shown else (),
        on=words.on,
        version=version,
        sent_at=sent_at,
        author=author,
        organisation=organisation,
        author_language=author_language,
        decisions=[line for line, _ in decisions],
        reports=reports,
        raid=records.is_raid(reports),
        earlier=earlier,
        holder=holder,
        chantier=chantier,
    )


def _person(account_id: int | None) -> Account | None:
    """Whoever wrote it, unless they have left."""
    found = db.session.get(Account, account_id) if account_id is not None else None
    return found if found is not None and found.erased_at is None else None


def _around(subject: Subject, facts: Facts) -> tuple[Chantier | None, Holder | None]:
    """The chantier it belongs to, and who has the item before them."""
    row = db.session.execute(
        sa.select(Taken, Account.display_name)
        .join(Account, Account.id == Taken.account_id)
        .where(
            Taken.subject_kind == subject.kind,
            Taken.subject_id == subject.id,
            Taken.taken_at > taken_after(now()),
        )
    ).first()
    holder = Holder(row[0].account_id, row[1], row[0].taken_at) if row is not None else None
    return db.session.get(Chantier, facts.chantier) if facts.chantier is not None else None, holder
