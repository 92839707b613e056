"""Data sets of any size on top of the demonstration, the same from the same seed and day."""

from datetime import date, timedelta
from itertools import islice

import sqlalchemy as sa

from bench.dataset.ballots import hold_ballots
from bench.dataset.bulk import settle, unindexed
from bench.dataset.debate import Debate, write_journal, write_supports
from bench.dataset.findable import Findable
from bench.dataset.people import settle_people
from bench.dataset.proposals import plan, write_proposals
from bench.dataset.sizes import Sizes
from bench.texts import SEED, invented
from consult.gateways import demo_files
from consult.kernel.db import db, writing
from consult.models.accounts import Account
from consult.models.comments import Comment, CommentVersion
from consult.models.journal import JournalEntry
from consult.models.proposals import Proposal, ProposalVersion, Support
from consult.models.search import SearchEntry, SearchText
from consult.models.territory import Commune
from consult.queries.phases import admitted_today
from consult.rules.phases import Contribution
from consult.services import demo, figures
from consult.services.demo.stage import local_moment

#: So many different texts are invented for comments; beyond that they come again.
TEXTS = 20_000
DAYS = 320
#: What the proposals that are measured must admit.
PLAYED = {Contribution.SUPPORT, Contribution.DEBATE}
MODELS = (
    Account,
    Proposal,
    ProposalVersion,
    Comment,
    CommentVersion,
    Support,
    JournalEntry,
    SearchEntry,
    SearchText,
)


def fill(sizes: Sizes, today: date, password_hash: str, texts: int = TEXTS) -> None:
    """Fill the empty database of the current application: the demonstration, then ``sizes``."""
    with writing():
        demo.fill(today, SEED, {entry.key: password_hash for entry in demo_files.read().sign_ins})
    communes = list(db.session.scalars(sa.select(Commune.insee).order_by(Commune.insee)))
    said = list(islice(invented(max(sizes.proposals, texts), communes), None))
    open_chantiers = sorted(number for number, kinds in admitted_today().items() if kinds >= PLAYED)
    db.session.remove()
    with unindexed(*MODELS):
        people = settle_people(sizes.residents, local_moment(today - timedelta(days=DAYS)), password_hash)
        planned = plan(sizes, said, people, local_moment(today - timedelta(days=10)), open_chantiers)
        write_proposals(planned, people)
        debate = Debate(planned, people, said[:texts])
        debate.write()
        write_supports(planned, people)
        write_journal(debate)
        Findable(debate, people, said[:texts]).write()
    settle(*MODELS)
    hold_ballots(planned, today)
    with writing():
        figures.count(local_moment(today))
    settle()
