"""A text or name that moderation withholds vanishes everywhere at once, and comes back everywhere."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.ballots import Ballot
from consult.models.comments import Comment
from consult.models.notifications import OutboxItem
from consult.models.organisations import Organisation
from consult.models.proposals import Proposal, ProposalAction, ProposalVersion, Support
from consult.models.translations import Translation
from consult.rules.lifecycle import ProposalState, Review
from consult.rules.moderation import TEXTS, DecisionKind, Ground, Notice, Ruling, Subject, SubjectKind
from consult.services import ballots, moderation, outbox, translations
from consult.services import comments as comment_deeds
from consult.services.ballots import Wording
from consult.services.mailing.composing import compose
from consult.services.proposals.states import show_in_search
from consult.services.translations import TranslationFields
from tests.factories import comments, councils, mail, people, programme, proposals
from tests.factories.ground import words
from tests.support.browser import Browser, new_request
from tests.support.crawling import Walk, again, explore, starts
from tests.support.walking import fetch
from tests.support.world import World, build

REASON = "Ce texte ne respecte pas la charte de participation."
FACTS = "Il s’agit du premier paragraphe."
QUESTION = words("Faut-il planter cet hiver ?", "Soll in diesem Winter gepflanzt werden?")
CLOSED = {401, 403}
#: Of the proposals that nobody withholds, so many are read too: they may point to the others.
FEW = 3
NOWHERE = "qxnobodywrotethis"


@dataclass
class Marked:
    """What is withheld in the end, with a word for each part of it; ``author`` may always read it."""

    subject: Subject
    words: list[str]
    author: Account
    page: str


def proposal(name: str, state: ProposalState = ProposalState.PUBLISHED, **values: Any) -> Marked:
    """With an earlier version, a place, supports, a comment and an answer owed; each part has its word."""
    author = people.participant()
    marks = [f"qx{name}{part}" for part in ("title", "body", "note", "early")]
    made = proposals.in_state(
        state,
        author,
        title=f"Un {marks[0]} pour la commune",
        body=f"Plantons un {marks[1]} le long du chemin, avec les écoles et les associations du quartier.",
        place_note=f"Près du {marks[2]}",
        commune_insee="57463",
        shown_version=2,
        newest_version=2,
        **values,
    )
    first = db.session.scalars(sa.select(ProposalVersion).filter_by(proposal_id=made.id)).one()
    first.number = 2
    db.session.add(
        ProposalVersion(
            proposal_id=made.id,
            number=1,
            title=f"Un {marks[3]} pour tous",
            body=proposals.BODY,
            language="fr",
            written_by_id=author.id,
            created_at=made.created_at,
            review=Review.ACCEPTED,
        )
    )
    reader = people.participant()
    db.session.add(Support(proposal_id=made.id, account_id=reader.id, neighbour=False, created_at=now()))
    made.support_count = 1
    comments_on(made)
    show_in_search(made)
    return Marked(Subject(SubjectKind.PROPOSAL, made.id), marks, author, f"/fr/proposals/{made.id}")


def comments_on(made: Proposal) -> None:
    if made.state is ProposalState.PUBLISHED:
        comments.written(made, people.participant())


def row(marked: Marked) -> Any:
    kinds = {
        SubjectKind.PROPOSAL: Proposal,
        SubjectKind.COMMENT: Comment,
        SubjectKind.ACCOUNT: Account,
        SubjectKind.ORGANISATION: Organisation,
    }
    found = db.session.get(kinds[marked.subject.kind], marked.subject.id)
    assert found is not None
    return found


def open_proposal() -> Marked:
    """Published, translated, and wished for; others wait for mails about it."""
    marked = proposal("open")
    translated(marked, "qxopentranslated", 2, "Eine qxopentranslatedtitle für alle")
    outbox.tell("proposal-changed", [people.participant().id], "w", proposal_id=marked.subject.id, version=2)
    return marked


def translated(marked: Marked, word: str, version: int, title: str = "") -> None:
    """Into German, by the team; somebody who had asked waits for the mail."""
    translations.ask(people.actor(people.participant(language="de")), marked.subject, "de")
    fields = TranslationFields("de", version, f"Am Weg entlang soll ein {word} für alle entstehen.", title)
    translations.propose(people.actor(people.with_role(Role.EDITOR)), marked.subject, fields)
    marked.words.insert(1, word)


def answered_proposal() -> Marked:
    """Answered, and an action carries it out."""
    marked = proposal("answered", ProposalState.ANSWERED)
    action, answer = programme.action(), mail.answer(row(marked))
    db.session.add(ProposalAction(proposal_id=marked.subject.id, action_id=action.id, linked_at=now()))
    ids = {"proposal_id": marked.subject.id, "answer_id": answer.id}
    outbox.tell("answer-given", [people.participant().id], "w", **ids)
    return marked


def balloted_proposal() -> Marked:
    """On a paper that is open, where the assembly puts the question in words of its own."""
    marked = proposal("ballot")
    ballot(row(marked), QUESTION)
    return marked


def ballot(on: Proposal, question: dict[str, str] | None = None) -> Ballot:
    """Open since an hour; without a ``question``, the one that the paper begins with quotes the title."""
    opens, closes = timedelta(hours=-1), timedelta(days=14)
    paper = ballots.prepare(SYSTEM, councils.draft(on, opens=opens, closes=closes))
    made = db.session.scalars(sa.select(Ballot).filter_by(paper_id=paper.id)).one()
    wording = Wording(question or made.question, words("Un verger pour tous", "Eine Wiese für alle"))
    ballots.word_questions(SYSTEM, paper.id, {made.id: wording})
    ballots.schedule(SYSTEM, paper.id)
    return ballots.bring_up_to_date(SYSTEM, made.id)


def merged_proposal() -> Marked:
    """Merged into another, whose page tells of it."""
    marked, target = proposal("merged"), proposals.published()
    decide(marked, DecisionKind.MERGE, None, into=target.id)
    return marked


def written_comment() -> Marked:
    """Edited once and answered; whoever wrote the proposal waits for a mail about it."""
    author, on = people.participant(), proposals.published()
    early, late = "qxcommentearly", "qxcommentlate"
    made = comments.written(on, author, body=f"Je pense surtout au {early} de notre quartier.")
    comments.written(on, people.participant(), parent=made)
    body = f"Je pense surtout au {late} de notre quartier."
    comment_deeds.edit(people.actor(author), made.id, made.newest_version, body)
    subject = Subject(SubjectKind.COMMENT, made.id)
    marked = Marked(subject, [early, late], author, f"/fr/comments/{made.id}/versions")
    translated(marked, "qxcommenttranslated", made.version)
    return marked


def named_organisation() -> Marked:
    """It wrote a proposal and a comment, and describes itself."""
    keeper = people.participant()
    made = people.organisation(keeper, "Qxgroupname")
    made.about = "Nous plantons le qxgroupabout."
    on = proposals.published(keeper, organisation_id=made.id)
    show_in_search(on)
    comments.written(on, keeper, organisation_id=made.id)
    page = f"/fr/organisations/{made.id}"
    return Marked(Subject(SubjectKind.ORGANISATION, made.id), ["qxgroupname", "qxgroupabout"], keeper, page)


def named_person() -> Marked:
    """They wrote a proposal and a comment, and lost a proposal by merging."""
    person = people.participant("Qxpersonname")
    on = proposals.published(person)
    show_in_search(on)
    comments.written(on, person)
    comments.written(proposals.published(), person)
    source = proposal("source")
    row(source).author_id = person.id
    decide(source, DecisionKind.MERGE, None, into=proposals.published().id)
    return Marked(Subject(SubjectKind.ACCOUNT, person.id), ["qxpersonname"], person, f"/fr/proposals/{on.id}")


STORIES = {
    "open": open_proposal,
    "answered": answered_proposal,
    "ballot": balloted_proposal,
    "merged": merged_proposal,
    "comment": written_comment,
    "organisation": named_organisation,
    "person": named_person,
}


def moderator() -> Any:
    return people.actor(people.with_role(Role.MODERATOR))


def decide(marked: Marked, kind: DecisionKind, ground: Ground | None = Ground.HATE, **more: Any) -> None:
    moderation.decide(moderator(), marked.subject, Ruling(kind, ground, REASON, facts=FACTS, **more))


def place_in(world: World, marked: Marked) -> None:
    """The walk reads the marked thing, and what its bearer wrote, at every address that takes its number."""
    kind, number = marked.subject.kind, marked.subject.id
    world.ids[f"{kind.value}_id"] = [*world.ids.get(f"{kind.value}_id", []), number]
    if kind is SubjectKind.COMMENT:
        world.ids["proposal_id"] = [*world.ids["proposal_id"], row(marked).proposal_id]
    if kind in TEXTS:
        about = sa.select(Translation.id).where(getattr(Translation, f"{kind.value}_id") == number)
        world.ids["translation_id"] = [*world.ids["translation_id"], *db.session.scalars(about)]
    column = {SubjectKind.ACCOUNT: "author_id", SubjectKind.ORGANISATION: "organisation_id"}.get(kind)
    if column is None:
        return
    for model, name in ((Proposal, "proposal_id"), (Comment, "comment_id")):
        written = db.session.scalars(sa.select(model.id).where(getattr(model, column) == number))
        world.ids[name] = [*world.ids[name], *written]


@dataclass
class Town:
    """The world with everything that will be withheld, and who walks through it: languages by reader."""

    app: Flask
    world: World
    marked: dict[str, Marked]
    readers: dict[str, tuple[Browser, tuple[str, ...]]]
    walks: dict[str, Walk] = field(default_factory=dict)

    def explore(self) -> dict[str, Walk]:
        """Reads everything and keeps it as what was there before."""
        titles = [marked.words[0] for marked in self.marked.values()]
        hints = {"q": [*titles, NOWHERE], "chantier": ["4"], "commune": ["57463"], "language": ["fr"]}
        for who, (browser, languages) in self.readers.items():
            self.walks[who] = explore(browser, starts(self.app, self.world, languages), hints)
        return self.walks

    def again(self) -> dict[str, Walk]:
        """Reads the same again, without the rooms that were closed to the reader before."""
        return {
            who: again(self.readers[who][0], [path for path in walk.texts if walk.status[path] not in CLOSED])
            for who, walk in self.walks.items()
        }


def town(app: Flask) -> Town:
    world = build()
    marked = {name: story() for name, story in STORIES.items()}
    world.ids["proposal_id"] = world.ids["proposal_id"][-FEW:]
    for one in marked.values():
        place_in(world, one)
    db.session.commit()
    resident = Browser(app).sign_in(people.participant())
    return Town(
        app, world, marked, {"visitor": (Browser(app), ("fr", "de")), "resident": (resident, ("fr",))}
    )


def leaks(walks: dict[str, Walk], marked: dict[str, Marked], names: list[str]) -> list[str]:
    """Where a withheld word still stands, a page's echo of what was searched for apart."""
    return [
        f"{who} reads {word} at {path}"
        for name in names
        for word in marked[name].words
        for who, walk in walks.items()
        for path in sorted(walk.where(word))
        if word not in path
    ]


def counted_all_the_same(walks: dict[str, Walk], marked: dict[str, Marked]) -> list[str]:
    """Searches that answer otherwise for a withheld word than for one that nobody ever wrote."""
    differing = []
    for walk in walks.values():
        for path in walk.texts:
            for word in (one.words[0] for one in marked.values()):
                if path.endswith(f"={word}"):
                    nothing = walk.texts[path.replace(word, NOWHERE)]
                    if comparable(walk.texts[path], word) != comparable(nothing, NOWHERE):
                        differing.append(path)
    return differing


def comparable(text: str, word: str) -> str:
    """The page without what was asked, nor what is new in each answer."""
    return re.sub(r"Content-Length: \d+|ETag: .*|(?<=value=\")[\w.-]{24,}(?=\")", "", text.replace(word, ""))


def stale(town: Town, names: list[str]) -> list[str]:
    """Addresses that tell a reader with an old copy that nothing has changed, although a word went."""
    found = []
    for who, walk in town.walks.items():
        gone = {path for name in names for word in town.marked[name].words for path in walk.where(word)}
        for path in gone & walk.tags.keys():
            new_request()
            answer = town.readers[who][0].client.get(path, headers={"If-None-Match": walk.tags[path]})
            found += [path] if answer.status_code == 304 else []
    return found


def mails(marked: Marked) -> dict[str, int]:
    """In how many waiting letters to others each word stands."""
    letters = [
        f"{letter.subject}\n{letter.text}\n{letter.html}".lower()
        for item in db.session.scalars(sa.select(OutboxItem))
        if item.account_id != marked.author.id and (letter := compose(item)) is not None
    ]
    return {word: sum(word in letter for letter in letters) for word in marked.words}


def reads(app: Flask, who: Account, marked: Marked) -> bool:
    text = fetch(Browser(app).sign_in(who), marked.page).text.lower()
    return marked.words[-1 if marked.subject.kind is SubjectKind.COMMENT else 0] in text


def test_what_is_withheld_vanishes_everywhere_and_comes_back(app: Flask) -> None:
    here = town(app)
    texts = [name for name, one in here.marked.items() if one.subject.kind in TEXTS]
    before = here.explore()
    for name, one in here.marked.items():
        for word in one.words:
            assert before["visitor"].where(word), f"{word} ({name}) stands nowhere before it is withheld"

    withhold(here, DecisionKind.HIDE, list(here.marked))
    withhold(here, DecisionKind.REMOVE, texts)

    for one in here.marked.values():
        decide(one, DecisionKind.REINSTATE, None)
    after = here.again()
    for one in here.marked.values():
        for word in one.words:
            for who, walk in after.items():
                assert walk.where(word) == before[who].where(word), f"{word} for {who} after reinstatement"


def withhold(here: Town, kind: DecisionKind, names: list[str]) -> None:
    """Withhold all at once; nobody finds anything any more, only those whom the design names."""
    for name in names:
        decide(here.marked[name], kind)
    walks = here.again()
    assert leaks(walks, here.marked, names) == []
    assert counted_all_the_same(walks, here.marked) == []
    assert stale(here, names) == []
    readers = {Role.MODERATOR: kind is DecisionKind.HIDE, Role.AUDITOR: True}
    for name in names:
        one = here.marked[name]
        if one.subject.kind in TEXTS:
            assert reads(here.app, one.author, one), f"the author reads {name} after {kind}"
            for role, may in readers.items():
                assert reads(here.app, people.with_role(role), one) is may, (
                    f"{role} reads {name} after {kind}"
                )


def test_what_councillors_vote_on_stays_as_it_was_put_to_them(app: Flask) -> None:
    """A ballot's question and title are the assembly's words, not the author's: the clerk writes them in both
    languages, scheduling freezes them under a digest, and everybody may hold a copy of the log against it. A
    clerk who quotes the proposal's title quotes it for good; the proposal's own text leaves the page.
    """
    marked = proposal("quoted")
    quoting = ballot(row(marked))
    decide(marked, DecisionKind.HIDE)
    title, *others = marked.words
    text = fetch(Browser(app), f"/fr/ballots/{quoting.id}").text
    assert title in text
    assert not any(word in text for word in others)
    assert f"/proposals/{marked.subject.id}" not in text


@pytest.mark.parametrize("story", STORIES)
def test_mails_that_wait_do_not_quote_it(app: Flask, story: str) -> None:
    marked = STORIES[story]()
    notice = Notice(Ground.HATE, "Ce texte est haineux envers un groupe.")
    moderation.report(people.actor(people.participant()), marked.subject, notice)
    before = mails(marked)
    for kind in (DecisionKind.HIDE, DecisionKind.REMOVE):
        if kind is DecisionKind.HIDE or marked.subject.kind in TEXTS:
            decide(marked, kind)
            found = mails(marked)
            assert not any(found.values()), f"{story} after {kind}: {found}"
    decide(marked, DecisionKind.REINSTATE, None)
    assert all(count >= before[word] for word, count in mails(marked).items())
