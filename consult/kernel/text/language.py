"""Which language a text is written in: asked of the text, never of the interface."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from consult.kernel.territory import territory

SHORTEST = 20
#: From this probability on, what the text says is held against what its author said.
SURE = 0.9


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(territory().text_languages))
    return identifier


def detect(text: str) -> tuple[str, float]:
    """The likeliest of the territory's and its neighbours' languages, with its probability (0 to 1).

    Below 20 characters there is too little to tell: probability 0.
    """
    if len(text.strip()) < SHORTEST:
        return territory().languages[0], 0.0
    language, probability = _identifier().classify(text)
    return str(language), float(probability)
