"""Whatever a translation service does, its adapter gives as many texts as asked for, or one of two errors."""

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from config import BadSetting, from_environment
from consult.gateways.translator import (
    Away,
    BadAnswer,
    DeepL,
    LibreTranslate,
    NullTranslator,
    Translator,
    translator_for,
)
from tests.support import translating
from tests.support.translating import KEY, QUICK, Service

PROTOCOLS = ("libre", "deepl")
NONSENSE = ("empty", "wrong count", "not a text", "no json", "deep json", "other json", "huge", "refused")
Adapter = Callable[[], Translator]


@pytest.fixture(scope="module")
def running() -> Iterator[Service]:
    with translating.service() as made:
        yield made


@pytest.fixture
def service(running: Service) -> Service:
    running.mode = "good"
    running.asked.clear()
    running.keys.clear()
    running.elsewhere = 0
    return running


@pytest.fixture(params=PROTOCOLS)
def translator(request: pytest.FixtureRequest, service: Service) -> Adapter:
    """Makes one that speaks the protocol, once the service's mode is known."""
    return getattr(service, request.param)  # type: ignore[no-any-return]  # one of the two


def test_texts_come_back_in_their_order(translator: Adapter, service: Service) -> None:
    assert translator().translate(["un verger", "le chemin"], "fr", "de") == [
        "ein Streuobstwiese",
        "der Weges",
    ]
    assert translator().translate(["un"] * 120, "fr", "de") == ["ein"] * 120
    assert [len(texts) for texts in service.asked] == [2, 50, 50, 20]


def test_deepl_gets_its_key_in_a_header(service: Service) -> None:
    service.deepl().translate(["un"], "fr", "de")
    service.libre().translate(["un"], "fr", "de")
    assert service.keys == [f"DeepL-Auth-Key {KEY}", ""]
    assert DeepL("secret:fx").url == "https://api-free.deepl.com/v2/translate"
    assert DeepL("secret").url == "https://api.deepl.com/v2/translate"


@pytest.mark.parametrize("mode", [*NONSENSE, "redirect"])
def test_nonsense_is_a_bad_answer(translator: Adapter, service: Service, mode: str) -> None:
    service.mode = mode
    with pytest.raises(BadAnswer):
        translator().translate(["un verger"], "fr", "de")
    assert service.elsewhere == 0


@pytest.mark.parametrize("mode", ["slow", "drop by drop", "busy", "error", "bad key"])
def test_who_answers_nobody_is_away(translator: Adapter, service: Service, mode: str) -> None:
    service.mode = mode
    with pytest.raises(Away) as caught:
        translator().translate(["un verger"], "fr", "de")
    assert caught.value.retry_after == (timedelta(minutes=30) if mode == "busy" else None)
    assert "verger" not in str(caught.value)


def test_a_dead_host_and_a_name_that_leads_nowhere_are_away() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}", "http://translator.invalid"):
        with pytest.raises(Away):
            LibreTranslate(url, limits=QUICK).translate(["un"], "fr", "de")


def test_proxies_of_the_environment_are_not_asked(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert service.libre().translate(["un"], "fr", "de") == ["ein"]


def test_without_a_service_there_is_no_name() -> None:
    assert isinstance(translator_for("none", "", ""), NullTranslator)
    assert translator_for("none", "", "").name == ""
    assert NullTranslator().translate(["un"], "fr", "de") == []
    assert translator_for("libretranslate", "http://127.0.0.1:5000/", "").name == "libretranslate"
    assert translator_for("deepl", "", "k").name == "deepl"


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"TRANSLATOR": "babelfish"}, "TRANSLATOR="),
        ({"TRANSLATOR": "libretranslate"}, "TRANSLATOR_URL"),
        ({"TRANSLATOR": "deepl"}, "TRANSLATOR_KEY"),
        ({"TRANSLATOR": "deepl", "TRANSLATOR_KEY": "a\r\nb"}, "TRANSLATOR_KEY"),
        *(
            ({"TRANSLATOR": "libretranslate", "TRANSLATOR_URL": url}, "TRANSLATOR_URL")
            for url in (
                "ftp://h",
                "h:5000",
                "http://",
                "http://u:p@h",
                "http://h?q=1",
                "http://h:x",
                "file:///etc",
            )
        ),
    ],
)
def test_nonsense_in_the_settings_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, values: dict[str, str], named: str
) -> None:
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match=named):
        from_environment()


def test_good_settings_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    assert from_environment().translator == "none"
    monkeypatch.setenv("TRANSLATOR", "libretranslate")
    monkeypatch.setenv("TRANSLATOR_URL", "http://127.0.0.1:5000")
    settings = from_environment()
    assert (settings.translator, settings.translator_url) == ("libretranslate", "http://127.0.0.1:5000")
    assert settings.translator_key == ""
