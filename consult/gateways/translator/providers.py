"""The services that an operator may name, and the harmless twin of a house without one."""

from collections.abc import Callable, Sequence
from typing import Any

from consult.gateways.translator.asking import Asker, Limits
from consult.gateways.translator.shapes import BadAnswer, Translator

#: Texts in one question; DeepL takes no more.
MOST_TEXTS = 50
#: DeepL wants to know which English or Portuguese is to be written.
DEEPL_TARGETS = {"en": "EN-GB", "pt": "PT-PT"}


class NullTranslator:
    """No service: there is no name, and nothing comes back."""

    name = ""

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        return []


class LibreTranslate:
    """Speaks the protocol of LibreTranslate, which an operator can run beside the application."""

    name = "libretranslate"

    def __init__(self, url: str, key: str = "", limits: Limits | None = None) -> None:
        self.url, self.key = f"{url.rstrip('/')}/translate", key
        self._asker = Asker(limits or Limits())

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        key = {"api_key": self.key} if self.key else {}

        def ask(some: list[str]) -> Any:
            body = {"q": some, "source": source, "target": target, "format": "text", **key}
            return _member(self._asker.post(self.url, body, {}), "translatedText")

        return _in_batches(texts, ask)


class DeepL:
    """DeepL's API, version 2; keys of the free offer end with ``:fx`` and have a host of their own."""

    name = "deepl"

    def __init__(self, key: str, url: str = "", limits: Limits | None = None) -> None:
        host = url or ("https://api-free.deepl.com" if key.endswith(":fx") else "https://api.deepl.com")
        self.url, self.key = f"{host.rstrip('/')}/v2/translate", key
        self._asker = Asker(limits or Limits())

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        def ask(some: list[str]) -> Any:
            body = {
                "text": some,
                "source_lang": source.upper(),
                "target_lang": DEEPL_TARGETS.get(target, target.upper()),
            }
            answer = self._asker.post(self.url, body, {"Authorization": f"DeepL-Auth-Key {self.key}"})
            found = _member(answer, "translations")
            return [_member(each, "text") for each in found] if isinstance(found, list) else found

        return _in_batches(texts, ask)


def _member(answer: Any, name: str) -> Any:
    if not isinstance(answer, dict) or name not in answer:
        raise BadAnswer(f"no {name}")
    return answer[name]


def _in_batches(texts: Sequence[str], ask: Callable[[list[str]], Any]) -> list[str]:
    """All answers one after the other; ``BadAnswer`` unless there is one text, not empty, for each."""
    found: list[str] = []
    for start in range(0, len(texts), MOST_TEXTS):
        some = list(texts[start : start + MOST_TEXTS])
        answer = ask(some)
        if not isinstance(answer, list) or len(answer) != len(some):
            raise BadAnswer("wrong count")
        found += [_text(each) for each in answer]
    return found


def _text(each: object) -> str:
    if not isinstance(each, str) or not each.strip():
        raise BadAnswer("empty")
    return each


def translator_for(provider: str, url: str, key: str) -> Translator:
    """The service that the settings name; they have been checked when they were read."""
    if provider == LibreTranslate.name:
        return LibreTranslate(url, key)
    return DeepL(key, url) if provider == DeepL.name else NullTranslator()
