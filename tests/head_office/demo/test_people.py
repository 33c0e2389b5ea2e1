"""The people: names, families, occupations, shares of every kind, and situations that an advisor meets."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from advisor_app.head_office.demo import AS_OF
from tests.head_office.demo.conftest import Extracts, day, fen

TIERS = {"mass": 1, "gold": 5_000_000, "wealth": 50_000_000, "private": 600_000_000}
"""The lower end of each tier in fen, as the default policy has it."""


def tier(assets: int) -> str:
    return max((one for one in TIERS if TIERS[one] <= assets), key=TIERS.__getitem__, default="prospect")


def test_assets_are_in_all_tiers_and_where_they_were_meant_to_be(extracts: Extracts) -> None:
    found = Counter(tier(assets) for assets in extracts.assets().values())
    assert found.keys() == extracts.summary.bands.keys()
    for band, meant in extracts.summary.bands.items():
        assert abs(found[band] - meant) <= max(3, 0.1 * meant), found
    assert 0.01 <= found["private"] / 300 <= 0.05


def test_prospects_have_nothing_with_the_bank(extracts: Extracts) -> None:
    prospects = {key for key, row in extracts.customers.items() if row["kind"] == "prospect"}
    assert len(prospects) >= 10
    for file in ("account_holders", "holdings", "cards", "risk_assessments", "digital_events"):
        assert not prospects & {row["customer"] for row in extracts.files[file]}
    assert prospects & {row["customer"] for row in extracts.files["interactions"]}
    assert all(not extracts.customers[key]["opened_on"] for key in prospects)


def test_names_repeat_and_hard_surnames_are_there(extracts: Extracts) -> None:
    names = Counter(row["name"] for row in extracts.files["customers"])
    assert max(names.values()) >= 2
    assert len(names) > 0.8 * 300
    for surname in ("曾", "仇", "单于", "解", "区", "查", "朴", "翟", "欧阳"):
        assert any(name.startswith(surname) for name in names), surname
    common = Counter(name[0] for name in names.elements())
    assert {surname for surname, _ in common.most_common(8)} >= {"王", "李", "张"}


def test_households_share_an_address_and_fit_together(extracts: Extracts) -> None:
    households = extracts.by("customers", "household")
    households.pop("")
    assert set(households) == {row["key"] for row in extracts.files["households"]}
    assert {row["household_role"] for members in households.values() for row in members} == {
        "head",
        "spouse",
        "parent",
        "child",
    }
    for members in households.values():
        assert len(members) >= 2 or members[0]["household_role"] == "head"
        roles = {row["household_role"]: row for row in members}
        head = roles["head"]
        assert len({row["address"] for row in members if row["address"]}) <= 1
        born = {role: day(row["birth_day"]) for role, row in roles.items()}
        if "spouse" in roles:
            assert roles["spouse"]["sex"] != head["sex"]
            assert abs((born["spouse"] - born["head"]).days) < 12 * 365.25  # type: ignore[operator]
        for older, younger in pairwise([one for one in ("parent", "head", "child") if one in roles]):
            assert (born[younger] - born[older]).days > 17 * 365.25  # type: ignore[operator]
        if "child" in roles and head["sex"] == "male":
            assert roles["child"]["name"][0] == head["name"][0]


def test_occupations_fit_the_age(extracts: Extracts) -> None:
    for row in extracts.files["customers"]:
        age = (AS_OF - day(row["birth_day"])).days / 365.25  # type: ignore[operator]
        if row["occupation"] == "退休人员":
            assert age >= 59.9
        elif row["occupation"] == "在校大学生":
            assert age < 24
        else:
            assert 19 <= age < 70
    retired = [row for row in extracts.files["customers"] if row["occupation"] == "退休人员"]
    assert len(retired) > 30


def test_documents_expire_for_some_soon(extracts: Extracts) -> None:
    soon = [
        row
        for row in extracts.files["customers"]
        if row["id_expires_on"] and AS_OF <= day(row["id_expires_on"]) <= AS_OF + timedelta(90)  # type: ignore[operator]
    ]
    assert soon
    gone = [row for row in extracts.files["customers"] if "" < row["id_expires_on"] < str(AS_OF)]
    assert len(gone) < 10


def test_maturities_of_every_stage(extracts: Extracts) -> None:
    deposits = [row for row in extracts.files["holdings"] if row["kind"] == "term_deposit"]
    days = [(day(row["matures_on"]) - AS_OF).days for row in deposits if not row["closed_on"]]  # type: ignore[operator]
    assert any(-60 <= one < 0 for one in days), "matured and not rolled over"
    assert 0 in days
    assert any(1 <= one <= 7 for one in days)
    assert any(8 <= one <= 30 for one in days)
    assert min(days) >= -60


def test_every_kind_of_product_and_grade_is_held(extracts: Extracts) -> None:
    held = [row for row in extracts.files["holdings"] if not row["closed_on"]]
    kinds = {"term_deposit", "wealth", "fund", "bond", "insurance", "metal"}
    assert {row["kind"] for row in held} >= kinds
    assert {extracts.products[row["product"]]["risk_grade"] for row in held} >= {"R1", "R2", "R3", "R4"}
    for row in held:
        product = extracts.products[row["product"]]
        assert (product["kind"], product["name"]) == (row["kind"], row["name"])
        assert (
            fen(row["principal"]) >= fen(product["minimum"]) or "定投" in row["name"] or row["kind"] == "fund"
        )


def test_the_catalogue_is_dated(extracts: Extracts) -> None:
    products = extracts.files["products"]
    assert {row["as_of"] for row in products} == {str(AS_OF)}
    assert any("" < row["closes_on"] < str(AS_OF) for row in products)
    assert any(row["opens_on"] > str(AS_OF) for row in products)
    assert {row["issuer_kind"] for row in products} == {"own", "agency", "government"}
    # Where issuer and bank rate differently either may be the stricter; what is sold for others has both.
    graded = [row for row in products if row["issuer_kind"] == "agency" and row["risk_grade"]]
    assert graded
    assert all(row["issuer_grade"] for row in graded)
    assert any(row["issuer_grade"] != row["risk_grade"] for row in graded)
    for row in extracts.files["holdings"]:
        product = extracts.products[row["product"]]
        if product["closes_on"]:
            # An issue begins on the working day after its offer ended.
            assert 1 <= (day(row["starts_on"]) - day(product["closes_on"])).days <= 12  # type: ignore[operator]


def test_habits_change_stop_and_stand_out(extracts: Extracts) -> None:
    last_pay = {}
    for row in extracts.files["transactions"]:
        if row["category"] == "salary":
            last_pay[row["account"]] = row["day"]
    assert any(one < str(AS_OF - timedelta(60)) for one in last_pay.values()), "a salary that stopped"
    assert sum(one >= "2026-10-20" for one in last_pay.values()) > 0.8 * len(last_pay)
    month_ago = str(AS_OF - timedelta(30))
    assets = extracts.assets()
    moved = Counter[str]()
    for row in extracts.files["transactions"]:
        if row["day"] >= month_ago and row["category"] == "own_funds":
            moved[extracts.owner[row["account"]]["key"], row["amount"][0] == "-"] += abs(fen(row["amount"]))  # type: ignore[index]
    share = {key: amount / (assets[key[0]] + amount) for key, amount in moved.items()}
    assert any(one >= 0.2 and moved[key] >= 5_000_000 for key, one in share.items() if key[1]), "much left"
    assert any(moved[key] >= 5_000_000 for key in share if not key[1]), "much came"


def test_some_customers_are_dormant(extracts: Extracts) -> None:
    since = str(AS_OF - timedelta(180))
    dormant = 0
    for rows in extracts.transactions.values():
        own = [row for row in rows if row["channel"] not in ("system", "interbank")]
        dormant += not any(row["day"] > since for row in own)
    assert 3 <= dormant <= 60


def test_school_fees_rent_and_travel_have_their_season(extracts: Extracts) -> None:
    months = Counter(
        row["day"][5:7] for row in extracts.files["transactions"] if row["category"] == "education"
    )
    assert set(months) == {"02", "09"}
    trips = Counter(day(row["day"]) for row in extracts.files["transactions"] if row["category"] == "travel")
    autumn = sum(n for when, n in trips.items() if when and date(2025, 9, 18) <= when <= date(2025, 10, 8))
    quiet = sum(n for when, n in trips.items() if when and date(2025, 11, 5) <= when <= date(2025, 11, 25))
    assert autumn > 1.5 * quiet
