"""A clerk prepares a paper here: its times, its proposals, their questions; scheduling freezes all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import Localised, db
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.i18n import in_language, translate
from consult.kernel.messages import N_, Message
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_text
from consult.models.ballots import Ballot, Paper
from consult.models.proposals import Proposal
from consult.queries import ballots as queries
from consult.queries import proposals as proposal_queries
from consult.queries.merging import lock_together
from consult.queries.translations import approved_titles
from consult.rules.ballot_log import canonical_json
from consult.rules.permissions import Permission, require
from consult.rules.rule_sets import RULE_SETS, Profile, freeze
from consult.rules.voting import BallotKind, BallotState, check_transition
from consult.services import journal, search
from consult.services.ballots.opening import may_be_voted_on
from consult.services.ballots.times import local_instant
from consult.services.ballots.titles import check_titles
from consult.services.ballots.translations import InEveryLanguage, one_line

TITLE_LENGTH = 120
QUESTION_LENGTH = 300
PROPOSAL_TITLE_LENGTH = 160
QUESTION = N_("Are you in favour of the proposal “%(title)s”?")
PLAIN_QUESTION = Message(N_("Are you in favour of this proposal?"))


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """``opens`` and ``closes`` are the territory's naive times; no ``assembly_id`` asks all councillors."""

    title: Localised
    introduction: Localised
    opens: datetime
    closes: datetime
    proposal_ids: Sequence[int]
    assembly_id: int | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """A ballot's question and its proposal's title, by language."""

    question: Localised
    proposal_title: Localised


def prepare(actor: Actor, draft: PaperDraft) -> Paper:
    """A new paper with one ballot in preparation for each proposal, its question written in advance."""
    require(actor, Permission.RUN_BALLOTS)
    paper = Paper(prepared_by_id=actor.account_id, created_at=now())
    _write(paper, draft)
    db.session.add(paper)
    db.session.flush()
    _place_ballots(paper, {}, draft)
    journal.record(actor, "paper.prepared", "paper", paper.id, proposals=list(draft.proposal_ids))
    return paper


def revise(actor: Actor, paper_id: int, draft: PaperDraft) -> Paper:
    """Change a paper in preparation; ballots of proposals that stay keep their wording."""
    require(actor, Permission.RUN_BALLOTS)
    paper, ballots = _in_preparation(paper_id)
    _write(paper, draft)
    kept = {}
    for ballot in ballots:
        if ballot.assembly_id == draft.assembly_id and ballot.proposal_id in draft.proposal_ids:
            kept[ballot.proposal_id] = ballot
        else:
            check_transition(ballot.state, BallotState.withdrawn)
            ballot.state = BallotState.withdrawn
    _place_ballots(paper, kept, draft)
    journal.record(actor, "paper.revised", "paper", paper.id, proposals=list(draft.proposal_ids))
    return paper


def _in_preparation(paper_id: int) -> tuple[Paper, list[Ballot]]:
    """The paper and its drafts; one scheduled ballot, even if withdrawn since, has frozen the paper."""
    paper, ballots = queries.locked_paper(paper_id)
    if any(ballot.question_sha256 for ballot in ballots):
        raise Conflict("paper_frozen", N_("This paper has been scheduled, so its text and times are frozen."))
    return paper, [ballot for ballot in ballots if ballot.state is BallotState.draft]


def _write(paper: Paper, draft: PaperDraft) -> None:
    opens_at = local_instant(draft.opens, "opens_time")
    closes_at = local_instant(draft.closes, "closes_time")
    if closes_at <= opens_at:
        raise Invalid("times_in_order", N_("Voting must end after it has begun."), field="closes_on")
    if closes_at <= now():
        raise Invalid("times_past", N_("The end of voting lies in the past."), field="closes_on")
    if not draft.proposal_ids:
        raise Invalid("no_proposal", N_("Please choose at least one proposal."), field="proposals")
    titles = InEveryLanguage()
    paper.title = titles.of(draft.title, "title", TITLE_LENGTH)
    titles.require()
    paper.introduction = {code: clean_text(text) for code, text in draft.introduction.items() if text.strip()}
    paper.opens_at, paper.closes_at = opens_at, closes_at


def _place_ballots(paper: Paper, kept: Mapping[int | None, Ballot], draft: PaperDraft) -> None:
    """One ballot a proposal, in the order given; new ones for those that had none."""
    lock_together(*(number for number in draft.proposal_ids if number not in kept))
    for position, proposal_id in enumerate(dict.fromkeys(draft.proposal_ids), start=1):
        ballot = kept.get(proposal_id)
        if ballot is None:
            proposal = proposal_queries.locked(proposal_id)
            ballot = _new_ballot(paper, proposal, draft.assembly_id)
            db.session.add(ballot)
        ballot.position = position
        ballot.opens_at, ballot.closes_at = paper.opens_at, paper.closes_at
    db.session.flush()


def _new_ballot(paper: Paper, proposal: Proposal, assembly_id: int | None) -> Ballot:
    rules = RULE_SETS[Profile.opinion if assembly_id is None else Profile.partner]
    titles = approved_titles([proposal])[proposal.id]
    ballot = Ballot(
        paper_id=paper.id,
        proposal_id=proposal.id,
        kind=BallotKind.opinion,
        mode=rules.mode,
        assembly_id=assembly_id,
        question=_first_question(titles),
        proposal_title=titles,
        rules={},
        state=BallotState.draft,
    )
    _require_votable(ballot, proposal)
    return ballot


def _first_question(titles: Localised) -> Localised:
    """A question to begin with; it quotes the title only in languages in which a person stands behind it."""
    words = {}
    for code in territory().languages:
        known = code in titles
        with in_language(code):
            words[code] = translate(Message(QUESTION, {"title": titles[code]}) if known else PLAIN_QUESTION)
    return words


def _require_votable(ballot: Ballot, proposal: Proposal) -> None:
    if not may_be_voted_on(ballot, proposal):
        raise Conflict(
            "proposal_not_open",
            N_("“%(title)s” is not open for debate, so it cannot be put to the vote."),
            title=proposal.title,
        )


def word_questions(actor: Actor, paper_id: int, wordings: Mapping[int, Wording]) -> Paper:
    """Write question and title of each ballot named by its id; a language may still be missing."""
    require(actor, Permission.RUN_BALLOTS)
    paper, ballots = _in_preparation(paper_id)
    for ballot in ballots:
        wording = wordings.get(ballot.id)
        if wording is None:
            continue
        ballot.question = _filled(wording.question)
        ballot.proposal_title = _filled(wording.proposal_title)
    journal.record(actor, "paper.worded", "paper", paper.id)
    return paper


def _filled(words: Mapping[str, str]) -> Localised:
    cleaned = {code: one_line(words.get(code, "")) for code in territory().languages}
    return {code: text for code, text in cleaned.items() if text}


def schedule(actor: Actor, paper_id: int) -> Paper:
    """Freeze question, titles, rules and mode of every ballot; from now on only its times pass.

    ``Invalid`` names every missing language as ``question_<code>_<ballot>`` or ``title_<code>_<ballot>``.
    """
    require(actor, Permission.RUN_BALLOTS)
    paper, ballots = _in_preparation(paper_id)
    if not ballots:
        raise Invalid("no_proposal", N_("Please choose at least one proposal."), field="proposals")
    if paper.closes_at <= now():
        raise Invalid("times_past", N_("The end of voting lies in the past."), field="closes_on")
    texts = _complete(ballots)
    lock_together(*(ballot.proposal_id for ballot in ballots if ballot.proposal_id is not None))
    check_titles(ballots)
    for ballot in ballots:
        _freeze(ballot, texts[ballot.id])
        journal.record(actor, "ballot.scheduled", "ballot", ballot.id, proposal=ballot.proposal_id)
    db.session.flush()
    return paper


def _complete(ballots: Sequence[Ballot]) -> dict[int, Wording]:
    """Ballot id → its texts in every language, before anything is changed."""
    texts = InEveryLanguage()
    found = {
        ballot.id: Wording(
            question=texts.of(ballot.question, "question", QUESTION_LENGTH, f"_{ballot.id}"),
            proposal_title=texts.of(ballot.proposal_title, "title", PROPOSAL_TITLE_LENGTH, f"_{ballot.id}"),
        )
        for ballot in ballots
    }
    texts.require()
    return found


def _freeze(ballot: Ballot, texts: Wording) -> None:
    check_transition(ballot.state, BallotState.scheduled)
    if ballot.proposal_id is not None:
        _require_votable(ballot, proposal_queries.locked(ballot.proposal_id))
        if queries.running(ballot.proposal_id, ballot.assembly_id) is not None:
            raise Conflict("ballot_running", N_("There is already a ballot on this proposal."))
        ballot.supersedes_id = queries.last_ended(ballot.proposal_id, ballot.assembly_id)
    ballot.question, ballot.proposal_title = texts.question, texts.proposal_title
    ballot.question_sha256 = question_digest(ballot.question, ballot.proposal_title)
    profile = Profile.opinion if ballot.assembly_id is None else Profile.partner
    frozen = freeze(RULE_SETS[profile])
    ballot.rules, ballot.rules_sha256 = frozen.body, frozen.sha256
    ballot.mode = RULE_SETS[profile].mode
    ballot.state = BallotState.scheduled
    search.ballot(ballot)


def question_digest(question: Localised, proposal_title: Localised) -> str:
    """SHA-256 (hex) of the canonical JSON of what is asked, in every language."""
    return sha256(canonical_json({"question": question, "title": proposal_title})).hexdigest()
