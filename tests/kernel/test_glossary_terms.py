"""Words of the glossary inside official texts: once each, whole, outside of links, and never as markup."""

import pytest
from markupsafe import Markup, escape

from consult.kernel.text.glossary_terms import Vocabulary, Word, forms, marked, vocabulary


@pytest.fixture
def known() -> Vocabulary:
    words = {
        "friche": ("friche", "friches"),
        "scrutin": ("scrutin", "scrutins"),
        "public": ("scrutin public", "scrutins publics"),
        "plan": ("plan local d’urbanisme (PLUi)",),
        "weg": ("Straße",),
    }
    return vocabulary(Word(key, f"def of {key}", forms(*names)) for key, names in words.items())


def mark(text: str, known: Vocabulary, most: int = 6) -> str:
    return str(
        marked(escape(text), known, lambda word, written: Markup(f"[{word.key}:{escape(written)}]"), most)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Une friche, des friches.", "Une [friche:friche], des friches."),
        ("Friches et scrutin", "[friche:Friches] et [scrutin:scrutin]"),
        ("Un scrutin public.", "Un [public:scrutin public]."),
        ("Un scrutin\npublic.", "Un [public:scrutin\npublic]."),
        ("défriche, frichette, friche-école", "défriche, frichette, friche-école"),
        ("FRICHE", "FRICHE"),
        ("plan local d'urbanisme", "[plan:plan local d&#39;urbanisme]"),
        ("Le PLUi, plan local d’urbanisme", "Le [plan:PLUi], plan local d’urbanisme"),
        ("auf der Straße", "auf der [weg:Straße]"),
        ("a < friche & b", "a &lt; [friche:friche] &amp; b"),
        ("", ""),
    ],
)
def test_the_first_mention_of_each_word_is_marked(known: Vocabulary, text: str, expected: str) -> None:
    assert mark(text, known) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/x">une friche</a>',
        "<h2>La friche</h2>",
        "<pre><code>friche</code></pre>",
        '<p title="friche">texte</p>',
        "<a><strong>friche</strong></a>",
        "<summary>friche</summary>",
    ],
)
def test_links_headings_code_and_attributes_are_left_alone(known: Vocabulary, html: str) -> None:
    assert mark(Markup(html), known) == html


def test_markup_leaves_as_it_came(known: Vocabulary) -> None:
    html = Markup("<h3>friche</h3><ul><li>une <em>friche</em><br>&lt;b&gt; &amp;amp;\u00a0!</li></ul>")
    assert mark(html, known) == (
        "<h3>friche</h3><ul><li>une <em>[friche:friche]</em><br>&lt;b&gt; &amp;amp;\u00a0!</li></ul>"
    )


def test_at_most_so_many_are_marked(known: Vocabulary) -> None:
    assert mark("friche, scrutin, PLUi", known, most=2) == "[friche:friche], [scrutin:scrutin], PLUi"


def test_an_empty_vocabulary_marks_nothing() -> None:
    assert mark("friche", vocabulary([])) == "friche"
