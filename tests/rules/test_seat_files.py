"""Lists of seats as text: what is read, and every way in which one can be wrong."""

from datetime import date

import pytest

from consult.kernel.errors import Invalid
from consult.kernel.text.names import clean_line
from consult.rules.seat_columns import COLUMNS, SPELLINGS, Column, Ground, plain
from consult.rules.seat_files import MOST_BYTES, MOST_ROWS, Reading, read, text_of
from consult.services.accounts import normalised_email

HEADER = "assembly,family name,given name,function,group,e-mail,language,mandate start"
GOOD = "57463,Noyer,Claude,Maire,Les Vergers,claude@example.org,fr,2026-03-22"
GROUND = Ground(
    ("fr", "de"), {"57463": "council-57463", "council-57463": "council-57463"}, clean_line, normalised_email
)


def reading(*rows: str, header: str = HEADER) -> Reading:
    return read("\n".join((header, *rows)), GROUND)


def test_a_row_holds_all_it_says() -> None:
    (row,) = reading(GOOD).rows
    assert (row.row, row.assembly, row.names) == (2, "council-57463", ("Noyer", "Claude"))
    assert (row.function, row.political_group, row.email) == ("Maire", "Les Vergers", "claude@example.org")
    assert (row.language, row.starts_on, row.ends_on) == ("fr", date(2026, 3, 22), None)
    assert (row.leads_group, row.person) == (None, None)


@pytest.mark.parametrize(
    "header",
    [
        HEADER.upper(),
        "Commune;Nom;Prénom;Fonction;Groupe;Courriel;Langue;Début du mandat",
        "Gemeinde;Familienname;Vorname;Funktion;Fraktion;E-Mail;Sprache;Mandatsbeginn",
        "Code INSEE;NOM;PRENOM;fonction;groupe politique;adresse électronique;langue;debut_du_mandat",
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_headers_are_read_in_three_languages(header: str, mark: str) -> None:
    text = f"{header}\r\n" + (GOOD.replace(",", ";") if ";" in header else GOOD) + "\r\n"
    found = read(text_of((mark + text).encode()), GROUND)
    assert [row.names for row in found.rows] == [("Noyer", "Claude")]


def test_no_spelling_means_two_columns() -> None:
    assert len(COLUMNS) == sum(len(spellings) for spellings in SPELLINGS.values())
    assert all(plain(spelling) == spelling for spelling in COLUMNS)
    assert all(plain(column.value) in SPELLINGS[column] for column in Column)


def test_names_are_composed_and_their_spaces_folded() -> None:
    decomposed = "57463,  Fre\u0301ne \u00a0 du  Val ,Anne\u200b-Lise,,,,de,22.03.2026"
    (row,) = reading(decomposed).rows
    assert row.names == ("Fréne du Val", "Anne-Lise")
    assert row.starts_on == date(2026, 3, 22)


def test_quoted_cells_blank_rows_and_optional_columns() -> None:
    header = HEADER.replace(",", ";") + ";mandate end;group leader;person"
    found = reading(
        '57463;"Noyer; dit ""Le Grand""";Claude;;;;FR;22/03/2026;31/12/2026;x;p1',
        ";;;;;;;;;;",
        "",
        "57463;Tilleul;Anna;;;;de;2026-03-22;;;",
        header=header,
    )
    assert [row.row for row in found.rows] == [2, 5]
    first, second = found.rows
    assert (first.family_name, first.ends_on) == ('Noyer; dit "Le Grand"', date(2026, 12, 31))
    assert (first.leads_group, first.person) == (True, "p1")
    assert (second.leads_group, second.person, second.ends_on) == (False, None, None)


BAD_CELLS = [
    ("99999", 0, "assembly", "There is no assembly"),
    ("", 0, "assembly", "must not be empty"),
    ("", 1, "family name", "must not be empty"),
    ("N" * 61, 1, "family name", "longer than"),
    ("=1+1", 1, "family name", "formula"),
    ("@SUM(A1)", 2, "given name", "formula"),
    ("-", 2, "given name", "formula"),
    ("123", 2, "given name", "no name"),
    ("\udc80", 2, "given name", "no text"),
    ("F" * 81, 3, "function", "longer than"),
    ('"=HYPERLINK(""http://example.org"")"', 4, "group", "formula"),
    ("nobody", 5, "e-mail", "e-mail address"),
    ("a@b@c", 5, "e-mail", "e-mail address"),
    ("en", 6, "language", "The language is one of"),
    ("", 6, "language", "must not be empty"),
    ("2026-02-30", 7, "mandate start", "is no day"),
    ("22 mars 2026", 7, "mandate start", "is no day"),
    ("٢٠٢٦-٠٣-٢٢", 7, "mandate start", "is no day"),
    ("0001-01-01", 7, "mandate start", "is no day"),
    ("", 7, "mandate start", "must not be empty"),
]


@pytest.mark.parametrize(("cell", "place", "column", "reason"), BAD_CELLS)
def test_a_bad_cell_is_named_by_row_and_column(cell: str, place: int, column: str, reason: str) -> None:
    cells = GOOD.split(",")
    cells[place] = cell
    found = reading(GOOD, ",".join(cells).replace("Noyer", "Orme"))
    (problem,) = found.problems
    assert (problem.row, problem.column) == (3, column)
    assert reason in problem.reason.sentence


def test_every_mistake_is_reported_at_once_in_the_files_own_words() -> None:
    header = (
        "commune;nom;prénom;fonction;groupe;e-mail;langue;début du mandat;fin du mandat;présidence de groupe"
    )
    found = reading(
        "1;;Claude;;;x;en;hier;;peut-être", "57463;Orme;Ada;;;;fr;2026-03-22;2026-03-21;", header=header
    )
    assert [(one.row, one.column) for one in found.problems] == [
        (2, "commune"),
        (2, "nom"),
        (2, "e-mail"),
        (2, "langue"),
        (2, "début du mandat"),
        (2, "présidence de groupe"),
        (3, "fin du mandat"),
    ]


def test_a_seat_that_is_there_twice_names_the_first_row() -> None:
    found = reading(GOOD, GOOD.replace("Maire", "Adjointe"), "57463,Noyer,Claude,,,,fr,2020-05-28")
    (problem,) = found.problems
    assert (problem.row, problem.reason.values) == (3, {"row": 2})


def test_too_many_cells_are_a_mistake_too_few_are_empty() -> None:
    assert [one.row for one in reading(GOOD + ",more").problems] == [2]
    assert reading(GOOD + ",,").problems == ()
    assert [one.column for one in reading("57463,Noyer,Claude,,,,fr").problems] == ["mandate start"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file_empty"),
        ("\n \n", "file_empty"),
        (HEADER, "file_empty"),
        (HEADER.replace(",language", "") + "\nx", "column_missing"),
        (HEADER + ",telephone\n" + GOOD, "column_unknown"),
        (HEADER + ",nom\n" + GOOD, "column_twice"),
        (HEADER + '\n57463,"Noyer,Claude', "file_broken"),
        (HEADER + '\n57463,"No"yer,Claude', "file_broken"),
        (HEADER + "\n57463," + "N" * 200_000, "file_broken"),
    ],
)
def test_what_is_no_list_is_refused_with_one_sentence(text: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        read(text, GROUND)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("é".encode("latin-1"), "file_encoding"),
        (HEADER.encode("utf-16"), "file_encoding"),
        (b"\xed\xb2\x80", "file_encoding"),
        (HEADER.encode() + b"\n57463,No\0yer", "file_encoding"),
        (b"x" * (MOST_BYTES + 1), "file_too_large"),
    ],
)
def test_what_is_no_text_is_refused_with_one_sentence(raw: bytes, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        text_of(raw)


def test_five_thousand_rows_are_enough() -> None:
    def rows(count: int) -> list[str]:
        return [GOOD.replace("Noyer", f"Noyer{number}") for number in range(count)]

    assert len(reading(*rows(MOST_ROWS)).rows) == MOST_ROWS
    with pytest.raises(Invalid, match="file_rows"):
        reading(*rows(MOST_ROWS + 1))
