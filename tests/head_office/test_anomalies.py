"""Cases of fraud control: what advisors escalated, what no device was told of, and how cases are closed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, insert, select, update

from advisor_app.domain.anomalies import Evidence, subject_of
from advisor_app.domain.dates import start_of
from advisor_app.domain.ids import new_id
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import anomalies
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.db.models import (
    Advisor,
    Anomaly,
    Branch,
    Customer,
    InternalAnomaly,
    PromptOutcome,
)
from advisor_app.i18n import using
from tests.support.bank import AS_OF, fill
from tests.support.office import demo_bank

NOON = start_of(AS_OF, "Asia/Shanghai") + 12 * 3_600_000_000
SEEN = Evidence(8_000_000, "CNY", 1, 8_000_000, 1, None, 50, 20_000, 500_000)
BELOW = Evidence(4_900_000, "CNY", 3, 14_700_000, 0, past=0, most=0, limit="cash_in", limit_minor=5_000_000)


class Office(NamedTuple):
    """A head office with two customers, of whom the first has a branch."""

    engine: Engine
    url: str
    people: list[bytes]

    def find(self, person: int, *, internal: bool = False, day: int = AS_OF - 2) -> bytes:
        """Write something unusual, and return its id."""
        table: Any = InternalAnomaly if internal else Anomaly
        row = {
            "id": new_id(),
            "customer_id": self.people[person],
            "kind": "structuring" if internal else "new_payee",
            "day": day,
            "evidence": (BELOW if internal else SEEN).to_json(),
            "found_on": AS_OF,
            "policy_version": 1,
        }
        with self.engine.begin() as connection:
            connection.execute(insert(table).values(**row))
        return row["id"]  # type: ignore[return-value]

    def answer(self, person: int, key: bytes, reason: str = "escalated", action: str = "done") -> None:
        """Write what the advisor said."""
        with self.engine.begin() as connection:
            advisor = connection.execute(select(Advisor.id)).scalars().first()
            connection.execute(
                insert(PromptOutcome).values(
                    id=new_id(),
                    customer_id=self.people[person],
                    advisor_id=advisor,
                    rule="anomaly",
                    subject=subject_of(key),
                    action=action,
                    reason=reason,
                    shown_on=AS_OF,
                    policy_version=1,
                    data_on=AS_OF,
                    made_at=NOON,
                )
            )

    def cases(self, **asked: Any) -> list[anomalies.Case]:
        with self.engine.connect() as connection:
            return anomalies.escalated(connection, **asked)

    def internal(self, **asked: Any) -> list[anomalies.Case]:
        with self.engine.connect() as connection:
            return anomalies.internal(connection, **asked)

    def close(self, key: bytes, reason: str = "已与客户核实") -> None:
        with self.engine.begin() as connection:
            anomalies.close(connection, key, reason, "li")


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = demo_bank(tmp_path, url)
    [people] = fill(engine, advisors=1, customers=2, transactions=1).books.values()
    with engine.begin() as connection:
        code = insert(Branch).values(code="001", name="营业部").returning(Branch.id)
        branch = connection.execute(code).scalar_one()
        connection.execute(update(Customer).where(Customer.id == people[0]).values(branch_id=branch))
    yield Office(engine, url, people)
    engine.dispose()


def test_only_what_is_escalated_is_a_case(office: Office) -> None:
    escalated, explained, silent = (office.find(0, day=AS_OF - place) for place in range(3))
    office.answer(0, escalated)
    office.answer(0, explained, "explained")
    (case,) = office.cases()
    assert (case.id, case.branch, case.escalated_on, case.closed) == (escalated, "001", AS_OF, None)
    assert case.evidence == SEEN
    assert not case.taken_back
    assert silent not in [one.id for one in office.cases()]
    assert office.cases(branch="002") == []


def test_taking_it_back_does_not_close_a_case(office: Office) -> None:
    key = office.find(1)
    office.answer(1, key, action="withdrawn")
    (case,) = office.cases()
    assert case.taken_back
    assert case.branch is None


def test_an_answer_about_another_customer_names_no_case(office: Office) -> None:
    office.answer(1, office.find(0))
    assert office.cases() == []


def test_what_is_internal_is_listed_apart(office: Office) -> None:
    key = office.find(0, internal=True)
    assert office.cases() == []
    (case,) = office.internal()
    assert (case.id, case.kind, case.evidence, case.advisor) == (key, "structuring", BELOW, None)


def test_a_case_is_closed_once_and_for_a_reason(office: Office) -> None:
    key, hidden = office.find(0), office.find(1, internal=True)
    with pytest.raises(RefusedError):
        office.close(key)  # nobody has escalated it
    office.answer(0, key)
    with pytest.raises(InputError):
        office.close(key, " \n")
    with pytest.raises(InputError):
        office.close(new_id())
    for one in (key, hidden):
        office.close(one)
        with pytest.raises(RefusedError):
            office.close(one)
    assert office.cases() == office.internal() == []
    assert [one.closed for one in (*office.cases(closed=True), *office.internal(closed=True))] == [
        "已与客户核实"
    ] * 2


def test_the_command_lists_and_closes(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    key, hidden = office.find(0), office.find(1, internal=True)
    office.answer(0, key)
    told = ["--db", office.url, "anomalies"]
    assert main([*told, "list", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in found["cases"]] == [key.hex()]
    assert found["cases"][0]["evidence"]["usual_minor"] == 20_000
    with using("en"):
        assert main(told) == 0
        shown = capsys.readouterr().out
    assert "New payee" in shown
    assert "Just below a limit" not in shown
    assert main([*told, "--internal", "--json"]) == 0
    assert [one["id"] for one in json.loads(capsys.readouterr().out)["cases"]] == [hidden.hex()]
    with using("en"):
        assert main([*told, "--internal"]) == 0
        assert "Neither the customer nor the advisor" in capsys.readouterr().out
        assert main([*told, "close", key.hex(), "--reason", "verified"]) == 0
        assert main(told) == 0
        assert "no case" in capsys.readouterr().out


@pytest.mark.parametrize("key", [[], ["xyz"], ["00" * 16]])
def test_an_id_that_is_none_is_refused(
    office: Office, key: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--db", office.url, "anomalies", "close", *key, "--reason", "x"]) != 0
    assert "Traceback" not in capsys.readouterr().err
