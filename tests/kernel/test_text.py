"""What people type, made safe and findable."""

import pytest

from consult.kernel import cursor
from consult.kernel.errors import Invalid
from consult.kernel.text import analysis, difference, language, markdown, names

HOSTILE = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    '<img src=x onerror="alert(1)">',
    "<svg/onload=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
    "![x](https://example.org/pixel.gif)",
    '<a href="https://example.org" onclick="alert(1)">x</a>',
    '[x](https://example.org "onmouseover=alert(1)")',
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_has_no_teeth(text: str) -> None:
    html = markdown.render(text).lower()
    assert not any(f"<{tag}" in html for tag in ("script", "svg", "math", "img", "iframe", "style"))
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert "<a" not in html or all(part.startswith((" href", " rel")) for part in html.split("<a")[1:])


def test_plain_markdown_stays_readable() -> None:
    html = markdown.render("# Titre\n\n**Gras** et [lien](https://example.org)\n\n- un\n- deux")
    assert html.startswith("<h3>Titre</h3>")
    assert 'rel="nofollow ugc noopener"' in html
    assert html.count("<li>") == 2


def test_deep_nesting_stops_at_a_depth_that_stays_cheap() -> None:
    assert markdown.render("> " * 2000 + "x").count("<blockquote>") <= markdown.DEEPEST
    assert markdown.render("- " * 2000 + "x").count("<ul>") <= markdown.DEEPEST
    assert markdown.render("[" * 5000).count("[") == 5000


def test_names_lose_what_nobody_sees() -> None:
    assert names.clean_line("Ann\u202ee\u200b  Ma\u0000rie\r\nX") == "Anne Marie X"
    assert names.clean_text("a\r\nb\u200b\n\n") == "a\nb"


@pytest.mark.parametrize(
    "name", ["Modération", "M O D E R A T I O N", "l’équipe de Grandville", "Аnna", "Pаul"]
)
def test_names_that_pose_are_refused(name: str) -> None:
    with pytest.raises(Invalid):
        names.check_display_name(name, ("Moderation", "Modération", "Grandville"))


def test_names_of_real_people_pass() -> None:
    for name in ("Zoé Müller-d’Arc", "Jean 57", "Ægir", "Łukasz"):
        assert names.check_display_name(name, ("Moderation",)) == name


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        ("Écoles", "ecole", "fr"),
        ("Straße", "strasse", "de"),
        ("Vorschläge", "vorschlag", "de"),
        ("œuvres", "oeuvre", "fr"),
    ],
)
def test_folding_comes_before_stemming(left: str, right: str, code: str) -> None:
    assert analysis.terms(left, code) == analysis.terms(right, code)


def test_the_language_is_the_text_s_own() -> None:
    assert language.detect("Wir wünschen uns einen sicheren Radweg zur Schule.")[0] == "de"
    assert language.detect("Nous voulons une piste cyclable sûre vers l’école.")[0] == "fr"
    assert language.detect("ok")[1] == 0.0


def test_a_difference_names_what_went_and_what_came() -> None:
    parts = difference.difference("Un verger pour tous", "Un grand verger pour toutes")
    assert [(part.change, part.text) for part in parts if part.change != "same"] == [
        ("added", " grand"),
        ("removed", "tous"),
        ("added", "toutes"),
    ]


@pytest.mark.parametrize(
    "text", ["", "x", "!!!", "bnVsbA", cursor.encode("a", 1), cursor.encode(1), "A" * 300]
)
def test_a_bent_cursor_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        cursor.decode(text, (int, int))


def test_a_cursor_comes_back_whole() -> None:
    assert cursor.decode(cursor.encode(7, 3), (int, int)) == (7, 3)
    with pytest.raises(Invalid):
        cursor.decode(cursor.encode(2**70, 1), (int, int))
