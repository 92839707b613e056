"""The worker learns here which words public texts hold, so that typing errors can be mended."""

from consult.kernel.text.analysis import LONGEST_WORD, words
from consult.models.search import SearchEntry
from consult.queries.search import learning, trigrams
from consult.rules.search import SHORTEST_LEARNED

AT_ONCE = 500


def waiting() -> bool:
    """Whether a text has come or changed since."""
    return learning.anything_unlearned()


def learn(limit: int = AT_ONCE) -> int:
    """Learn the words of at most ``limit`` entries; how many there were. Nothing is ever unlearned: what is
    offered to anybody is asked again of the public texts."""
    entries = learning.unlearned(limit)
    found = {word for entry in entries for word in _words(entry)}
    learning.keep(found, {word: trigrams(word) for word in found})
    for entry in entries:
        entry.learned = True
    return len(entries)


def _words(entry: SearchEntry) -> set[str]:
    return {
        word
        for text in entry.texts
        for word in words(f"{text.title}\n{text.body}")
        if SHORTEST_LEARNED <= len(word) <= LONGEST_WORD and word.isalpha()
    }
