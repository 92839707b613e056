"""The words of public texts, kept so that a mistyped one can be mended."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from consult.kernel.db import db, insert_new
from consult.models.search import SearchEntry, SearchTrigram, SearchWord

CHUNK = 5_000


def unlearned(limit: int) -> Sequence[SearchEntry]:
    """Entries whose words are not known yet, with their texts, locked; others may hold some of them."""
    return db.session.scalars(
        sa.select(SearchEntry)
        .where(SearchEntry.learned.is_(False))
        .order_by(SearchEntry.id)
        .limit(limit)
        .options(selectinload(SearchEntry.texts))
        .with_for_update(skip_locked=True)
    ).all()


def anything_unlearned() -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(SearchEntry.learned.is_(False)))))


def keep(words: Iterable[str], trigrams: dict[str, set[str]]) -> int:
    """Add the words that are not there yet with their trigrams; how many these were.

    Always in the same order and passing over what is taken, so that two may add at once and none waits for
    the other in a circle.
    """
    wanted = sorted(words)
    known = _ids(wanted)
    fresh = [word for word in wanted if word not in known]
    if not fresh:
        return 0
    db.session.execute(insert_new(SearchWord), [{"word": word} for word in fresh])
    ids = _ids(fresh)
    rows = [
        {"gram": gram, "word_id": number}
        for word, number in sorted(ids.items(), key=lambda each: each[1])
        for gram in sorted(trigrams[word])
    ]
    db.session.execute(insert_new(SearchTrigram), rows)
    return len(fresh)


def _ids(words: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(words), CHUNK):
        chunk = words[start : start + CHUNK]
        for word, number in db.session.execute(
            sa.select(SearchWord.word, SearchWord.id).where(SearchWord.word.in_(chunk))
        ):
            found[word] = number
    return found
