"""A text is set for reading while it becomes HTML: only what is read, never code, links or markup."""

import pytest
from markupsafe import Markup

from consult.kernel.text import markdown
from consult.web.kit import setting

HOSTILE = "\"<script>alert('a')</script>\" ! [x](javascript:alert(1)) :"


def test_paragraphs_are_set_across_emphasis() -> None:
    assert markdown.render('Un "**grand** arbre" !', "fr") == (
        "<p>Un «&nbsp;<strong>grand</strong> arbre&nbsp;»\u202f!</p>\n"
    )
    assert markdown.render("*Wirklich* ?", "de") == "<p><em>Wirklich</em>?</p>\n"


def test_code_links_and_lists_stay() -> None:
    html = markdown.render(
        '- `a ? "b"` - c\n- [l\'un ?](https://x.org/a?b="c" "d e")\n- https://x.org/l\'a?b', "fr"
    )
    assert '<code>a ? "b"</code> – c' in html
    assert "l’un\u202f?" in html
    assert 'href="https://x.org/l\'a?b"' in html
    assert ">https://x.org/l'a?b</a>" in html
    assert html.count("<li>") == 3


def test_without_a_language_nothing_changes() -> None:
    assert markdown.render("L'arbre ?") == "<p>L'arbre ?</p>\n"


def test_raw_markdown_keeps_its_structure_when_it_is_set_before() -> None:
    text = '[un][1] "mot" [lien](https://x.org "un titre") !\n\n[1]: https://x.org/a "b c"\n\n- un\n- deux'
    html = setting.markdown(setting.set_localised({"fr": text}, "fr"))
    assert html.count('href="https://x.org') == 2
    assert "«&nbsp;mot&nbsp;»" in html


@pytest.mark.parametrize("language", ["fr", "de", "en", None])
def test_setting_arms_nobody(language: str | None) -> None:
    html = markdown.render(HOSTILE, language)
    assert "<script" not in html
    assert "<a" not in html


def test_what_is_escaped_stays_to_be_escaped() -> None:
    done = setting.typeset("<b>l'arbre</b> ?", "fr")
    assert not isinstance(done, Markup)
    assert str(Markup("{}").format(done)) == "&lt;b&gt;l’arbre&lt;/b&gt;\u202f?"
    assert setting.typeset(Markup("<b>l&#39;arbre</b> ?"), "fr") == Markup("<b>l&#39;arbre</b>\u202f?")
    assert setting.typeset(None, "fr") == ""
