"""The branch's figure of promises, on both databases: held equal to the domain's rules, and as the command says it."""

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, insert, select, update

from advisor_app.domain.dates import from_day
from advisor_app.domain.ids import new_id
from advisor_app.domain.masking import MaskedText
from advisor_app.domain.promises import KEPT, WITHDRAWN, PromiseRow, figures
from advisor_app.errors import InputError
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.db.models import Advisor, Branch, Promise
from advisor_app.head_office.promises import Scope, by_branch
from advisor_app.i18n import using
from tests.support.bank import AS_OF, fill
from tests.support.office import demo_bank

BRANCHES = {"A01000": "001", "A01001": "001", "A01002": "002", "A01003": None}
"""Which branch the advisors are of; the last one is of none."""


class Office(NamedTuple):
    """A head office with four advisors in two branches, and a promise for each customer of the last list."""

    engine: Engine
    url: str
    books: dict[str, list[bytes]]
    keys: dict[str, int]

    def promise(self, advisor: str | None, *rows: tuple[int, int | None, str | None]) -> None:
        """Write promises, given by due day and settled day (from the business date), and outcome."""
        values = [
            {
                "id": new_id(),
                "customer_id": self.books["A01000"][0],
                "advisor_id": self.keys[advisor] if advisor else None,
                "text": "寄送资料",
                "due_on": AS_OF + due,
                "settled_on": None if settled is None else AS_OF + settled,
                "outcome": outcome,
                "made_at": 0,
            }
            for due, settled, outcome in rows
        ]
        with self.engine.begin() as connection:
            connection.execute(insert(Promise), values)

    def found(self, **scope: Any) -> dict[tuple[str | None, str | None], Any]:
        """Return the figures by branch and advisor."""
        with self.engine.connect() as connection:
            return {
                (branch.code, advisor.number): advisor.figures
                for branch in by_branch(connection, Scope(**scope))
                for advisor in branch.advisors
            }


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Office]:
    url: str = f"sqlite:///{tmp_path / 'office.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = demo_bank(tmp_path, url)
    filled = fill(engine, advisors=4, customers=1, transactions=1)
    with engine.begin() as connection:
        for code in ("001", "002"):
            connection.execute(insert(Branch).values(code=code, name=f"网点{code}"))
        branches = {row.code: row.id for row in connection.execute(select(Branch.code, Branch.id))}
        for number, branch in BRANCHES.items():
            if branch:
                connection.execute(
                    update(Advisor).where(Advisor.number == number).values(branch_id=branches[branch])
                )
        keys = {row.number: row.id for row in connection.execute(select(Advisor.number, Advisor.id))}
    yield Office(engine, url, filled.books, keys)
    engine.dispose()


def as_shown(promise: Any) -> PromiseRow:
    """Return a stored promise as the domain judges it."""
    return PromiseRow(
        promise.id,
        promise.customer_id,
        None,
        None,
        None,
        MaskedText(promise.text),
        promise.due_on,
        promise.settled_on,
        promise.outcome,
        promise.made_at,
        None,
        pending=False,
    )


def test_the_figures_are_those_of_the_domains_rules(office: Office) -> None:
    rng = random.Random(4)
    edges = [-3, -1, 0, 1, 3]
    for advisor in (*BRANCHES, None):
        office.promise(
            advisor,
            *(
                (rng.choice(edges), rng.choice([None, *edges]), rng.choice([None, KEPT, WITHDRAWN, "other"]))
                for _ in range(300)
            ),
        )
    with office.engine.connect() as connection:
        stored = connection.execute(select(Promise.__table__)).all()
    numbers = {key: number for number, key in office.keys.items()}
    for since, until in (
        (None, None),
        (AS_OF - 1, None),
        (None, AS_OF),
        (AS_OF, AS_OF),
        (AS_OF - 1, AS_OF + 1),
    ):
        due: dict[Any, list[PromiseRow]] = defaultdict(list)
        for promise in stored:
            number = numbers.get(promise.advisor_id)
            if (since is None or promise.due_on >= since) and (until is None or promise.due_on <= until):
                due[BRANCHES.get(number or ""), number].append(as_shown(promise))
        wanted = {key: figures(promises, AS_OF) for key, promises in due.items()}
        assert office.found(since=since, until=until) == wanted
        assert all(sum(each) > each.due_today > 0 for each in wanted.values() if until is None)


def test_branches_add_their_advisors_up_and_those_in_none_come_last(office: Office) -> None:
    office.promise("A01003", (1, None, None))
    office.promise("A01002", (-1, None, None), (-1, -1, KEPT))
    office.promise("A01001", (-1, 0, KEPT), (0, None, None), (9, None, WITHDRAWN))
    office.promise("A01000", (-5, -6, KEPT))
    with office.engine.connect() as connection:
        found = by_branch(connection, Scope())
    assert [(branch.code, branch.name) for branch in found] == [
        ("001", "网点001"),
        ("002", "网点002"),
        (None, None),
    ]
    assert [[advisor.number for advisor in branch.advisors] for branch in found] == [
        ["A01000", "A01001"],
        ["A01002"],
        ["A01003"],
    ]
    first = found[0].figures
    assert (first.made, first.open, first.due_today) == (4, 1, 1)
    assert (first.kept, first.late, first.broken, first.withdrawn) == (1, 1, 0, 1)
    assert (first.decided, first.kept_share) == (2, 0.5)
    assert list(office.found(branch="001")) == [("001", "A01000"), ("001", "A01001")]
    assert list(office.found(advisor="A01002")) == [("002", "A01002")]
    assert office.found(branch="001", advisor="A01002") == {}


def test_what_the_bank_does_not_have_is_said_with_what_it_has(office: Office) -> None:
    with using("en"):
        with pytest.raises(InputError) as branch:
            office.found(branch="003")
        assert str(branch.value) == "No branch has the code 003. There are: 001, 002."
        with pytest.raises(InputError) as advisor:
            office.found(advisor="王芳")
        assert str(advisor.value).startswith("No advisor has the number 王芳. There are: A01000, A01001, ")


def test_the_command_shows_figures_with_their_n(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    command = ["--db", office.url, "--lang", "en", "promises"]
    assert main(command) == 0
    assert capsys.readouterr().out == "There are no such promises to customers.\n"
    with office.engine.begin() as connection:
        connection.execute(update(Branch).where(Branch.code == "001").values(name="[red]城南[/]"))
    office.promise("A01000", (-1, None, None), (-1, -1, KEPT), (-1, 0, KEPT), (4, None, None))
    assert main(command) == 0
    shown = capsys.readouterr().out
    assert "001 [red]城南[/]" in shown
    [line] = [line for line in shown.splitlines() if "A01000" in line]
    assert line.split()[2:] == ["4", "1", "1", "1", "1", "0", "33%", "3"]
    day = from_day(AS_OF).isoformat()
    assert main([*command, "--json", "--branch", "001", "--from", "2020-01-01", "--to", day]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["as_of"], said["from"], said["to"]) == (day, "2020-01-01", day)
    [branch] = said["branches"]
    [advisor] = branch["advisors"]
    assert (branch["branch"], advisor["advisor"]) == ("001", "A01000")
    for each in (branch, advisor):
        assert {name: each[name] for name in ("made", "open", "kept", "late", "broken", "withdrawn")} == {
            "made": 3,
            "open": 0,
            "kept": 1,
            "late": 1,
            "broken": 1,
            "withdrawn": 0,
        }
        assert (each["decided"], each["kept_share"]) == (3, 1 / 3)


@pytest.mark.parametrize(
    "arguments", [("--branch", "9"), ("--advisor", "9"), ("--from", "2026-02-01", "--to", "2026-01-01")]
)
def test_what_cannot_be_counted_is_an_error(
    arguments: tuple[str, ...], tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    demo_bank(tmp_path).dispose()
    assert main(["--db", f"sqlite:///{tmp_path / 'office.db'}", "promises", "--json", *arguments]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["error"] == "InputError"
    assert said.err.strip()
