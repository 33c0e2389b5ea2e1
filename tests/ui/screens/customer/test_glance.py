"""Who a customer is and what else is known: every fact from the book, and what is unknown left out or said."""

from advisor_app.domain.profile import Profile
from advisor_app.i18n import using
from advisor_app.services.show_customer import show_customer
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customer import person
from advisor_app.ui.screens.customer.glance import Fact, glance
from advisor_app.ui.screens.customer.person import Mark
from advisor_app.ui.theme import Tone
from tests.support.factories import NOON, TODAY, Book
from tests.support.rich_book import People

DAY = 86_400_000_000


def profile(desk: Desk, customer: bytes) -> Profile:
    return show_customer(desk.book, customer)


def test_the_head_of_somebody_who_is_known_well(desk: Desk, people: People) -> None:
    zeng = profile(desk, people.zeng)
    assert person.title(zeng) == "曾国藩"
    assert person.facts(zeng) == "男 · 51 岁 · 企业主 · 营业部 · 2015年12月12日 开户 · C0001"
    assert person.marks(zeng) == (
        Mark("私行", Tone.VIOLET),
        Mark("C3 平衡型，有效期至 2027年8月16日", Tone.ACCENT),
    )


def test_the_head_of_somebody_without_a_name_is_the_number(desk: Desk, people: People) -> None:
    nobody = profile(desk, people.nobody)
    assert (person.title(nobody), person.facts(nobody), person.marks(nobody)) == ("C0005", "临江区", ())


def test_an_assessment_is_marked_before_and_after_its_end(desk: Desk, people: People) -> None:
    expired = person.marks(profile(desk, people.qiu))[-1]
    assert (expired.text, expired.tone) == ("C2 稳健型，已于 2026年10月20日 过期", Tone.BAD)
    book = Book(desk.book.store)
    soon = book.customer("赵一")
    book.add("risk_assessments", customer_id=soon, expires_on=TODAY + 30)
    assert person.marks(profile(desk, soon))[-1].tone is Tone.WARN


def test_prospects_and_those_who_left_are_marked(desk: Desk, people: People) -> None:
    assert person.marks(profile(desk, people.prospect)) == (Mark("潜在客户", Tone.WARN),)
    assert person.marks(profile(desk, people.closed)) == (Mark("已销户", Tone.BAD),)


def test_a_prospect_without_name_and_number_is_called_one(desk: Desk) -> None:
    customer = Book(desk.book.store).customer(None, kind="prospect")
    assert person.title(profile(desk, customer)) == "潜在客户"


def test_what_is_known_at_a_glance(desk: Desk, people: People) -> None:
    assert glance(profile(desk, people.zeng)) == (
        Fact("风险等级", "C3 平衡型，有效期至 2027年8月16日"),
        Fact("", "测评于 2026年8月16日 · 网点", "muted"),
        Fact("同意记录", "电话：营销 已给予"),
        Fact("", "短信：营销 已撤回", "bad"),
        Fact("", "微信：营销 已给予"),
        Fact("负债", "住房贷款 ¥1,640,000.00 · 3.45% · 至 2051年7月16日"),
        Fact("数据日期", "core 2026年11月24日", "muted"),
    )


def test_what_there_is_nothing_of_is_said_once(desk: Desk, people: People) -> None:
    assert glance(profile(desk, people.nobody)) == (
        Fact("风险等级", "从未测评", "warn"),
        Fact("同意记录", "没有记录", "muted"),
        Fact("数据日期", "core 2026年11月24日", "muted"),
    )


def test_a_no_to_all_channels_stands_first(desk: Desk) -> None:
    book = Book(desk.book.store)
    customer = book.customer("赵一")
    book.add("consents", customer_id=customer, channel="app", purpose="service")
    book.add("consents", customer_id=customer, channel="all", purpose="marketing", granted=0)
    consents = [fact for fact in glance(profile(desk, customer)) if "：" in fact.value]
    assert [(fact.value, fact.kind) for fact in consents] == [
        ("全部渠道：营销 已撤回", "bad"),
        ("手机银行：服务 已给予", ""),
    ]


def test_do_not_contact_is_all_that_is_said_of_consent_until_it_is_lifted(desk: Desk) -> None:
    def said() -> list[tuple[str, str]]:
        facts = glance(profile(desk, customer))
        return [(fact.value, fact.kind) for fact in facts if "联系" in fact.value or "营销" in fact.value]

    book = Book(desk.book.store)
    customer = book.customer("赵一")
    book.add("consents", customer_id=customer, recorded_at=NOON - DAY)
    assert said() == [("电话：营销 已给予", "")]
    book.add("consents", customer_id=customer, channel="all", purpose="all", granted=0)
    assert said() == [("客户于2026年11月24日要求勿联系", "bad")]
    book.add("consents", customer_id=customer, channel="all", purpose="all", recorded_at=NOON + 1)
    assert said() == [("电话：营销 已撤回", "bad")]  # what was given before does not come back


def test_a_debt_in_arrears_stands_out(desk: Desk) -> None:
    book = Book(desk.book.store)
    customer = book.customer("赵一")
    account = book.account(customer)
    book.add("loans", account_id=account, kind="car", outstanding_minor=5_000_00, status="arrears")
    [debt] = [fact for fact in glance(profile(desk, customer)) if fact.caption == "负债"]
    assert (debt.value, debt.kind) == ("汽车贷款 ¥5,000.00 · 逾期", "bad")


def test_english(desk: Desk, people: People) -> None:
    with using("en"):
        zeng = profile(desk, people.zeng)
        assert person.facts(zeng).startswith("Male · 51 years old · ")
        assert glance(zeng)[3].value == "SMS: Marketing withdrawn"
