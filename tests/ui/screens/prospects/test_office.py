"""Asking head office about somebody who is typed: once typing rests, once for each person, and never in the way."""

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from advisor_app.domain.duplicates import Candidate, HeadOffice
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.prospects import office
from advisor_app.ui.screens.prospects.office import OfficeField

Answer = Callable[[HeadOffice], list[Candidate]]


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Return what lets head office say something, and gives the candidates about whom it is asked."""
    monkeypatch.setattr(office, "PAUSE_MS", 1)

    def says(answer: HeadOffice) -> list[Candidate]:
        asked: list[Candidate] = []

        def ask(_book: object, candidate: Candidate, *_where: Any, **_how: Any) -> HeadOffice:
            asked.append(candidate)
            return answer

        monkeypatch.setattr(office, "ask_head_office", ask)
        return asked

    return says


@pytest.fixture
def field(qtbot: QtBot, desk: Desk, says: Answer) -> OfficeField:
    field = OfficeField(desk)
    qtbot.addWidget(field)
    return field


def test_somebody_whom_the_bank_knows_is_told_of(qtbot: QtBot, field: OfficeField, says: Answer) -> None:
    asked = says(HeadOffice.EXISTS)
    field.look(Candidate(name="韩梅", phone="13700137000"))
    qtbot.waitUntil(lambda: field.answer is HeadOffice.EXISTS)
    assert asked == [Candidate(phone="13700137000")]  # a name alone is nothing to ask about
    assert not field.isHidden()
    assert field.sentence.text() == "本行已有此人的记录。继续之前请先询问网点。"
    speak("en")
    assert field.sentence.text() == "The bank knows this person already. Ask the branch before you go on."
    field.look(Candidate(phone="13700137001"))
    assert field.isHidden()  # that is somebody else
    field.look(Candidate(phone="13700137000"))
    assert field.answer is HeadOffice.EXISTS
    assert len(asked) == 1
    field.clear()
    assert field.isHidden()


@pytest.mark.parametrize(
    "typed",
    [
        Candidate(name="韩梅"),
        Candidate(phone="137001"),
        Candidate(id_number="110105"),
        Candidate(birth_day=1000),
    ],
)
def test_what_is_not_typed_to_its_end_is_not_asked_about(
    qtbot: QtBot, field: OfficeField, says: Answer, typed: Candidate
) -> None:
    asked = says(HeadOffice.EXISTS)
    field.look(typed)
    field.look(Candidate("韩梅", 1000))  # the control
    qtbot.waitUntil(lambda: field.answer is not None)
    assert asked == [Candidate("韩梅", 1000)]


def test_without_a_line_it_says_that_nothing_was_checked(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "PAUSE_MS", 1)
    field = OfficeField(desk)  # the desk's head office is nowhere
    qtbot.addWidget(field)
    field.look(Candidate(phone="13700137000"))
    qtbot.waitUntil(lambda: field.answer is HeadOffice.UNCHECKED)
    assert "下次同步" in field.sentence.text()
    qtbot.waitUntil(lambda: not desk.background.busy)
