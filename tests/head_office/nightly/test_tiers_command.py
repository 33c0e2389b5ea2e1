"""`head-office tiers`: counts, movements and states of the present month, on both databases."""

import json

import pytest
from sqlalchemy import select, update

from advisor_app.head_office import policies, tiers
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.db.models import Branch, Customer
from advisor_app.head_office.tiers import Movement, Report, TierCount
from advisor_app.i18n import using
from tests.head_office.nightly.conftest import Office, day

WAN = 10_000 * 100


@pytest.fixture
def moved(office: Office) -> Office:
    """Return a bank as of 10 November in which one rose, one is on watch, one came, one left and one has nothing."""
    funds = {}
    for name, wan in (("rises", 4), ("falls", 60), ("leaves", 6), ("stays", 6)):
        person = office.customer()
        funds[name] = office.holding(
            person, starts_on=day("2026-08-01"), value_minor=wan * WAN, as_of=day("2026-08-01")
        )
        if name == "rises":
            branch = office.add("branches", code="B1", name="一支行")
            with office.engine.begin() as connection:
                connection.execute(update(Customer).where(Customer.id == person).values(branch_id=branch))
    office.customer()
    office.run("2026-09-30")
    for name, wan in (("rises", 6), ("falls", 49)):
        office.change("holdings", funds[name], value_minor=wan * WAN, as_of=day("2026-10-01"))
    office.run("2026-10-31")
    office.change("holdings", funds["leaves"], closed_on=day("2026-11-05"))
    office.holding(
        office.customer(), starts_on=day("2026-11-01"), value_minor=700 * WAN, as_of=day("2026-11-01")
    )
    office.run("2026-11-10")
    return office


def test_counts_movements_and_states(moved: Office) -> None:
    with moved.engine.connect() as connection:
        policy = policies.in_force(connection)
        found = tiers.report(connection, policy)
        branch = tiers.report(connection, policy, "B1")
        assert tiers.report(connection, policy, "B9").tiers == tuple(
            TierCount(tier.code, 0, 0) for tier in policy.tiers
        )
    assert found == Report(
        day("2026-11-01"),
        (
            # Who leaves is judged by October, when 60,000 were there; who never had anything by nothing.
            TierCount("prospect", 2, 6 * WAN),
            TierCount("mass", 0, 0),
            TierCount("gold", 2, 12 * WAN),
            TierCount("wealth", 1, 49 * WAN),
            TierCount("private", 1, 700 * WAN),
        ),
        (
            Movement(None, "private", 1),
            Movement("mass", "gold", 1),
            Movement("gold", "prospect", 1),
        ),
        {("wealth", "watch"): 1},
    )
    assert branch.movements == (Movement("mass", "gold", 1),)
    assert [one.customers for one in branch.tiers] == [0, 0, 1, 0, 0]


def test_the_command_shows_them(moved: Office, capsys: pytest.CaptureFixture[str]) -> None:
    url = moved.engine.url.render_as_string(hide_password=False)
    with using("en"):
        assert main(["--db", url, "--lang", "en", "tiers"]) == 0
    shown = capsys.readouterr().out
    assert "Tiers in Nov 2026, by data of 10 Nov 2026" in shown
    assert "1 from Mass to Gold" in shown
    assert "1 new in Private" in shown
    assert main(["--db", url, "--json", "tiers", "--branch", "B1"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["as_of"], result["month"], result["currency"]) == ("2026-11-10", "2026-11", "CNY")
    gold = next(one for one in result["tiers"] if one["tier"] == "gold")
    assert gold == {
        "tier": "gold",
        "customers": 1,
        "assets_minor": 6 * WAN,
        "upgrade_next": 0,
        "watch": 0,
        "held": 0,
        "lifted": 0,
    }
    assert result["movements"] == [{"before": "mass", "now": "gold", "customers": 1}]


def test_before_the_first_night_there_is_nothing_to_show(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    url = office.engine.url.render_as_string(hide_password=False)
    assert main(["--db", url, "--lang", "en", "tiers"]) == 0
    assert "No tiers have been computed yet." in capsys.readouterr().out
    with office.engine.connect() as connection:
        assert connection.execute(select(Branch.id)).all() == []
