"""Letters with codes, and the page where a councillor enters one."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.assemblies import ClaimCode, Councillor
from consult.models.notifications import OutboxItem
from tests.factories import councils, people
from tests.support.browser import Browser

CODE = re.compile(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}")


def clerk(app: Flask) -> Browser:
    return Browser(app).sign_in(people.with_role(Role.CLERK))


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_printed_letter_leads_a_councillor_to_the_desk(app: Flask, language: str) -> None:
    seat = councils.councillor(language=language)
    desk = clerk(app)
    desk.get("/fr/clerk/councillors")
    page = desk.get(f"/fr/clerk/seats/{seat.id}")
    letter = desk.post(page, "/letters", {"councillor": seat.councillor_id}, status=200)
    codes = CODE.findall(letter.text)
    assert len(codes) == 1
    assert f"/{language}/claim" in letter.text
    assert codes[0] not in desk.get(f"/fr/clerk/assemblies/{seat.assembly_id}").text

    account = people.participant()
    person = Browser(app).sign_in(account)
    claim = person.get(f"/{language}/claim")
    person.post(claim, "/claim", {"code": "AAAA-BBBB-CCCC-DDDD"}, status=422)
    person.post(claim, "/claim", {"code": codes[0].lower().replace("-", " ")})
    person.get(f"/{language}/desk")
    person.get(f"/{language}/claim")
    record = db.session.get(Councillor, seat.councillor_id)
    assert record is not None
    assert record.account_id == account.id


def test_all_letters_of_an_assembly_are_one_print(app: Flask) -> None:
    assembly = councils.council()
    for language in ("fr", "de", "de"):
        councils.councillor(assembly, language=language)
    councils.member(assembly)
    desk = clerk(app)
    ask = desk.get(f"/de/clerk/assemblies/{assembly.id}/letters")
    letters = desk.post(ask, "/letters", status=200)
    assert len(CODE.findall(letters.text)) == 3
    assert [node.get("lang") for node in letters.all("section")].count("de") == 2


def test_a_mail_is_owed_and_its_code_not_yet_made(app: Flask) -> None:
    seat = councils.councillor()
    desk = clerk(app)
    page = desk.get(f"/fr/clerk/seats/{seat.id}")
    desk.post(page, "/mail", {"councillor": str(seat.councillor_id)}, follow=True)
    item = db.session.scalars(sa.select(OutboxItem).filter_by(event="councillor-claim")).one()
    assert (item.councillor_id, item.account_id, item.ids) == (seat.councillor_id, None, {})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ClaimCode)) == 0


def test_a_clerk_frees_a_record_that_the_wrong_person_claimed(app: Flask) -> None:
    member = councils.member()
    desk = clerk(app)
    page = desk.get(f"/fr/clerk/seats/{member.seat.id}")
    desk.post(page, f"/{member.seat.councillor_id}/release", follow=True)
    Browser(app).sign_in(member.account).get("/fr/desk", status=403)
