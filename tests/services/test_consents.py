"""Consents: given and withdrawn with evidence, do-not-contact, and the lights that follow at once."""

import pytest

from advisor_app.domain.permission import Outlook, Reason
from advisor_app.errors import FieldError, InputError, IssuesError
from advisor_app.services.consents import ConsentEntry, Consents, consents, record_consent
from advisor_app.services.contact_permissions import contact_permissions, entry_light
from advisor_app.services.find_customers import find_customers
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.show_customer import show_customer
from advisor_app.services.undo import undo
from tests.services.conftest import logged
from tests.services.test_contacts import NOW, rows, waiting
from tests.services.test_gate import marketing
from tests.support import factories
from tests.support.factories import TODAY
from tests.support.stores import ADVISOR

MINUTE, DAY = 60_000_000, 86_400_000_000
GIVEN = ConsentEntry("phone", "marketing", granted=True, source="phone", evidence="录音 13911112222")
WITHDRAWN = ConsentEntry("phone", "marketing", granted=False)
DO_NOT = ConsentEntry("all", "all", granted=False)


@pytest.fixture
def zhang(office: factories.Book) -> bytes:
    office.add("advisors", id=7, number=ADVISOR, name="李经理")
    return office.customer("张三", number="C1", phone="13800138000")


def green(book: Book, customer: bytes, at: int, channel: str = "phone") -> bool:
    return contact_permissions(book, customer, now=at).light(channel, marketing=True).green


def faults(book: Book, customer: bytes, entry: ConsentEntry) -> set[str]:
    with pytest.raises(IssuesError) as caught:
        record_consent(book, customer, entry, now=NOW)
    return {issue.field for issue in caught.value.issues if isinstance(issue, FieldError)}


def test_given_and_withdrawn_turn_the_lights_everywhere_at_once(book: Book, zhang: bytes) -> None:
    from advisor_app.domain.customers import CustomerQuery

    def everywhere(at: int) -> set[bool]:
        outlooks = {
            show_customer(book, zhang, now=at).outlook().green,
            contact_permissions(book, zhang, now=at).outlook.green,
            consents(book, zhang, now=at).permissions.outlook.green,
        }
        [row] = find_customers(book, CustomerQuery(), now=at).rows
        lit = entry_light(book, marketing(zhang), now=at)
        assert row.outlook is not None
        assert lit is not None
        assert lit.marketing
        return outlooks | {row.outlook.green, green(book, zhang, at), not lit.refusals}

    assert everywhere(NOW) == {False}
    record_consent(book, zhang, GIVEN, now=NOW)
    assert everywhere(NOW + MINUTE) == {True}
    assert everywhere(NOW - MINUTE) == {False}
    done = record_consent(book, zhang, WITHDRAWN, now=NOW + 2 * MINUTE)
    assert everywhere(NOW + 2 * MINUTE) == {False}
    assert green(book, zhang, NOW + MINUTE)
    undo(book, done.mutations)
    assert everywhere(NOW + 2 * MINUTE) == {True}
    log_contact(book, marketing(zhang), now=NOW + 2 * MINUTE)
    assert everywhere(NOW + 3 * MINUTE) == {False}
    assert [action for action, _ in logged(book) if action.startswith("consent")] == [
        "consent.give",
        "consent.withdraw",
        "consents.undo",
    ]
    assert waiting(book) == 2


def test_the_history_has_the_evidence_masked_and_who_took_it_down(book: Book, zhang: bytes) -> None:
    record_consent(book, zhang, GIVEN, now=NOW)
    record_consent(book, zhang, WITHDRAWN, now=NOW + MINUTE)
    found = consents(book, zhang, now=NOW + MINUTE)
    assert [(record.consent.granted, record.advisor, record.pending) for record in found.records] == [
        (0, "李经理", True),
        (1, "李经理", True),
    ]
    assert found.records[1].consent.evidence == "录音 139****2222"
    assert rows(book, "consents", "granted, source, evidence, advisor_id") == [
        (1, "phone", "录音 13911112222", 7),
        (0, None, None, 7),
    ]
    counts = found.standing("phone", "marketing")
    assert counts is not None
    assert (counts.granted, counts.recorded_at) == (0, NOW + MINUTE)
    assert found.standing("email", "marketing") is None
    profile = show_customer(book, zhang, now=NOW + MINUTE)
    assert [(one.channel, one.granted) for one in profile.consents] == [("phone", 0)]


def test_who_says_that_it_was_given_says_how_that_is_known(book: Book, zhang: bytes) -> None:
    assert faults(book, zhang, GIVEN._replace(source="", evidence=" ")) == {"source", "evidence"}
    assert faults(book, zhang, GIVEN._replace(channel="drum", purpose="", source="moon")) == {
        "channel",
        "purpose",
        "source",
    }
    assert faults(book, zhang, GIVEN._replace(evidence="x" * 201)) == {"evidence"}
    assert rows(book, "consents", "id") == []
    with pytest.raises(InputError, match="不在您的管户范围内"):
        record_consent(book, b"x" * 16, GIVEN, now=NOW)


def test_do_not_contact_beats_all_until_it_is_lifted_and_then_consent_is_asked_anew(
    book: Book, zhang: bytes
) -> None:
    def found(at: int) -> Consents:
        return consents(book, zhang, now=at)

    record_consent(book, zhang, GIVEN, now=NOW - DAY)
    assert found(NOW).permissions.outlook.green
    record_consent(book, zhang, DO_NOT, now=NOW)
    assert found(NOW).do_not_contact is not None
    assert found(NOW).permissions.outlook == Outlook((), (Reason("do_not_contact", on=TODAY),))
    assert found(NOW).permissions.light("phone", marketing=False).green
    assert faults(book, zhang, GIVEN) == {"granted"}
    assert faults(book, zhang, DO_NOT._replace(granted=True)) == {"source", "evidence"}
    lifted = DO_NOT._replace(granted=True, source="branch_form", evidence="表 7")
    record_consent(book, zhang, lifted, now=NOW + MINUTE)
    assert found(NOW + MINUTE).do_not_contact is None
    assert not found(NOW + MINUTE).permissions.outlook.green
    record_consent(book, zhang, GIVEN, now=NOW + 2 * MINUTE)
    assert found(NOW + 2 * MINUTE).permissions.outlook.channels == ("phone", "outreach_visit", "video")


def test_the_light_of_what_is_typed(book: Book, office: factories.Book, zhang: bytes) -> None:
    def said(**changes: object) -> tuple[bool, list[str]] | None:
        lit = entry_light(book, marketing(zhang, **changes), now=NOW)
        return lit and (lit.marketing, [error.field for error in lit.refusals])

    assert said() == (True, ["purpose"])
    assert said(purpose="maturity") == (False, [])
    assert said(purpose="maturity", recommends=True) == (True, ["recommends"])
    assert said(note="", files=()) == (True, ["purpose"])
    assert said(channel="branch_visit") == (True, [])
    assert said(direction="in") is said(channel="") is said(day="xx") is said(customers=()) is None
    li = office.customer("李四")
    assert said(customers=(zhang, li)) == (True, ["customers"])
    office.add("consents", customer_id=zhang, recorded_at=NOW - DAY)
    assert said() == (True, [])
    assert said(day="2026-11-20") == (True, ["purpose"])
    [key] = log_contact(book, marketing(zhang), now=NOW).interactions
    assert said() == (True, ["purpose"])
    again = entry_light(book, marketing(zhang), without=key, now=NOW)
    assert again is not None
    assert again.refusals == ()
