"""House laws of templates: all compile, and every mail is whole."""

from pathlib import Path

from flask import Flask

from consult.services.mailing.events import EVENTS

ROOT = Path(__file__).resolve().parents[2] / "templates"


def test_every_template_compiles(app: Flask) -> None:
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def test_every_mail_has_subject_text_and_html() -> None:
    for folder in (path for path in (ROOT / "emails").iterdir() if path.is_dir()):
        parts = {path.name for path in folder.iterdir()}
        assert parts == {"subject.txt", "body.txt", "body.html"}, f"{folder.name}: {parts}"


def test_every_event_has_its_mail() -> None:
    folders = {path.name for path in (ROOT / "emails").iterdir() if path.is_dir()}
    assert set(EVENTS) == folders


def test_no_template_marks_text_safe() -> None:
    unsafe = [str(path) for path in ROOT.rglob("*.html") if "|safe" in path.read_text("utf-8")]
    assert not unsafe, f"give Markup from a tested function instead: {unsafe}"
