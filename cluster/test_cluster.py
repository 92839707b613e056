"""One application host is killed under load, then the replica lags and is killed: visitors hardly notice.

`make cluster-test` runs this, and prints what was counted; it is no part of `make test`.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask

from cluster import proxy
from cluster.databases import Node, Replica, replicated
from cluster.killing import Kill, kill
from cluster.visitors import Line, Visitors
from consult.app import create_app
from consult.gateways.signing import FolderKeys
from consult.kernel.db import db, writing
from consult.rules.voting import Choice
from tests.e2e.site import free_port
from tests.factories import councils, proposals
from tests.reliability.accounting import check
from tests.reliability.deeds import Deed, Sender, comment, crowd, shuffled, support, vote
from tests.reliability.installation import Installation, wait_until
from tests.support import databases, postgres

PEOPLE, COUNCILLORS, VOTES_EACH, DEBATED = 400, 24, 40, 3
SEED = 20261025
MISSING = [
    name
    for name, found in (("nginx-light", proxy.program()), ("postgresql-15", postgres.binaries()))
    if not found
]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"these packages are missing: {', '.join(MISSING)}")


@dataclass
class Cluster:
    """All that runs. ``quiet``: a proposal that only the test's own forms reach, in this order."""

    app: Flask
    primary: Node
    replica: Replica
    hosts: list[Installation]
    visitors: Visitors
    quiet: int
    forms: Iterator[Deed]
    told: list[str] = field(default_factory=list)

    @property
    def nobody(self) -> Line:
        return Line(self.visitors.port, 200)

    def say_something(self) -> Callable[[], bool]:
        """A person comments the quiet proposal; the answer tells whether a signed-out reader sees it."""
        deed, page, line = next(self.forms), f"/fr/proposals/{self.quiet}", self.nobody
        self.visitors.deliver(line, deed)
        words = str(deed.fields["body"]).rpartition(" Numéro ")[2]
        return lambda: words in line.get(page).text


def stories(app: Flask) -> tuple[int, list[str], list[list[Deed]], list[Deed]]:
    """The quiet proposal, what readers read, the forms of the crowd, and those for the quiet proposal."""
    with writing():
        debated = [proposals.published().id for _ in range(DEBATED)]
        quiet, ballot = proposals.published().id, councils.opened
        members = [councils.member() for _ in range(COUNCILLORS)]
        ballot_id = ballot().id
        lines: list[list[Deed]] = []
        for sender in crowd(app, PEOPLE):
            lines.append([support(sender, proposal) for proposal in debated])
            lines.append([comment(sender, proposal, n) for n, proposal in enumerate(debated)])
        dice = random.Random(SEED)  # noqa: S311  # the same order every time
        for member in members:
            voter = Sender.of(app, member.account)
            choices = [dice.choice(list(Choice)) for _ in range(VOTES_EACH)]
            lines.append([vote(voter, ballot_id, member.seat, n, choice) for n, choice in enumerate(choices)])
        own = [comment(sender, quiet, 0) for sender in crowd(app, 10)]
    pages = ["/fr/", "/de/", "/fr/proposals", "/de/proposals", "/fr/ballots", "/fr/search?q=verger"]
    pages += [f"/{language}/proposals/{proposal}" for proposal in debated for language in ("fr", "de")]
    return quiet, pages, shuffled(lines, SEED), own


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="consult-cluster-"))
    folder.chmod(0o755)
    with ExitStack() as stack:
        primary, replica = stack.enter_context(replicated(folder))
        databases.fill(primary.url, folder)
        app = create_app(databases.settings(primary.url, folder))
        stack.enter_context(app.app_context())
        stack.callback(lambda: (db.session.remove(), db.engine.dispose()))
        quiet, pages, lines, own = stories(app)
        wait_until(lambda: replica.has_caught_up(primary), "the replica has all")
        FolderKeys(folder / "keys").rotate()
        port = free_port()
        hosts = [host(folder / name, port, primary, replica) for name in ("one", "two")]
        for each in hosts:
            stack.callback(each.stop)
            each.start()
        stack.enter_context(proxy.balancing(folder / "nginx", port, [each.port for each in hosts]))
        visitors = Visitors(port, pages, lines)
        yield Cluster(app, primary, replica, hosts, visitors, quiet, iter(own))


def host(instance: Path, port: int, primary: Node, replica: Replica) -> Installation:
    """An application host with a folder of its own; letters alone go to one place, as to one mail server."""
    letters = instance.parent / "mail"
    letters.mkdir(exist_ok=True)
    instance.mkdir()
    (instance / "mail").symlink_to(letters)
    return Installation(
        primary.url,
        instance,
        CONSULT_ENV="production",
        PUBLIC_URL=f"http://127.0.0.1:{port}",
        DATABASE_READ_URL=replica.url,
        LIMITS_URL=f"rate+{primary.url}",
        SIGNING_KEYS=str(instance.parent / "keys"),
        PROXIES="1",
    )


@contextmanager
def part(cluster: Cluster, name: str) -> Iterator[None]:
    """One part of the story, and its line in the account."""
    before, begun = len(cluster.visitors.sent), time.monotonic()
    yield
    sent = cluster.visitors.sent[before:]
    failed = sum(not each.right for each in sent)
    seconds = time.monotonic() - begun
    cluster.told.append(f"{name:<42}{len(sent):>9}{failed:>10}{seconds:>10.1f}")


def answered_by(cluster: Cluster, site: Installation, since: int) -> bool:
    return str(site.port) in {each.host for each in cluster.visitors.sent[since:]}


def lose_a_host(cluster: Cluster) -> Kill:
    visitors, (first, _second) = cluster.visitors, cluster.hosts
    with part(cluster, "both hosts and the replica at work"):
        visitors.go_on()
        read = cluster.replica.scans()
        wait_until(lambda: cluster.replica.scans() > read + 50, "readers read the replica")
        assert all(answered_by(cluster, each, 0) for each in cluster.hosts)
    with part(cluster, "one host killed, the other alone"):
        gone = kill(first.processes)
        first.process.wait()
        since = len(visitors.sent)
        visitors.go_on()
        after = [each for each in visitors.sent[since:] if each.begun > gone.ended]
        assert {each.host for each in after} == {str(cluster.hosts[1].port)}
    with part(cluster, "the host back again"):
        since = len(visitors.sent)
        first.start()
        wait_until(lambda: answered_by(cluster, first, since), "the host gets requests again")
        visitors.go_on()
    return gone


def lag(cluster: Cluster) -> None:
    """Readers may be behind by some seconds, then read the primary, while the replica stands still."""
    with part(cluster, "the replica stands still"):
        cluster.replica.ask("SELECT pg_wal_replay_pause()")
        wait_until(
            lambda: cluster.replica.ask("SELECT pg_get_wal_replay_pause_state()") == "paused", "it pauses"
        )
        seen, begun = cluster.say_something(), time.monotonic()
        stale = not seen()
        wait_until(lambda: all(seen() for _ in range(12)), "readers get the primary's pages")
        cluster.told.append(f"  first stale: {stale}; all fresh after {time.monotonic() - begun:.1f} s")
        assert stale, "readers were not on the replica at all"
        assert cluster.replica.ask("SELECT count(*) FROM comment") < cluster.primary.ask(
            "SELECT count(*) FROM comment"
        )
        seen = cluster.say_something()
        assert all(seen() for _ in range(12))
        cluster.visitors.go_on()
    with part(cluster, "the replica goes on and is read again"):
        cluster.replica.ask("SELECT pg_wal_replay_resume()")
        read = cluster.replica.scans()
        wait_until(lambda: cluster.replica.scans() > read + 50, "readers read the replica again")
        cluster.visitors.go_on()


def lose_the_replica(cluster: Cluster) -> Kill:
    with part(cluster, "the replica killed"):
        gone = cluster.replica.kill()
        seen = cluster.say_something()
        assert all(seen() for _ in range(12))
        cluster.visitors.go_on()
    return gone


def account(cluster: Cluster, kills: dict[str, Kill]) -> None:
    """Print what was counted, whether it is right or not."""
    visitors, told = cluster.visitors, cluster.told
    for name, gone in kills.items():
        flying = [each for each in visitors.sent if gone.met(each)]
        failed, window = sum(not each.right for each in flying), (gone.ended - gone.begun) * 1000
        told.append(f"{name} died within {window:.0f} ms: {len(flying)} requests in flight, {failed} failed")
    both = sum(len(hosts) == 2 for hosts in visitors.hosts.values())
    told.append(f"{len(visitors.acknowledged)} forms acknowledged; {both} people were served by both hosts")
    print("\n" + f"{'':<42}{'requests':>9}{'failures':>10}{'seconds':>10}", *told, sep="\n")


def test_a_host_and_the_replica_may_go_and_nothing_acknowledged_is_lost(cluster: Cluster) -> None:
    visitors = cluster.visitors
    with visitors:
        host_gone = lose_a_host(cluster)
        lag(cluster)
        replica_gone = lose_the_replica(cluster)
    account(cluster, {"the host": host_gone, "the replica": replica_gone})
    failed = [each for each in visitors.sent if not each.right]
    assert [each for each in failed if not host_gone.met(each)] == [], "more failed than was in flight"
    assert visitors.refused == []
    assert visitors.unseen == [], "somebody did not see their own write"
    assert any(len(hosts) == 2 for hosts in visitors.hosts.values()), "no session went on at the other host"
    for each in cluster.hosts:
        each.stop()
    check(visitors.acknowledged, cluster.hosts[0].instance.parent / "mail")
    assert {deed.kind for deed in visitors.acknowledged} == {"support", "comment", "vote"}
