"""Errors that come out of another process as they went in, in the language of whoever reads them."""

import json
from pathlib import Path

import pytest

from advisor_app.data.errors import ThrottledError
from advisor_app.errors import AppError, DamagedError, InputError, IssuesError, UnavailableError
from advisor_app.i18n import using
from advisor_app.services.carried import carried, carry
from advisor_app.services.sync_trouble import held, out_of_reach, retry_after
from advisor_app.sync.client import HeldBack
from advisor_app.sync.transport import NoConnection


def _through(error: AppError) -> AppError:
    return carried(json.loads(json.dumps(carry(error))))


def test_an_error_keeps_class_sentence_and_what_to_do() -> None:
    error = ThrottledError(
        "Too many wrong passphrases.", what_to_do="Try again in {minutes} minutes.", minutes=7
    )
    back = _through(error)
    assert type(back) is ThrottledError
    with using("en"):
        assert str(back) == "Too many wrong passphrases. Try again in 7 minutes."
    with using("zh_CN"):
        assert str(back) == str(error)
        assert "7" in str(back)


def test_a_value_that_json_does_not_know_becomes_its_text() -> None:
    error = InputError("There is a store in {folder} already.", folder=Path("/somewhere"))
    with using("en"):
        assert str(_through(error)) == "There is a store in /somewhere already."


def test_a_class_that_is_not_loaded_comes_back_as_its_family() -> None:
    document = carry(ThrottledError("Too many wrong passphrases."))
    back = carried(document | {"error": "NotLoadedHere"})
    assert type(back) is UnavailableError
    assert back.title == ThrottledError.title
    assert UnavailableError.title != ThrottledError.title


def test_issues_come_along() -> None:
    inner = DamagedError("There is a store in {folder} already.", folder="a")
    back = _through(IssuesError("The settings file {file} cannot be used.", issues=[inner], file="b"))
    assert isinstance(back, IssuesError)
    assert [type(issue) for issue in back.issues] == [DamagedError]
    with using("en"):
        assert str(back) == "The settings file b cannot be used.\n• There is a store in a already."


@pytest.mark.parametrize("name", ["SystemExit", "__class__", "object"])
def test_no_name_brings_back_anything_but_an_error(name: str) -> None:
    document = carry(InputError("There is a store in {folder} already.", folder="a"))
    assert type(carried(document | {"error": name, "family": name})) is AppError


def test_how_long_head_office_wants_to_be_left_alone_comes_along() -> None:
    error = NoConnection("The connection to head office broke. What has arrived is kept.")
    assert retry_after(_through(error)) is None
    error.retry_after = 90
    assert retry_after(_through(error)) == 90
    assert out_of_reach(_through(error))


def test_what_is_held_keeps_its_numbers() -> None:
    error = HeldBack("Head office would take {customers} of your {total} customers.", customers=11, total=21)
    assert held(_through(error)) == (11, 21)
    assert held(InputError("There is nothing to undo.")) is None
