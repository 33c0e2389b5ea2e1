"""Errors: the sentence in the reader's language, and nothing lost on the way between processes."""

import pickle

import pytest

from advisor_app import i18n
from advisor_app.errors import (
    AppError,
    DamagedError,
    FieldError,
    InputError,
    IssuesError,
    RefusedError,
    Surface,
    UnavailableError,
)

FILE = "The settings file {file} cannot be used."
ADVICE = "Correct the file, or rename it to start with the defaults."


class Special(InputError):
    """A kind with a constructor of its own, as other modules may define."""

    def __init__(self, line: int) -> None:
        super().__init__(FILE, file=f"line {line}")
        self.line = line


def test_the_sentence_is_in_the_language_of_the_reader() -> None:
    error = InputError(FILE, what_to_do=ADVICE, file="a.toml")
    assert str(error) == "设置文件 a.toml 无法使用。请改正该文件；也可将其改名，以默认设置启动。"
    with i18n.using("en"):
        assert str(error) == (
            "The settings file a.toml cannot be used. "
            "Correct the file, or rename it to start with the defaults."
        )


def test_braces_in_values_are_left_alone() -> None:
    assert "{0} %s" in str(InputError(FILE, what_to_do=ADVICE, file="{0} %s"))


@pytest.mark.parametrize("error", [InputError(FILE, what_to_do=ADVICE, file="a"), Special(3)])
def test_an_error_crosses_processes_whole(error: AppError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert copy.__dict__ == error.__dict__


def test_several_issues_are_listed() -> None:
    error = IssuesError(FILE, issues=[InputError("one"), InputError("two {n}", n=2)], file="a")
    assert str(pickle.loads(pickle.dumps(error))) == "设置文件 a 无法使用。\n• one\n• two 2"
    described = error.describe()
    assert described["error"] == "IssuesError"
    assert [each["sentence"] for each in described["issues"]] == ["one", "two 2"]  # type: ignore[attr-defined]


def test_a_field_is_named_on_the_way() -> None:
    error = FieldError(FILE, field="day", file="a")
    assert pickle.loads(pickle.dumps(error)).field == "day"
    assert error.describe()["field"] == "day"


def test_the_kind_decides_surface_and_exit_code() -> None:
    kinds = (AppError, InputError, RefusedError, UnavailableError, DamagedError)
    assert [kind.exit_code for kind in kinds] == [1, 2, 3, 4, 5]
    assert (InputError.surface, RefusedError.surface, IssuesError.surface) == (
        Surface.BAR,
        Surface.DIALOG,
        Surface.LIST,
    )


def test_what_a_log_may_hold_carries_no_values() -> None:
    assert InputError(FILE, file="陈晓明").message_id == FILE
    assert "陈晓明" not in repr(InputError(FILE, file="陈晓明"))
