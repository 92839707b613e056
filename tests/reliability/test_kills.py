"""Kill -9 while people write: whatever was acknowledged is there, once.

`make kill-test` kills a hundred times. The seed decides whom a kill meets, and after how
many more acknowledged forms.
"""

import os
import random
from pathlib import Path

from flask import Flask

from consult.kernel.db import writing
from consult.rules.voting import Choice
from tests.factories import councils, proposals
from tests.reliability.accounting import check
from tests.reliability.deeds import Deed, Sender, Storm, comment, crowd, shuffled, support, vote
from tests.reliability.installation import Installation, installation

#: One of each of the first four ways in `make test`.
SHORT = 4
KILLS = int(os.environ.get("KILLS", SHORT))
SEED = int(os.environ.get("KILL_SEED", "20261025"))
WAYS = (
    Installation.kill_web_worker,
    Installation.kill_everything,
    Installation.kill_worker,
    Installation.kill_parent,
    Installation.kill_server,
)
#: Most forms that are acknowledged between two kills.
BETWEEN = 40 if KILLS > SHORT else 8
COUNCILLORS = 8


def prepared(app: Flask) -> list[list[Deed]]:
    """More forms than the kills need: supports and comments of a crowd, and votes changed again and again."""
    with writing():
        debated = [proposals.published().id for _ in range(3)]
        members = [councils.member() for _ in range(COUNCILLORS)]
        ballot_id = councils.opened().id
        senders = crowd(app, KILLS * BETWEEN // 4 + 30)
        lines = [[support(one, proposal)] for one in senders for proposal in debated]
        lines += [[comment(one, debated[n], n)] for one in senders for n in range(3)]
        dice, each = random.Random(SEED), KILLS * BETWEEN // COUNCILLORS
        for member in members:
            voter = Sender.of(app, member.account)
            choices = [dice.choice(list(Choice)) for _ in range(each)]
            lines.append([vote(voter, ballot_id, member.seat, n, choice) for n, choice in enumerate(choices)])
    people_only, voters = lines[:-COUNCILLORS], lines[-COUNCILLORS:]
    return voters + shuffled(people_only, SEED)


def test_kills_lose_nothing_that_was_acknowledged(real_app: Flask, dialect: str, tmp_path: Path) -> None:
    dice, lines = random.Random(SEED), prepared(real_app)
    ways = WAYS if dialect == "sqlite" else (Installation.terminate_backends, *WAYS)
    url = real_app.config["SQLALCHEMY_DATABASE_URI"]
    with installation(url, tmp_path) as site:
        with Storm(site.port, site.up, lines) as storm:
            for number in range(KILLS + len(ways) - len(WAYS)):
                storm.after(dice.randint(3, BETWEEN))
                ways[number % len(ways)](site, dice.randrange(1000))
            storm.after(3)
        assert storm.refused == []
    check(storm.acknowledged, tmp_path / "mail")
    assert {deed.kind for deed in storm.acknowledged} == {"support", "comment", "vote"}
