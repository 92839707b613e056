"""Deletes what is kept only for a while; each function takes at most ``limit`` rows and tells how many."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import Base, db
from consult.models.accounts import Account, AccountSession, AccountToken
from consult.models.assemblies import Councillor, Seat, SeatFile
from consult.models.events import Event, Registration
from consult.models.forms import FormUse, KeptForm
from consult.models.moderation import Appeal, Decision, Report, WithheldName
from consult.models.notifications import OutboxItem, OutboxStatus
from consult.models.offers import Offer
from consult.models.organisations import KeeperInvitation
from consult.rules.offers import OfferStatus

ENDED = (OutboxStatus.SENT, OutboxStatus.DROPPED, OutboxStatus.FAILED)


def sessions(before: datetime, limit: int) -> int:
    return _delete(AccountSession, AccountSession.expires_at <= before, limit)


def tokens(before: datetime, limit: int) -> int:
    return _delete(AccountToken, AccountToken.expires_at < before, limit)


def form_tokens(before: datetime, limit: int) -> int:
    return _delete(FormUse, FormUse.used_at < before, limit)


def forms(before: datetime, limit: int) -> int:
    return _delete(KeptForm, KeptForm.kept_at < before, limit)


def mails(before: datetime, limit: int) -> int:
    """Rows that are done with, one way or another."""
    return _delete(OutboxItem, sa.and_(OutboxItem.status.in_(ENDED), OutboxItem.created_at < before), limit)


def offers(before: datetime, limit: int) -> int:
    """The words of both sides of an offer; what nobody ever answered is withdrawn with them."""
    last = sa.func.coalesce(Offer.replied_at, Offer.changed_at)
    spoken = sa.or_(Offer.text != "", Offer.reply != "")
    ids = list(db.session.scalars(sa.select(Offer.id).where(last < before, spoken).limit(limit)))
    if ids:
        old = Offer.id.in_(ids)
        open_ones = sa.and_(old, Offer.status == OfferStatus.OPEN)
        _run(sa.update(Offer).where(open_ones).values(status=OfferStatus.WITHDRAWN, named=False))
        _run(sa.update(Offer).where(old).values(text="", reply=""))
    return len(ids)


def unconfirmed(before: datetime, limit: int) -> int:
    """Sign-ups that nobody confirmed lose address, name and all; the number stays, for the journal's sake."""
    chosen = (
        sa.select(Account.id)
        .where(Account.confirmed_at.is_(None), Account.erased_at.is_(None), Account.created_at < before)
        .limit(limit)
    )
    ids = list(db.session.scalars(chosen))
    if not ids:
        return 0
    for model in (AccountSession, AccountToken, OutboxItem):
        _run(sa.delete(model).where(model.account_id.in_(ids)))
    blank = dict.fromkeys(
        (
            "email",
            "pending_email",
            "former_email",
            "password_hash",
            "commune_insee",
            "origin",
            "charter_accepted_at",
            "age_declared_at",
        )
    )
    values = blank | {"display_name": "", "ties": [], "erased_at": sa.func.now()}
    return _run(sa.update(Account).where(Account.id.in_(ids)).values(values))


def reporters(before: datetime, limit: int) -> int:
    """Who reported, or contested the answer, is forgotten a year after the decision, name and address too;
    the report itself stays. Not while an appeal of theirs waits."""
    waiting = sa.exists().where(Appeal.report_id == Report.id, Appeal.outcome.is_(None))
    chosen = list(
        db.session.scalars(
            sa.select(Report.id)
            .join(Decision, Decision.id == Report.decision_id)
            .where(
                Decision.decided_at < before,
                Report.reporter_key.not_like("erased:%"),
                sa.not_(waiting),
            )
            .limit(limit)
        )
    )
    if not chosen:
        return 0
    _run(sa.delete(OutboxItem).where(OutboxItem.report_id.in_(chosen)))
    _run(sa.update(Appeal).where(Appeal.report_id.in_(chosen)).values(account_id=None))
    blank = dict.fromkeys(("reporter_id", "notifier_name", "notifier_email"))
    key = sa.literal("erased:") + Report.id.cast(sa.String)
    return _run(sa.update(Report).where(Report.id.in_(chosen)).values(reporter_key=key, **blank))


def names(before: datetime, limit: int) -> int:
    """What a decision withheld of a name, once it can no longer come back; not while an appeal waits."""
    waiting = sa.exists().where(Appeal.decision_id == WithheldName.decision_id, Appeal.outcome.is_(None))
    return _delete(WithheldName, sa.and_(WithheldName.withheld_at < before, sa.not_(waiting)), limit)


def seat_files(before: datetime, limit: int) -> int:
    """Lists that clerks sent, applied or not: their names live on in the seats only."""
    return _delete(SeatFile, SeatFile.uploaded_at < before, limit)


def registrations(before: datetime, limit: int) -> int:
    """Who came to an event or waited for a place is forgotten; how many they were stays with the venue."""
    by_day = sa.and_(Event.ends_at.is_(None), Event.ends_on < before.date())
    ended = sa.select(Event.id).where(sa.or_(Event.ends_at < before, by_day))
    return _delete(Registration, Registration.event_id.in_(ended), limit)


def invitations(before: datetime, limit: int) -> int:
    """Addresses that were asked to keep an organisation, whether they answered or not."""
    return _delete(KeeperInvitation, KeeperInvitation.invited_at < before, limit)


def councillors_addresses(today: date, limit: int) -> int:
    """A councillor's address goes when the last mandate has ended."""
    in_office = sa.select(Seat.councillor_id).where(sa.or_(Seat.ends_on.is_(None), Seat.ends_on >= today))
    had_seat = sa.select(Seat.councillor_id)
    chosen = (
        sa.select(Councillor.id)
        .where(Councillor.email.is_not(None), Councillor.id.in_(had_seat), Councillor.id.not_in(in_office))
        .limit(limit)
    )
    return _run(sa.update(Councillor).where(Councillor.id.in_(chosen)).values(email=None))


def _delete(model: type[Base], condition: sa.ColumnElement[bool], limit: int) -> int:
    key: Any = next(iter(model.__table__.primary_key))
    chosen = sa.select(key).where(condition).limit(limit)
    return _run(sa.delete(model).where(key.in_(chosen)))


def _run(statement: sa.Delete | sa.Update) -> int:
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
