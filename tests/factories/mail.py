"""One story for each mail: who gets it and what it is about, in fixed words so that it can be compared."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account, RoleGrant
from consult.models.assemblies import Councillor
from consult.models.ballots import Ballot, Checkpoint
from consult.models.comments import Comment
from consult.models.moderation import Appeal, Decision, Report
from consult.models.notifications import OutboxItem
from consult.models.proposals import Answer, FollowUp, Proposal
from consult.models.translations import Translation
from consult.rules.comments import Stance
from consult.rules.following import Followed
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.moderation import (
    CATEGORY_OF,
    FACTUAL,
    GROUNDED,
    RESTRICTING,
    AppealBy,
    AppealOutcome,
    DecisionKind,
    Ground,
    Label,
    Source,
)
from consult.rules.participation import Outcome
from consult.rules.translations import Origin, TranslationState
from consult.rules.voting import Outcome as BallotOutcome
from consult.services import ballots, following, journal, outbox
from tests.factories import (
    councils,
    event_letters,
    events,
    merges,
    offer_letters,
    people,
    proposals,
    sitting_letters,
)
from tests.factories.ground import words

Ids = dict[str, Any]
TITLE = "Un verger pour l’école <des> tilleuls"
TEXT = "Plantons des pommiers.\nVoir https://example.org/pommiers & la suite."


def reader(language: str) -> Account:
    """Anne, who reads every mail of these stories."""
    return people.participant(
        "Anne Verger",
        language=language,
        email=f"anne.{language}@example.org",
        pending_email=f"anne.neu.{language}@example.org",
        former_email=f"anne.ancienne.{language}@example.org",
    )


def _proposal(author: Account, state: ProposalState = ProposalState.PUBLISHED, **values: object) -> Proposal:
    return proposals.in_state(state, author, title=TITLE, body=TEXT, **values)


def _decided(kind: DecisionKind, **about: Any) -> Decision:
    grounded = kind in GROUNDED
    defaults = {
        "ground": Ground.PERSONAL_DATA if grounded else None,
        "category": CATEGORY_OF[Ground.PERSONAL_DATA] if grounded else None,
        "facts": "La deuxième ligne donne un nom." if kind in FACTUAL else "",
        "reason": "Le texte nomme votre voisin.\nRetirez son nom." if kind in RESTRICTING else "",
        "language": "fr",
        "source": Source.REVIEW if kind is DecisionKind.RETURN else Source.NOTICE,
        "label": Label.DISPUTED if kind is DecisionKind.LABEL else None,
        "decided_by_id": people.with_role(Role.MODERATOR).id,
        "decided_at": now(),
    }
    made = Decision(kind=kind, **(defaults | about))
    db.session.add(made)
    db.session.flush()
    return made


def _on_proposal(
    kind: DecisionKind, state: ProposalState, visibility: Visibility, **values: Any
) -> Callable[[Account], Ids]:
    def story(anne: Account) -> Ids:
        about = _proposal(anne, state, visibility=visibility)
        return {"proposal_id": about.id, "decision_id": _decided(kind, proposal_id=about.id, **values).id}

    return story


def comment(author: Account, on: Proposal, **values: object) -> Comment:
    made = Comment(
        proposal_id=on.id,
        stance=Stance.FOR,
        body="Très bonne idée !\n> Même près de la gare ?",
        language="fr",
        author_id=author.id,
        created_at=now(),
        published_at=now(),
        **values,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _comment_removed(anne: Account) -> Ids:
    about = comment(anne, _proposal(people.participant()), visibility=Visibility.REMOVED)
    made = _decided(DecisionKind.REMOVE, comment_id=about.id)
    return {"proposal_id": about.proposal_id, "comment_id": about.id, "decision_id": made.id}


def _suspended(anne: Account) -> Ids:
    """For other illegal content, so that the letter names the law."""
    ends_at = anne.suspended_until = now() + timedelta(days=14)
    law = "Loi du 29 juillet 1881, article 24"
    made = _decided(DecisionKind.SUSPEND, account_id=anne.id, ends_at=ends_at, ground=Ground.ILLEGAL, law=law)
    return {"account_id": anne.id, "decision_id": made.id}


def _appealed(anne: Account, outcome: AppealOutcome | None = None) -> Ids:
    """Anne's hidden proposal, which she wants back."""
    ids = _on_proposal(DecisionKind.HIDE, ProposalState.PUBLISHED, Visibility.HIDDEN)(anne)
    made = Appeal(
        decision_id=ids["decision_id"],
        made_by=AppealBy.AUTHOR,
        account_id=anne.id,
        text="Mon voisin m’a demandé lui-même de le nommer.",
        language="fr",
        made_at=now(),
        due_at=now() + timedelta(days=15),
        reason_language=anne.language,
        outcome=outcome,
    )
    if outcome is not None:
        made.reason = "Le voisin l’a confirmé.\nSon nom peut rester."
        made.decided_by_id, made.decided_at = people.with_role(Role.MODERATOR).id, now()
        made.outcome_id = _decided(DecisionKind.REINSTATE, proposal_id=ids["proposal_id"]).id
    db.session.add(made)
    db.session.flush()
    return {"appeal_id": made.id}


def _appeal_changed(anne: Account) -> Ids:
    """Anne had reported what its author got back."""
    appeal = _appealed(people.participant(), AppealOutcome.REVERSED)
    report = _report(anne, DecisionKind.HIDE)
    return appeal | {"report_id": report["report_id"]}


def _report(anne: Account, kind: DecisionKind | None = None) -> Ids:
    about = _proposal(people.participant())
    made = Report(
        proposal_id=about.id,
        ground=Ground.SPAM,
        explanation="C’est une publicité.",
        language="fr",
        code=f"code-of-{anne.id}",
        reader_language=anne.language,
        reporter_id=anne.id,
        reporter_key=f"account:{anne.id}",
        created_at=now(),
        due_at=now() + timedelta(days=1),
        decision_id=_decided(kind, proposal_id=about.id).id if kind else None,
    )
    db.session.add(made)
    db.session.flush()
    return {"proposal_id": about.id, "report_id": made.id}


def _comment(anne: Account) -> Ids:
    about = _proposal(anne)
    return {"proposal_id": about.id, "comment_id": comment(people.participant("Bruno Nussbaum"), about).id}


def _ballot(anne: Account, *, proclaimed: bool) -> Ids:
    councils.claimed(councils.councillor(), anne)
    ballot: Ballot = councils.opened(_proposal(people.participant()))
    ballot.question = words("Faut-il un verger ?", "Braucht es eine Streuobstwiese?")
    ballot.outcome = BallotOutcome.favourable if proclaimed else None
    return {"ballot_id": ballot.id} if proclaimed else {"paper_id": ballot.paper_id}


def _reminder(anne: Account) -> Ids:
    """Two questions of one paper without her vote, five days before the end."""
    councils.claimed(councils.councillor(), anne)
    about = [_proposal(people.participant()) for _ in range(2)]
    paper = councils.scheduled(*about, opens=timedelta(hours=-1), closes=timedelta(days=5))
    for ballot in paper:
        ballots.bring_up_to_date(SYSTEM, ballot.id)
        ballot.question = words("Faut-il un verger ?", "Braucht es eine Streuobstwiese?")
    return {"ballot_ids": [ballot.id for ballot in paper]}


def _reason(anne: Account) -> Ids:
    member = councils.claimed(councils.councillor(), anne)
    ballot = councils.opened(_proposal(people.participant()), closes=timedelta(hours=1))
    ballot.question = words("Faut-il un verger ?", "Braucht es eine Streuobstwiese?")
    vote = councils.vote(member.seat, reason="Ce verger est une **folie**.")
    ballots.cast(SYSTEM, ballot.id, vote)
    ballots.bring_up_to_date(SYSTEM, ballot.id, moment=councils.after_the_end(ballot))
    return {"ballot_id": ballot.id, "seat_id": member.seat.id, "ground": "insult"}


def _checkpoint(anne: Account) -> Ids:
    """The signed head of a ballot that has ended, in values that never change."""
    ballot = councils.opened(_proposal(people.participant()))
    ballot.question = words("Faut-il un verger ?", "Braucht es eine Streuobstwiese?")
    db.session.add(
        Checkpoint(
            ballot_id=ballot.id,
            size=9,
            head="ab" * 32,
            signed_at=now(),
            key_id="0123456789abcdef",
            signature="cd" * 64,
        )
    )
    return {"ballot_id": ballot.id, "size": 9}


def answer(on: Proposal, *, interim: bool = False) -> Answer:
    made = Answer(
        proposal_id=on.id,
        number=1,
        outcome=None if interim else Outcome.IN_PART,
        reasons=words(
            "Le terrain **convient**, le budget non.", "Das Gelände ist **geeignet**, das Budget nicht."
        ),
        next_steps={} if interim else words("Douze arbres en mars.", "Zwölf Bäume im März."),
        in_charge={} if interim else words("Le service des espaces verts", "Das Grünflächenamt"),
        full_answer_on=(now() + timedelta(days=30)).date() if interim else None,
        answered_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def _answer(anne: Account, *, interim: bool) -> Ids:
    about = _proposal(anne if interim else people.participant())
    return {"proposal_id": about.id, "answer_id": answer(about, interim=interim).id}


def _step(anne: Account) -> Ids:
    about = _proposal(people.participant())
    step = FollowUp(
        proposal_id=about.id,
        note=words("Les douze arbres sont plantés.", "Die zwölf Bäume sind gepflanzt."),
        happened_on=date(2026, 3, 14),
        recorded_at=now(),
    )
    db.session.add(step)
    db.session.flush()
    return {"proposal_id": about.id, "follow_up_id": step.id}


def _overdue(anne: Account) -> Ids:
    """Anne answers for the chantier, and has not."""
    db.session.add(RoleGrant(account_id=anne.id, role=Role.EDITOR, granted_at=now()))
    return {"proposal_id": _proposal(people.participant(), answer_due_at=now() - timedelta(days=12)).id}


def _role(anne: Account) -> Ids:
    by = people.participant("Claude Admin")
    return {"account_id": anne.id, "by_id": by.id, "role": "editor", "chantier": 4, "revoked": False}


_S, _V, _D = ProposalState, Visibility, DecisionKind


def _digest(anne: Account) -> Ids:
    """A proposal and a meeting of the chantier that Anne follows."""
    following.follow(people.actor(anne), Followed.CHANTIER, 4)
    about = _proposal(people.participant())
    journal.record(SYSTEM, "proposal.published", "proposal", about.id, chantier=4)
    events.published(title=words("Atelier des vergers", "Werkstatt Obstgärten"))
    db.session.flush()
    return {"after": 0, "upto": 2**31 - 1}


STORIES: dict[str, Callable[[Account], Ids]] = (
    event_letters.STORIES
    | offer_letters.STORIES
    | sitting_letters.STORIES
    | {
        "digest": _digest,
        "account-confirm": lambda anne: {},
        "account-already-registered": lambda anne: {},
        "account-sign-in": lambda anne: {"next_path": "/fr/proposals/new"},
        "account-reset": lambda anne: {},
        "account-change-email": lambda anne: {},
        "account-email-changed": lambda anne: {},
        "account-password-changed": lambda anne: {},
        "role-granted": _role,
        "proposal-received": lambda anne: {
            "proposal_id": _proposal(anne, _S.SUBMITTED, review_due_at=now() + timedelta(days=3)).id
        },
        "proposal-changed": lambda anne: {"proposal_id": _proposal(people.participant()).id, "version": 2},
        "decision-published": _on_proposal(_D.PUBLISH, _S.PUBLISHED, _V.VISIBLE),
        "decision-returned": _on_proposal(_D.RETURN, _S.RETURNED, _V.VISIBLE),
        "decision-hidden": _on_proposal(_D.HIDE, _S.PUBLISHED, _V.HIDDEN),
        "decision-removed": _comment_removed,
        "decision-labelled": _on_proposal(_D.LABEL, _S.PUBLISHED, _V.VISIBLE),
        "decision-moved": _on_proposal(_D.MOVE, _S.PUBLISHED, _V.VISIBLE, moved_from=3, moved_to=4),
        "account-suspended": _suspended,
        "appeal-receipt": _appealed,
        "appeal-outcome": lambda anne: _appealed(anne, AppealOutcome.REVERSED),
        "appeal-changed": _appeal_changed,
        "decision-reinstated": _on_proposal(_D.REINSTATE, _S.PUBLISHED, _V.VISIBLE),
        "decision-merged": lambda anne: merges.story(writes=anne),
        "decision-unmerged": lambda anne: merges.story(writes=anne, undone=True),
        "support-merged": lambda anne: merges.story(supports=anne),
        "support-unmerged": lambda anne: merges.story(supports=anne, undone=True),
        "proposal-merged": lambda anne: merges.story(receives=anne),
        "proposal-unmerged": lambda anne: merges.story(receives=anne, undone=True),
        "report-receipt": _report,
        "report-outcome": lambda anne: _report(anne, _D.DISMISS),
        "comment-new": _comment,
        "comment-reply": _comment,
        "councillor-claim": lambda anne: {},
        "ballot-opened": lambda anne: _ballot(anne, proclaimed=False),
        "ballot-reminder": _reminder,
        "vote-reason-withheld": _reason,
        "ballot-checkpoint": _checkpoint,
        "ballot-proclaimed": lambda anne: _ballot(anne, proclaimed=True),
        "answer-given": lambda anne: _answer(anne, interim=False),
        "answer-interim": lambda anne: _answer(anne, interim=True),
        "translation-accepted": lambda anne: _translated(anne, TranslationState.SHOWN),
        "translation-refused": lambda anne: _translated(
            anne, TranslationState.REFUSED, "La deuxième phrase manque."
        ),
        "translation-ready": lambda anne: _translated(anne, TranslationState.SHOWN),
        "answer-overdue": _overdue,
        "follow-up-posted": _step,
    }
)


def _translated(anne: Account, state: TranslationState, note: str | None = None) -> Ids:
    """Of somebody's proposal into Anne's language; ``note``: why not."""
    about = _proposal(people.participant(), language="de" if anne.language == "fr" else "fr")
    made = Translation(
        proposal_id=about.id,
        version=1,
        language=anne.language,
        title="Ein <Apfel>baum" if anne.language == "de" else "Un <pommier>",
        body="Pflanzen wir Apfelbäume." if anne.language == "de" else "Plantons des pommiers.",
        origin=Origin.PARTICIPANT,
        state=state,
        translator_id=anne.id,
        created_at=now(),
        reviewed_at=now(),
        note=note,
    )
    db.session.add(made)
    db.session.flush()
    return {"translation_id": made.id}


def owe(event: str, language: str) -> Account:
    """Play the story of ``event`` for Anne in ``language``, and owe her the mail."""
    anne = reader(language)
    ids = STORIES[event](anne)
    db.session.execute(sa.delete(OutboxItem))  # what the story's own deeds owe
    if event == "councillor-claim":
        seat = councils.councillor(language=language)
        councillor = db.session.get(Councillor, seat.councillor_id)
        assert councillor is not None
        councillor.given_name, councillor.family_name = "Anne", "Verger"
        councillor.email = anne.email
        outbox.tell_councillor(event, councillor.id, "story")
    else:
        outbox.tell(event, [anne.id], "story", **ids)
    db.session.commit()
    return anne
