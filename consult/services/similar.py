"""The worker prepares here what pages compare: a vector for each text that may be shown."""

from collections.abc import Mapping

from consult.gateways.embedder import Embedder
from consult.queries import similar

BATCH = 32
#: What a vector is made of: the beginning says what the whole is about.
LONGEST_TEXT = 2_000


def embed_waiting(embedder: Embedder, limit: int = BATCH) -> dict[int, bytes]:
    """Vectors, by version id, of at most ``limit`` texts that lack one, the newest first.

    It writes nothing, so that the model works outside of any transaction that others wait for.
    """
    waiting = similar.without_vector(embedder.name, limit) if embedder.name else []
    if not waiting:
        return {}
    vectors = embedder.embed([f"{title}. {body}"[:LONGEST_TEXT] for _, title, body in waiting])
    return dict(zip((number for number, _, _ in waiting), vectors, strict=True))


def keep(embedder: Embedder, vectors: Mapping[int, bytes]) -> None:
    """Store what ``embed_waiting`` gave."""
    similar.keep_vectors(embedder.name, vectors)
