"""Products that suit a customer, from a real book: what it holds is what is judged, and looking is logged."""

import json
from typing import Any

import pytest

from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.suitability import verdict
from advisor_app.errors import InputError, IssuesError
from advisor_app.i18n import using
from advisor_app.services.contact_permissions import entry_light
from advisor_app.services.edit_contact import contact_to_edit, edit_contact
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.prompts import customer_prompts
from advisor_app.services.suitability import Checked, allowed_products, check_product
from advisor_app.services.suitability_words import refusal, why
from tests.support import factories
from tests.support.factories import NOON, TODAY

ANSWERS = json.dumps({"goal": "growth", "horizon": "three_years", "liquidity": "half_year"})


@pytest.fixture
def zhang(office: factories.Book) -> bytes:
    """Return a customer who tolerates R3, with a million yuan, 200,000 of them in a fund."""
    key = office.customer("张伟", birth_day=5_000, qualified_on=TODAY - 10)
    account = office.account(key, balance_minor=800_000_00)
    office.add(
        "risk_assessments", customer_id=key, place="outlet", questionnaire="risk_2026", answers=ANSWERS
    )
    office.add("loans", account_id=account, outstanding_minor=100_00, status="performing")
    return key


def product(office: factories.Book, name: str, **values: Any) -> int:
    row: dict[str, Any] = {
        "risk_grade": "R2",
        "placement": "public",
        "term_days": 90,
        "minimum_minor": 100_00,
    }
    key: int = office.add("products", code=name, name=name, issuer="江城银行", **(row | values))
    return key


def rules(found: Checked) -> list[str]:
    return [one.rule for one in found.verdict.refusals]


def test_what_may_be_offered_and_what_not_and_why(book: Book, office: factories.Book, zhang: bytes) -> None:
    product(office, "稳健", benchmark="0.02")
    product(office, "更稳健", benchmark="0.03")
    product(office, "定期", kind="term_deposit", risk_grade=None, placement=None, rate="0.01")
    product(office, "进取", risk_grade="R4")
    product(office, "旧款", closes_on=TODAY - 30)
    product(office, "信托", kind="trust", risk_grade="R3", placement="private", term_days=180)
    found = allowed_products(book, zhang, now=NOON)
    # By kind as the policy lists them, then the higher return first.
    assert [one.product.name for one in found.allowed] == ["定期", "更稳健", "稳健", "信托"]
    assert [one.product.name for one in found.refused] == ["进取"]
    assert [one.product.name for one in found.ended] == ["旧款"]
    assert (found.today, found.policy.version, found.data_on) == (TODAY, 1, TODAY)
    assert found.assessment is not None
    with using("en"):
        assert why(found.refused[0].verdict.refusals, found.policy) == (
            "its risk R4 is more than C3 tolerates, as assessed on 16 Aug 2026"
        )
    with using("zh_CN"):
        assert why(found.ended[0].verdict.refusals, found.policy) == "已于2026年10月25日停售"
    events = [tuple(row) for row in audited(book) if row[0] == "products.view"]
    assert events == [("products.view", f"customers:{zhang.hex()}", "ok", None)]


def audited(book: Book) -> list[Any]:
    with book.store.read() as tx:
        return list(
            tx.exec_driver_sql("SELECT action, object_id, result, reason FROM audit ORDER BY sequence")
        )


def test_one_product_is_judged_by_what_the_customer_has(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    fund = product(office, "混合", kind="fund", risk_grade="R3")
    assert check_product(book, zhang, fund).verdict.allowed
    # 800,000 yuan in the account: half of what there is may be in one fund of R3.
    office.add("holdings", customer_id=zhang, kind="fund", product_id=fund, value_minor=200_000_00)
    assert check_product(book, zhang, fund, wanted_minor=300_000_00).verdict.allowed
    assert rules(check_product(book, zhang, fund, wanted_minor=300_000_01)) == [verdict.CONCENTRATION]
    # Neither what has been sold counts, nor an account that somebody else owns.
    office.add(
        "holdings",
        customer_id=zhang,
        kind="fund",
        product_id=fund,
        value_minor=999_999_00,
        closed_on=TODAY - 1,
    )
    office.account(office.customer("李娜"), zhang, balance_minor=9_000_000_00)
    assert check_product(book, zhang, fund, wanted_minor=300_000_00).verdict.allowed
    assert rules(check_product(book, zhang, fund, wanted_minor=300_000_01)) == [verdict.CONCENTRATION]


def test_loans_and_accounts_are_those_that_run_and_are_the_customers_own(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    card = product(office, "信用卡", kind="card", risk_grade=None, placement=None, minimum_minor=None)
    dollars = product(office, "美元", currency="USD")
    assert rules(check_product(book, zhang, card)) == [verdict.NO_CREDIT_GRADE]
    assert rules(check_product(book, zhang, dollars)) == [verdict.NO_ACCOUNT_IN_CURRENCY]
    li = office.customer(
        "李娜", birth_day=9_000, credit_grade="B", credit_graded_on=TODAY - 1, source_id=office.add("sources")
    )
    assert check_product(book, li, card).verdict.allowed
    own, others = office.account(li), office.account(zhang, li, currency="USD")
    office.add("loans", account_id=others, outstanding_minor=1, status="arrears")
    office.add("loans", account_id=own, outstanding_minor=1, status="arrears", closed_on=TODAY - 5)
    assert check_product(book, li, card).verdict.allowed
    assert verdict.NO_ACCOUNT_IN_CURRENCY in rules(check_product(book, li, dollars))
    assert check_product(book, zhang, dollars).verdict.allowed
    office.add("loans", account_id=own, outstanding_minor=1, status="arrears")
    assert rules(check_product(book, li, card)) == [verdict.ARREARS]


def test_the_data_are_as_old_as_their_oldest_part(book: Book, office: factories.Book) -> None:
    source = office.add("sources", as_of_day=TODAY - 3)
    li = office.customer("李娜", birth_day=9_000, source_id=source)
    deposit = product(office, "定期", kind="term_deposit", risk_grade=None, as_of=TODAY - 2)
    found = check_product(book, li, deposit)
    assert (found.verdict.allowed, found.verdict.data_on) == (True, TODAY - 3)


def test_a_check_is_logged_with_what_was_said(book: Book, office: factories.Book, zhang: bytes) -> None:
    risky = product(office, "进取", risk_grade="R5")
    check_product(book, zhang, risky)
    action, about, result, reason = audited(book)[-1]
    assert (action, about, result) == ("product.check", f"customers:{zhang.hex()}", "refused")
    assert reason == f"products:{risky} above_grade goal"


@pytest.mark.parametrize("wanted", [0, -1])
def test_nothing_is_no_amount(book: Book, office: factories.Book, zhang: bytes, wanted: int) -> None:
    with pytest.raises(IssuesError):
        check_product(book, zhang, product(office, "稳健"), wanted_minor=wanted)


def test_who_or_what_is_not_there_is_said_to_be_gone(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    with pytest.raises(InputError):
        allowed_products(book, bytes(16))
    with pytest.raises(InputError):
        check_product(book, bytes(16), product(office, "稳健"))
    with pytest.raises(InputError):
        check_product(book, zhang, 999)


def test_every_rule_has_words_in_both_languages(book: Book, office: factories.Book, zhang: bytes) -> None:
    found = check_product(book, zhang, product(office, "稳健"))
    values = {
        **dict.fromkeys(("days", "most", "n", "age", "needed", "months", "percent", "from_age", "to_age"), 7),
        **dict.fromkeys(("on", "until"), TODAY),
        "kind": "wealth",
        "minor": 100_00,
        "currency": "CNY",
        "issuer": None,
        "question": "goal",
        "grade": "R4",
        "own": "C2",
        "goal": found.policy.policy.title,
        "place": None,
    }
    for language in ("en", "zh_CN"):
        with using(language):
            said = {refusal(verdict.Refusal(rule, values, TODAY), found.policy) for rule in verdict.RULES}
        assert len(said) == len(verdict.RULES)
        assert not any("{" in one for one in said)


def recommended(customer: bytes, key: int | None, **values: Any) -> ContactEntry:
    row: dict[str, Any] = {
        "customers": (customer,),
        "channel": "branch_visit",
        "direction": "out",
        "purpose": "review",
        "outcome": "met",
        "recommends": True,
        "product_id": key,
    }
    return ContactEntry(**(row | values))


def test_no_unsuitable_recommendation_is_saved(book: Book, office: factories.Book, zhang: bytes) -> None:
    safe, risky = product(office, "稳健"), product(office, "进取", risk_grade="R4")
    with pytest.raises(IssuesError) as caught:
        log_contact(book, recommended(zhang, risky), now=NOON)
    issue = caught.value.issues[0]
    assert getattr(issue, "field", "") == "recommends"
    with using("en"):
        assert str(issue).startswith(
            "“进取” may not be recommended to this customer: its risk R4 is more than C3"
        )
    assert [row for row in audited(book) if row[0] == "contact.log"] == []
    # The same without a product, of a product that suits, or asked for by the customer.
    log_contact(book, recommended(zhang, None, recommends=False), now=NOON)
    log_contact(book, recommended(zhang, risky, direction="in"), now=NOON)
    logged = log_contact(book, recommended(zhang, safe), now=NOON)
    # Nor does a contact become one by a correction.
    shown = contact_to_edit(book, logged.interactions[0])
    with pytest.raises(IssuesError):
        edit_contact(book, shown, recommended(zhang, risky, day=shown.entry.day, time=shown.entry.time))


def test_of_several_customers_it_is_said_whom_a_product_does_not_suit(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    li = office.customer("李娜")
    entry = recommended(zhang, product(office, "稳健"), customers=(zhang, li), direction="out")
    with pytest.raises(IssuesError) as caught:
        log_contact(book, entry, now=NOON)
    with using("en"):
        said = [str(issue) for issue in caught.value.issues]
    assert len(said) == 1
    assert said[0].startswith("“稳健” may not be recommended to 李娜: there is no risk assessment")


def test_a_contact_is_judged_by_the_day_on_which_it_was(book: Book, office: factories.Book) -> None:
    li = office.customer("李娜", birth_day=9_000)
    office.account(li, balance_minor=1_000_00)
    office.add(
        "risk_assessments",
        customer_id=li,
        place="outlet",
        questionnaire="risk_2026",
        answers=ANSWERS,
        assessed_on=TODAY - 370,
        expires_on=TODAY - 5,
    )
    safe = product(office, "稳健")
    assert rules(check_product(book, li, safe)) == [verdict.ASSESSMENT_EXPIRED]
    log_contact(book, recommended(li, safe, day="2026-11-19"), now=NOON)  # the last day on which it counted
    with pytest.raises(IssuesError):
        log_contact(book, recommended(li, safe, day="2026-11-20"), now=NOON)


def test_what_is_typed_is_judged_before_it_is_saved(book: Book, office: factories.Book, zhang: bytes) -> None:
    risky = product(office, "进取", risk_grade="R4")
    found = entry_light(book, recommended(zhang, risky), now=NOON)
    assert found is not None
    assert len(found.refusals) == 1
    assert found.warnings == ()
    asked = entry_light(book, recommended(zhang, risky, direction="in"), now=NOON)
    assert asked is not None
    assert (asked.refusals, len(asked.warnings)) == ((), 1)
    assert entry_light(book, recommended(zhang, product(office, "稳健"), direction="in"), now=NOON) is None


def test_an_assessment_of_this_morning_counts_though_the_data_are_of_yesterday(
    book: Book, office: factories.Book
) -> None:
    li = office.customer("李娜", birth_day=9_000)
    office.account(li, balance_minor=1_000_00)
    safe, day = product(office, "稳健"), 86_400_000_000
    office.add(
        "risk_assessments",
        customer_id=li,
        place="outlet",
        questionnaire="risk_2026",
        answers=ANSWERS,
        assessed_on=TODAY + 1,
        expires_on=TODAY + 366,
    )
    assert rules(check_product(book, li, safe, now=NOON)) == [verdict.NO_ASSESSMENT]
    assert check_product(book, li, safe, now=NOON + day).verdict.allowed
    log_contact(book, recommended(li, safe), now=NOON + day)


def test_an_assessment_that_head_office_refused_is_none(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    safe = product(office, "稳健")
    assert check_product(book, zhang, safe).verdict.allowed
    with book.store.write() as tx:
        tx.exec_driver_sql(
            "INSERT INTO outbox (mutation_id, entity, row_id, customer_id, new, made_at, sent, refused) "
            "SELECT id, 'risk_assessments', id, customer_id, x'80', 0, 1, 'assessment_first' FROM risk_assessments"
        )
    assert rules(check_product(book, zhang, safe)) == [verdict.NO_ASSESSMENT]


def test_nobody_is_prompted_to_call_for_a_product_that_does_not_suit(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    office.add("consents", customer_id=zhang, recorded_at=NOON - 40 * 86_400_000_000)
    known = {name: product(office, name, risk_grade=risk) for name, risk in (("稳健", "R2"), ("进取", "R5"))}
    for name, key in {**known, "未知": 999, "无产品": None}.items():
        campaign = office.add(
            "campaigns",
            title=name,
            product_id=key,
            opens_on=TODAY - 5,
            closes_on=TODAY + 5,
            status=None,
        )
        office.add("calls", customer_id=zhang, list_id=campaign, outcome=None)
    found = [prompt for prompt in customer_prompts(book, zhang, now=NOON) if prompt.rule == "campaign"]
    said = [
        str(reason.values["campaign"])
        for prompt in found
        for reason in prompt.why
        if "campaign" in reason.values
    ]
    assert sorted(said) == ["无产品", "稳健"]


def test_a_holding_is_as_risky_as_the_higher_of_its_two_ratings(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    for name, own, issuer in (("甲", "R2", "R4"), ("乙", "R4", "R2"), ("丙", "R3", "R3"), ("丁", "R2", None)):
        key = product(office, name, risk_grade=own, issuer_grade=issuer)
        office.add("holdings", customer_id=zhang, kind="wealth", product_id=key, value_minor=90_000_00)
    found = [prompt for prompt in customer_prompts(book, zhang, now=NOON) if prompt.rule == "risk_grade"]
    said = {(prompt.why[0].values["product"], prompt.why[0].values["risk_grade"]) for prompt in found}
    assert said == {("甲", "R4"), ("乙", "R4")}
