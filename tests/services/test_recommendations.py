"""Recommendations on the device: from a real book, logged so that they can be made again, declined and taken back."""

import json
from typing import Any

import pytest

from advisor_app.domain import insights
from advisor_app.domain.anomalies import Evidence
from advisor_app.domain.insights import Affinity
from advisor_app.domain.recommendations import DECLINED, MUTED, NO_CARD, NO_FEATURES
from advisor_app.errors import InputError, IssuesError
from advisor_app.i18n import using
from advisor_app.services import recommendation_words
from advisor_app.services.open_book import Book
from advisor_app.services.predictions import customer_predictions
from advisor_app.services.recommendations import decline, general_offers, recommendations_for
from advisor_app.services.undo import undo
from tests.services.test_predictions import card, knows, publish
from tests.support import factories
from tests.support.factories import NOON, TODAY

ANSWERS = json.dumps({"goal": "growth", "horizon": "three_years", "liquidity": "half_year"})


@pytest.fixture
def zhang(office: factories.Book) -> bytes:
    """Return a customer who tolerates R3, looks at products, and may be called."""
    key = office.customer("张伟", birth_day=5_000)
    office.account(key, balance_minor=800_000_00)
    office.add(
        "risk_assessments", customer_id=key, place="outlet", questionnaire="risk_2026", answers=ANSWERS
    )
    office.add("consents", customer_id=key, channel="phone", purpose="marketing", granted=1, recorded_at=1)
    knows(office, key, views_90=20)
    return key


@pytest.fixture
def wealth(office: factories.Book) -> int:
    """Return a wealth product that suits."""
    row: dict[str, Any] = {"kind": "wealth", "risk_grade": "R2", "placement": "public", "term_days": 90}
    key: int = office.add("products", code="W", name="稳健", issuer="江城银行", minimum_minor=100_00, **row)
    return key


def audited(book: Book, action: str) -> list[str]:
    with book.store.read() as tx:
        found = tx.exec_driver_sql("SELECT reason FROM audit WHERE action = ? ORDER BY sequence", (action,))
        return [row[0] for row in found]


def test_a_product_is_recommended_with_what_it_rests_on(
    book: Book, office: factories.Book, zhang: bytes, wealth: int
) -> None:
    assert recommendations_for(book, zhang, now=NOON).found.why_none == NO_CARD
    publish(office, "need", "wealth", card("need", "views_90"))
    facts = Affinity("gold", 50, 59, 80, {"wealth": 50}).to_json()
    office.add("insights", customer_id=zhang, kind=insights.AFFINITY, version=1, data_on=TODAY, facts=facts)
    [offer] = recommendations_for(book, zhang, now=NOON).found.offers
    # 625 per cent of the average need × (50 + 50) × 100.
    assert (offer.product.id, offer.score) == (wealth, 625 * 100 * 100)
    assert audited(book, "recommendations.view")[-1] == (
        f"policy:1 data:{TODAY} products:{wealth}/wealth/1/{offer.score}"
    )


def test_not_interested_is_honoured_and_can_be_taken_back(
    book: Book, office: factories.Book, zhang: bytes, wealth: int
) -> None:
    publish(office, "need", "wealth", card("need", "views_90"))
    shown = recommendations_for(book, zhang, now=NOON)
    with pytest.raises(InputError):
        decline(book, shown, wealth + 1, now=NOON)
    with pytest.raises(IssuesError):
        decline(book, shown, wealth, "太" * 2000, now=NOON)
    done = decline(book, shown, wealth, "近期不考虑", now=NOON)
    assert recommendations_for(book, zhang, now=NOON).found.why_none == DECLINED
    later = NOON + 181 * 86_400_000_000
    assert recommendations_for(book, zhang, now=later).found.why_none != DECLINED
    undo(book, done.mutations)
    assert recommendations_for(book, zhang, now=NOON).found.offers


def test_nobody_is_recommended_anything_without_consent(
    book: Book, office: factories.Book, zhang: bytes, wealth: int
) -> None:
    publish(office, "need", "wealth", card("need", "views_90"))
    office.add("consents", customer_id=zhang, channel="all", purpose="all", granted=0, recorded_at=NOON - 5)
    found = recommendations_for(book, zhang, now=NOON)
    assert (found.found.offers, found.found.why_none) == ((), MUTED)
    assert [one.code for one in found.against] == ["do_not_contact"]


@pytest.mark.parametrize("withdrawn", [True, False])
def test_who_withdraws_consent_to_a_profile_is_offered_the_general_list_at_once(
    book: Book, office: factories.Book, zhang: bytes, wealth: int, withdrawn: bool
) -> None:
    publish(office, "need", "wealth", card("need", "views_90"))
    facts = Affinity("gold", 50, 59, 80, {"wealth": 50}).to_json()
    office.add("insights", customer_id=zhang, kind=insights.AFFINITY, version=1, data_on=TODAY, facts=facts)
    # Recorded on the device: head office has not computed anything since.
    for at, granted in ((NOON - 10, int(withdrawn)), (NOON - 5, int(not withdrawn))):
        office.add(
            "consents",
            customer_id=zhang,
            channel="app",
            purpose="profiling",
            granted=granted,
            recorded_at=at,
        )
    found = recommendations_for(book, zhang, now=NOON)
    if withdrawn:
        assert (found.found.offers, found.found.why_none, found.affinity) == ((), NO_FEATURES, None)
        assert customer_predictions(book, zhang).found == ()
    else:
        assert [one.product.id for one in found.found.offers] == [wealth]
    assert [one.id for one, _ in general_offers(book, zhang, now=NOON).products] == [wealth]


def test_who_may_be_the_victim_of_a_swindle_is_offered_nothing_by_either_list(
    book: Book, office: factories.Book, zhang: bytes, wealth: int
) -> None:
    publish(office, "need", "wealth", card("need", "views_90"))
    old = office.customer("李淑芬", birth_day=-7_000)
    office.account(old, balance_minor=800_000_00)
    office.add(
        "risk_assessments", customer_id=old, place="outlet", questionnaire="risk_2026", answers=ANSWERS
    )
    office.add("consents", customer_id=old, channel="phone", purpose="marketing", granted=1, recorded_at=1)
    knows(office, old, views_90=20)
    assert recommendations_for(book, old, now=NOON).found.offers
    seen = Evidence(8_000_000, "CNY", 1, 8_000_000, 1, None, 50, 20_000, 500_000)
    office.add(
        "anomalies",
        id=b"a" * 16,
        customer_id=old,
        account_id=None,
        kind="new_payee",
        day=TODAY - 1,
        found_on=TODAY,
        evidence=seen.to_json(),
        policy_version=1,
    )
    assert recommendations_for(book, old, now=NOON).found.why_none == MUTED
    general = general_offers(book, old, now=NOON)
    assert (general.products, general.muted) == ((), True)
    with using("en"):
        assert "unusual" in recommendation_words.why_general(general)
    later = NOON + 14 * 86_400_000_000
    assert not general_offers(book, old, now=later).muted


def test_without_consent_the_general_list_is_for_who_asks(
    book: Book, office: factories.Book, zhang: bytes, wealth: int
) -> None:
    office.add(
        "consents",
        customer_id=zhang,
        channel="phone",
        purpose="marketing",
        granted=0,
        recorded_at=NOON - 5,
    )
    general = general_offers(book, zhang, now=NOON)
    assert [one.id for one, _ in general.products] == [wealth]
    with using("en"):
        assert recommendation_words.why_general(general).startswith("Only for a customer who asks")


def test_at_night_what_is_recommended_stays(
    book: Book, office: factories.Book, zhang: bytes, wealth: int
) -> None:
    publish(office, "need", "wealth", card("need", "views_90"))
    by_day, at_night = (
        recommendations_for(book, zhang, now=NOON + hours * 3_600_000_000) for hours in (0, 11)
    )
    assert at_night.found.offers
    assert (by_day.quiet, at_night.quiet) == (False, True)
    with using("en"):
        assert recommendation_words.just_now(by_day) == ""
        assert recommendation_words.just_now(at_night).startswith("Quiet hours")


def test_the_list_without_a_profile_needs_no_card(
    book: Book, office: factories.Book, zhang: bytes, wealth: int
) -> None:
    office.add(
        "products", code="F", name="进取", kind="fund", risk_grade="R5", placement="public", issuer="江城银行"
    )
    found = general_offers(book, zhang, now=NOON)
    assert [one.id for one, _ in found.products] == [wealth]
    assert audited(book, "recommendations.general") == [f"policy:1 data:{TODAY} products:1"]
    with pytest.raises(InputError):
        general_offers(book, b"nobody")
