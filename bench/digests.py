"""Digests for more and more followers: time, memory, and whether a kill costs or doubles one.

`python -m bench.digests URL` is the process that is measured: it owes all digests that are due.
"""

import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from bench.databases import copied, filled, running
from bench.dataset.sizes import Sizes
from bench.keeping import keep
from bench.serving import settings
from consult.app import create_app
from consult.kernel.clock import now
from consult.kernel.db import db, writing
from consult.models.accounts import Account
from consult.models.following import Digest, Follow
from consult.models.journal import JournalEntry
from consult.models.notifications import OutboxItem
from consult.models.proposals import Proposal
from consult.queries.conditions import listed
from consult.rules.following import INTERVALS, Pace
from consult.services import following

FOLLOWERS = (500, 5_000, 50_000)
PEOPLE = Sizes(residents=60_000, proposals=60, comments=1_000, supports=2_000, ballots=0, threads=())
#: A run is killed after so many turns of 500 people, and begun again.
KILLED_AFTER = 3


@dataclass(frozen=True, slots=True)
class Owed:
    """``peak``: bytes that the process held at most; ``digests``: rows owed, ``people``: to how many."""

    followers: int
    seconds: float
    peak: int
    killed: bool
    digests: int
    people: int


def run(dialect: str) -> None:
    """Every size on a fresh copy, the last one killed once in between, and keep what was found."""
    with running(dialect) as template:
        filled(template, "people", PEOPLE)
        found = [_measured(copied(template, "people", "played"), count) for count in FOLLOWERS]
        again = _measured(copied(template, "people", "played"), max(FOLLOWERS), killed=True)
    keep("digests", dialect, {"steps": [*found, again]})


def _measured(url: str, followers: int, *, killed: bool = False) -> Owed:
    app = create_app(settings(url))
    with app.app_context():
        with writing():
            _follow(followers)
        if killed:
            _begin_and_kill(url)
        *_, seconds, peak = subprocess.check_output(_command(url), text=True).splitlines()
        told = sa.select(sa.func.count(), sa.func.count(OutboxItem.account_id.distinct()))
        digests, people = db.session.execute(told.where(OutboxItem.event == "digest")).one()
        db.session.remove()
        db.engine.dispose()
    return Owed(followers, float(seconds), int(peak), killed, digests, people)


def _follow(count: int) -> None:
    """``count`` residents follow the chantier of a proposal that was published some minutes ago."""
    proposal = db.session.scalars(sa.select(Proposal).where(listed()).order_by(Proposal.id).limit(1)).one()
    long_ago = now() - max(INTERVALS.values()) - timedelta(days=1)
    who = sa.select(Account.id).where(Account.email.like("resident-%")).order_by(Account.id).limit(count)
    people = list(db.session.scalars(who))
    assert len(people) == count
    chantier = proposal.chantier_number
    db.session.execute(sa.delete(Follow))
    db.session.execute(sa.delete(Digest))
    db.session.execute(sa.delete(OutboxItem))
    follows = [{"account_id": each, "chantier_number": chantier, "since": long_ago} for each in people]
    db.session.execute(sa.insert(Follow), follows)
    newest = db.session.scalar(sa.select(sa.func.max(JournalEntry.id)))
    due = {"pace": Pace.WEEKLY, "through_id": newest, "made_at": long_ago}
    db.session.execute(sa.insert(Digest), [{"account_id": each} | due for each in people])
    db.session.add(
        JournalEntry(
            at=now() - timedelta(minutes=10),
            event="proposal.published",
            subject_kind="proposal",
            subject_id=proposal.id,
            chantier_number=chantier,
            facts={},
        )
    )


def _begin_and_kill(url: str) -> None:
    process = subprocess.Popen(_command(url), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(KILLED_AFTER):
        process.stdout.readline()
    process.kill()
    process.wait()


def _command(url: str) -> list[str]:
    return [sys.executable, "-m", "bench.digests", url]


def owe_all(url: str) -> None:
    """Owe what is due as the worker does, a line for each turn; then the seconds, then the peak in bytes."""
    app = create_app(settings(url))
    with app.app_context():
        more, turns, begun = True, 0, time.monotonic()
        while more:
            with writing():
                more = following.owe_digests()
            db.session.remove()
            turns += 1
            print(turns, flush=True)
    print(f"{time.monotonic() - begun:.2f}")
    lines = Path("/proc/self/status").read_text().splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    print(int(peak) * 1_024)


if __name__ == "__main__":
    owe_all(sys.argv[1])
