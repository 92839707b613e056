"""Which decisions are possible, and what a restricting one owes its author."""

import pytest

from consult.kernel.errors import Invalid
from consult.rules.lifecycle import ProposalState, Review, Visibility
from consult.rules.moderation import (
    FACTUAL,
    GROUNDED,
    RESTRICTING,
    DecisionKind,
    Ground,
    Label,
    Ruling,
    Source,
    Standing,
    SubjectKind,
    check_days,
    check_reasons,
    possible,
    source_of,
)

K, S, V, R = DecisionKind, ProposalState, Visibility, Review
REASON, FACTS = "Une raison assez longue.", "Le deuxième paragraphe."


def proposal(state: ProposalState, review: Review = R.ACCEPTED, **values: object) -> Standing:
    return Standing(V.VISIBLE, state=state, review=review, **values)  # type: ignore[arg-type]


def comment(visibility: Visibility = V.VISIBLE, review: Review = R.ACCEPTED, **values: object) -> Standing:
    return Standing(visibility, kind=SubjectKind.COMMENT, review=review, **values)  # type: ignore[arg-type]


def name(visibility: Visibility = V.VISIBLE, **values: object) -> Standing:
    return Standing(visibility, **({"kind": SubjectKind.ACCOUNT} | values))  # type: ignore[arg-type]


WITHHOLD = {K.HIDE, K.REMOVE}
STORIES = [
    ("a new proposal", proposal(S.SUBMITTED, R.PENDING), {K.PUBLISH, K.RETURN, K.MOVE} | WITHHOLD),
    ("a public proposal", proposal(S.PUBLISHED), {K.LABEL, K.MOVE} | WITHHOLD),
    ("one that can be merged", proposal(S.PUBLISHED, mergeable=True), {K.LABEL, K.MOVE, K.MERGE} | WITHHOLD),
    ("a merged one", proposal(S.MERGED, unmergeable=True), {K.LABEL, K.UNMERGE} | WITHHOLD),
    (
        "a later version",
        proposal(S.PUBLISHED, R.PENDING),
        {K.PUBLISH, K.RETURN, K.LABEL, K.MOVE} | WITHHOLD,
    ),
    ("published at once", proposal(S.PUBLISHED, R.WATCHED), {K.PUBLISH, K.LABEL, K.MOVE} | WITHHOLD),
    (
        "a later version, published at once",
        proposal(S.PUBLISHED, R.WATCHED, fallback=True),
        {K.PUBLISH, K.RETURN, K.LABEL, K.MOVE} | WITHHOLD,
    ),
    ("a change during a ballot", proposal(S.IN_BALLOT, R.PENDING), {K.LABEL} | WITHHOLD),
    ("a returned proposal", proposal(S.RETURNED, R.REFUSED), set()),
    ("a labelled proposal", proposal(S.DONE, label=Label.OUTDATED), {K.REINSTATE} | WITHHOLD),
    ("a comment", comment(), {K.LABEL} | WITHHOLD),
    ("a comment before publication", comment(review=R.PENDING), {K.PUBLISH, K.RETURN, K.LABEL} | WITHHOLD),
    ("a reported comment", comment(open_reports=2), {K.DISMISS, K.LABEL} | WITHHOLD),
    ("a hidden comment", comment(V.HIDDEN), {K.REINSTATE, K.REMOVE}),
    ("a removed comment", comment(V.REMOVED), {K.REINSTATE}),
    ("a name", name(), {K.HIDE, K.SUSPEND}),
    ("a reported name", name(open_reports=1), {K.DISMISS, K.HIDE, K.SUSPEND}),
    ("a withheld name", name(V.HIDDEN), {K.REINSTATE, K.SUSPEND}),
    ("somebody suspended", name(suspended=True), {K.REINSTATE, K.HIDE}),
    ("an organisation", name(kind=SubjectKind.ORGANISATION), {K.HIDE}),
]


@pytest.mark.parametrize(("story", "standing", "kinds"), STORIES, ids=[story for story, _, _ in STORIES])
def test_possible_decisions(story: str, standing: Standing, kinds: set[DecisionKind]) -> None:
    assert set(possible(standing, 7)) == kinds


def test_removing_what_ten_people_support_needs_a_second_person() -> None:
    assert K.REMOVE not in possible(proposal(S.PUBLISHED, supports=10), 7)
    hidden_by_me = Standing(V.HIDDEN, state=S.PUBLISHED, review=R.ACCEPTED, supports=10, hidden_by_id=7)
    assert K.REMOVE not in possible(hidden_by_me, 7)
    assert K.REMOVE in possible(hidden_by_me, 8)
    assert K.REMOVE in possible(proposal(S.PUBLISHED, supports=9), 7)


def whole(kind: DecisionKind, ground: Ground | None = Ground.SPAM, **values: object) -> Ruling:
    given = {"reason": REASON, "facts": FACTS, "label": Label.DISPUTED} | values
    return Ruling(kind, ground, **given)  # type: ignore[arg-type]


def refused(ruling: Ruling) -> tuple[str, str | None]:
    with pytest.raises(Invalid) as refusal:
        check_reasons(ruling)
    return refusal.value.code, refusal.value.field


@pytest.mark.parametrize("kind", sorted(RESTRICTING))
def test_a_restriction_owes_its_reasons(kind: DecisionKind) -> None:
    check_reasons(whole(kind))
    assert refused(whole(kind, reason="   court   ")) == ("reason_missing", "reason")
    if kind in GROUNDED:
        assert refused(whole(kind, None)) == ("ground_missing", "ground")
    else:
        check_reasons(whole(kind, None))
    if kind in FACTUAL:
        assert refused(whole(kind, facts="court")) == ("facts_missing", "facts")


def test_illegal_content_names_the_law() -> None:
    assert refused(whole(K.REMOVE, Ground.ILLEGAL)) == ("law_missing", "law")
    check_reasons(whole(K.REMOVE, Ground.ILLEGAL, law="loi du 29 juillet 1881, art. 32"))


def test_a_label_is_chosen() -> None:
    assert refused(whole(K.LABEL, label=None)) == ("label_missing", "label")


def test_a_text_nobody_understands_is_returned_never_hidden() -> None:
    check_reasons(whole(K.RETURN, Ground.UNCLEAR))
    assert refused(whole(K.HIDE, Ground.UNCLEAR)) == ("ground_unclear", "ground")


@pytest.mark.parametrize("kind", sorted(set(DecisionKind) - RESTRICTING))
def test_what_restricts_nobody_owes_no_reason(kind: DecisionKind) -> None:
    check_reasons(Ruling(kind))


@pytest.mark.parametrize("days", [None, 0, -1, 366])
def test_a_suspension_has_an_end(days: int | None) -> None:
    with pytest.raises(Invalid, match="suspension_days"):
        check_days(days)
    assert (check_days(1), check_days(365)) == (1, 365)


def test_the_source_of_a_decision() -> None:
    assert source_of(K.PUBLISH, 0) is Source.REVIEW
    assert source_of(K.HIDE, 2) is Source.NOTICE
    assert source_of(K.HIDE, 0) is Source.OWN_INITIATIVE
