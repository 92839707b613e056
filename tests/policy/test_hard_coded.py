"""House law of sentences: whatever people read stands in the catalogues; a planted sentence is found."""

import pytest

from consult.cli import hard_coded


def in_template(source: str, file: str = "templates/x.html") -> list[str]:
    return [fault.text for fault in hard_coded.in_template(source, file)]


def in_python(source: str, file: str = "consult/web/x.py") -> list[str]:
    return [fault.text for fault in hard_coded.in_python(source, file)]


def test_no_sentence_is_hard_coded() -> None:
    assert not hard_coded.faults(), "put it into _(), N_() or the data"


@pytest.mark.parametrize(
    "said",
    [
        "Your text is back",
        "Save",
        "Votre texte est enregistré",
        "Ihr Text ist gespeichert",
        "à {{ name }}",
        "{{ n }} propositions",
        "{% if x %}Bonjour{% endif %}",
        "{% trans %}Translated.{% endtrans %} Not translated.",
        "{% block body_class %}staff room{% endblock %} Outside",
        "{{ 'oui' if x else 'non' }}",
        "{{ name or ('niemand'|capitalize) }}",
    ],
)
def test_planted_text_of_a_template_is_found(said: str) -> None:
    assert in_template(f"<p>{said}</p>")
    assert in_template(said, "templates/emails/x/body.txt")


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="x" alt="Plan der Gemeinde">',
        '<a href="x" title="Close">x</a>',
        '<nav aria-label="Main menu"></nav>',
        '<nav {% if x %}class="a"{% endif %} aria-label="{{ n }} Vorschläge"></nav>',
        '<input placeholder="Rechercher">',
        '<input type="submit" value="Send">',
        '<meta name="description" content="A forum for all">',
        '<button data-done="Copied to the clipboard">x</button>',
        '{{ button("Envoyer votre texte") }}',
        '{{ button("Send") }}',
        '{{ field(form.title, hint="Two words are enough") }}',
        '{% set heading = "Nicht gefunden, leider" %}',
        "<a aria-label=\"{{ 'ouvert' if x else name }}\"></a>",
    ],
)
def test_planted_attributes_and_arguments_are_found(tag: str) -> None:
    assert in_template(tag)


@pytest.mark.parametrize(
    "tag",
    [
        '<p>{{ _("Your text is back.") }} – {{ name }} · 3</p>',
        "<p>{% trans n=count %}{{ n }} texts are back.{% endtrans %}</p>",
        '<p>{{ ngettext("%(num)s text is back", "%(num)s texts are back", 3) }}</p>',
        '<a href="/fr/aide" class="button button-quiet" aria-label="{{ _(\'Close\') }}">{{ icon("x") }}</a>',
        "{# Nobody reads this, et personne ne le lit. #}",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<style>.sheet { margin: 0 auto }</style><code>flask verify bundle</code>",
        "<a>CSV</a> <{{ tag }} class='x'></{{ tag }}>",
        "<ol class=\"{{ 'wide' if x else 'narrow' }}\"></ol>",
        "<{{ 'ol' if x else 'ul' }}></{{ 'ol' if x else 'ul' }}>",
        "{{ {1: _('Yes')}[x] if x == 'one' else words['two'] }}",
        '{% if field.type == "Select" %}{% include "components/field.html" %}{% endif %}',
    ],
)
def test_what_a_template_may_say_is_left_alone(tag: str) -> None:
    assert not in_template(tag)


@pytest.mark.parametrize(
    "code",
    [
        'flash("Saved")',
        'raise Invalid("too_long", "This text is too long.")',
        'raise Conflict("late", f"Only {days} days are left.")',
        'title = StringField("Title")',
        'return f"Bonjour {name}, votre texte est là"',
        'WORDS = {"de": "Der Vorschlag ist nicht da"}',
        'hint = "Write in short sentences"',
        'hint = _("Close") + "Ouvrir la séance"',
        'subject = "Neuer Kommentar"',
        'STATES = {1: "Angenommen"}',
        'choice = RadioField(_l("Vote"), choices=[("a", "Ja"), ("b", _l("No"))])',
        'choice.choices = [("a", "Ja")]',
        'flash(f"{n} Stimmen")',
    ],
)
def test_planted_strings_of_code_are_found(code: str) -> None:
    assert in_python(code)


def test_commands_speak_english_but_no_other_language() -> None:
    assert not in_python('sys.exit("Nothing was imported.")', "consult/cli/x.py")
    assert in_python('sys.exit("Rien n’est importé.")', "consult/cli/x.py")


@pytest.mark.parametrize(
    "code",
    [
        '"""A module that says why."""',
        'flash(_("Your text is saved."))',
        'SENTENCE = N_("Your text is saved.")',
        'raise ValueError(f"This file begins without a title: {name}")',
        'log.info("Mail was sent to nobody")',
        'ACCEPT = request.headers.get("Accept-Language", "en")',
        'kind = "button button-quiet"',
        'FILE = "templates/emails/answer-given"',
        'STATES = {1: N_("Accepted"), 2: "accepted"}',
        'choice = RadioField(_l("Vote"), choices=[("a", _l("Yes")), (b.value, label(b))])',
        'flash(f"{count}")',
        "text(\"state = 'shown' AND language <> 'fr'\")",
    ],
)
def test_what_code_may_say_is_left_alone(code: str) -> None:
    assert not in_python(code)


def test_a_fault_names_its_place() -> None:
    planted = "{# One\ntwo #}\n<p>\n  {{ x }}\n  Hier steht etwas.\n</p>"
    (fault,) = hard_coded.in_template(planted, "templates/x.html")
    assert str(fault) == "templates/x.html:5: hard-coded: 'Hier steht etwas.'"
