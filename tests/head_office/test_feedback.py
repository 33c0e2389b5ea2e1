"""The branch's figures of feedback and the extensions of complaints, on both databases, down to the device."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, func, insert, select, update

from advisor_app.domain.dates import from_day
from advisor_app.domain.ids import new_id
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import complaints, feedback
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.db.models import Branch, Change, Customer, Feedback, Revision
from advisor_app.i18n import using
from tests.support.bank import AS_OF, fill
from tests.support.office import demo_bank

NOON = AS_OF * 86_400_000_000 + 4 * 3_600_000_000
DAY = 86_400_000_000


class Office(NamedTuple):
    """A head office with customers in two branches and in none."""

    engine: Engine
    url: str
    customers: dict[str | None, bytes]

    def add(self, branch: str | None, back: int = 0, **values: Any) -> bytes:
        """Write feedback of so many days ago for the customer of a branch, and return its id."""
        row = {"id": new_id(), "kind": "complaint", "status": "open", "happened_at": NOON - back * DAY}
        with self.engine.begin() as connection:
            connection.execute(
                insert(Feedback).values({**row, "customer_id": self.customers[branch], **values})
            )
        return row["id"]  # type: ignore[return-value]

    def surveys(self, branch: str | None, scale: int, *scores: int) -> None:
        """Write answers to surveys."""
        for score in scores:
            self.add(branch, kind="survey", status="closed", score=score, scale=scale)

    def row(self, key: bytes) -> Any:
        """Return feedback as head office has it."""
        with self.engine.connect() as connection:
            return connection.execute(select(Feedback.__table__).where(Feedback.id == key)).one()


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = demo_bank(tmp_path, url)
    filled = fill(engine, advisors=1, customers=3, transactions=1)
    [people] = filled.books.values()
    with engine.begin() as connection:
        for code in ("001", "002"):
            connection.execute(insert(Branch).values(code=code, name=f"网点{code}"))
        branches = {row.code: row.id for row in connection.execute(select(Branch.code, Branch.id))}
        customers = dict(zip(("001", "002", None), people, strict=True))
        for branch_code, key in customers.items():
            branch = branches[branch_code] if branch_code else None
            connection.execute(update(Customer).where(Customer.id == key).values(branch_id=branch))
    yield Office(engine, url, customers)
    engine.dispose()


def test_scores_count_by_the_branch_of_the_customer(office: Office) -> None:
    office.surveys("001", 10, 10, 9, 9, 7, 3)
    office.surveys("001", 5, 5, 4, 2)
    office.surveys("002", 10, 0)
    office.surveys(None, 5, 5)
    office.add("001", kind="survey", status="closed", text="没有打分")
    with office.engine.connect() as connection:
        found = feedback.by_branch(connection)
        whole = feedback.whole(connection, found)
    assert [branch.code for branch in found] == ["001", "002", None]
    first = found[0].surveys
    assert (first.promoters, first.detractors, first.nps.n) == (3, 1, 5)
    assert first.nps.value == pytest.approx(0.4)
    assert (first.satisfied, first.csat.n) == (2, 3)
    assert first.nps.low is not None
    assert found[1].surveys.nps.value == -1
    assert found[2].surveys.nps.value is None
    assert (whole.surveys.nps.n, whole.surveys.csat.n, whole.surveys.satisfied) == (6, 4, 3)
    assert whole.surveys.nps.value == pytest.approx(2 / 6 - 0 + 1 / 6 - 2 / 6)


def test_complaints_are_counted_by_how_they_stand(office: Office) -> None:
    office.add("001", 3, due_on=AS_OF + 12)
    office.add("001", 20, status="in_progress", due_on=AS_OF - 5)
    office.add("001", 20, status="answered", due_on=AS_OF - 5, answered_on=AS_OF - 5)
    office.add("001", 20, status="closed", due_on=AS_OF - 5, answered_on=AS_OF - 4)
    office.add("001", 20, status="withdrawn", due_on=AS_OF - 5, answered_on=AS_OF - 10)
    office.add("001", 20, status="resolved", due_on=AS_OF - 5)
    with office.engine.connect() as connection:
        [found] = feedback.by_branch(connection)
        assert found.complaints == feedback.Complaints(6, 2, 1, 1, 1)
        assert not feedback.by_branch(connection, branch="002")
        [some] = feedback.by_branch(connection, since=AS_OF - 20, until=AS_OF - 20)
        assert some.complaints.received == 5
        with pytest.raises(InputError):
            feedback.by_branch(connection, branch="9")


def test_waiting_complaints_come_with_their_clock(office: Office) -> None:
    late = office.add("001", 16)  # without a day of its own: that of a simple one
    asked = office.add(
        "002", 20, complex=1, due_on=AS_OF + 10, extension="asked", extension_reason="需调取录像"
    )
    office.add("001", 2, status="answered", answered_on=AS_OF)
    office.add("001", 2, kind="review")
    with office.engine.connect() as connection:
        first, second = complaints.waiting(connection)
        assert (first.id, first.branch, first.clock.day, first.clock.left) == (late, "001", 16, -1)
        assert (second.id, second.clock.left, second.reason) == (asked, 10, "需调取录像")
        assert [one.id for one in complaints.waiting(connection, asked=True)] == [asked]
        assert [one.id for one in complaints.waiting(connection, overdue=True)] == [late]
        assert [one.id for one in complaints.waiting(connection, branch="002")] == [asked]


def told(office: Office) -> int:
    """Return how many changes wait for devices."""
    with office.engine.connect() as connection:
        return connection.execute(
            select(func.count()).select_from(Change).where(Change.entity.in_(("feedback", "revisions")))
        ).scalar_one()


def asked_for(office: Office, **values: Any) -> bytes:
    return office.add(
        "001",
        20,
        **{
            "complex": 1,
            "due_on": AS_OF + 10,
            "extension": "asked",
            "extension_reason": "需调取录像",
            **values,
        },
    )


def test_approval_gives_thirty_days_and_tells_the_devices(office: Office) -> None:
    key, before = asked_for(office), told(office)
    with office.engine.begin() as connection:
        assert complaints.approve(connection, key) == AS_OF - 20 + 30 + 30
    row = office.row(key)
    assert (row.extension, row.due_on, row.extension_reason) == ("approved", AS_OF + 40, "需调取录像")
    assert told(office) == before + 2
    with office.engine.connect() as connection:
        [changes] = connection.execute(select(Revision.changes).where(Revision.row_id == key)).scalars()
    assert json.loads(changes) == {"extension": ["asked", "approved"], "due_on": [AS_OF + 10, AS_OF + 40]}


def test_refusal_says_why_and_keeps_what_was_asked_in_the_history(office: Office) -> None:
    key = asked_for(office)
    with office.engine.begin() as connection:
        complaints.refuse(connection, key, "资料已齐备")
    row = office.row(key)
    assert (row.extension, row.due_on, row.extension_reason) == ("refused", AS_OF + 10, "资料已齐备")
    with office.engine.connect() as connection:
        [changes] = connection.execute(select(Revision.changes).where(Revision.row_id == key)).scalars()
    assert json.loads(changes)["extension_reason"] == ["需调取录像", "资料已齐备"]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"extension": None}, RefusedError),
        ({"extension": "approved"}, RefusedError),
        ({"status": "withdrawn"}, RefusedError),
        ({"kind": "praise"}, InputError),
    ],
)
def test_what_cannot_be_decided_changes_nothing(
    office: Office, values: dict[str, Any], error: type[Exception]
) -> None:
    key = asked_for(office, **values)
    before, changes = office.row(key), told(office)
    for decide in (lambda c: complaints.approve(c, key), lambda c: complaints.refuse(c, key, "否")):
        with pytest.raises(error), office.engine.begin() as connection:
            decide(connection)
    with pytest.raises(InputError), office.engine.begin() as connection:
        complaints.approve(connection, bytes(16))
    assert office.row(key) == before
    assert told(office) == changes


def test_the_commands(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    key = asked_for(office, extension_reason="[red]录像[/]")
    office.surveys("001", 5, 5, 5, 1)

    def said(*arguments: str, code: int = 0) -> Any:
        assert main(["--db", office.url, "--lang", "en", *arguments, "--json"]) == code
        return json.loads(capsys.readouterr().out)

    assert main(["--db", office.url, "--lang", "en", "complaints"]) == 0
    shown = capsys.readouterr().out
    assert key.hex() in shown
    assert "asked: [red]录像[/]" in shown
    [listed] = said("complaints", "list", "--asked")["complaints"]
    assert (listed["id"], listed["day"], listed["left"], listed["extension"]) == (key.hex(), 20, 10, "asked")
    for wrong in (("approve",), ("approve", "zz"), ("refuse", key.hex())):
        assert said("complaints", *wrong, code=2)["error"] == "InputError"
    day = from_day(AS_OF + 40).isoformat()
    assert said("complaints", "approve", key.hex()) == {"approved": key.hex(), "due_on": day}
    assert said("complaints", "refuse", key.hex(), "--reason", "否", code=3)["error"] == "RefusedError"
    found = said("feedback", "--branch", "001")
    assert found["branches"][0]["csat"]["n"] == 3
    assert found["whole"]["complaints"]["waiting"] == 1
    assert main(["--db", office.url, "--lang", "en", "feedback"]) == 0
    [line] = [line for line in capsys.readouterr().out.splitlines() if "001 网点" in line]
    assert "67% (21% … 94%)" in line
    with using("en"):
        assert said("feedback", "--from", "2026-02-01", "--to", "2026-01-01", code=2)["error"] == "InputError"
