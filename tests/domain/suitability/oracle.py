"""Who may be offered what, written a second time from the bank's rules: plain dates, the document as TOML reads it.

It shares nothing with the gate but the records, so that what both get wrong they get wrong for different reasons.
"""

import json
import tomllib
from datetime import date, timedelta
from typing import Any

from advisor_app.domain.records import Product, RiskAssessment
from advisor_app.domain.suitability import CustomerFacts

_EPOCH = date(1970, 1, 1)


class Oracle:
    """Says yes or no by a policy, on a business date, with a rate for each foreign currency."""

    def __init__(self, text: str, today: int, rates: dict[str, float]) -> None:
        document = tomllib.loads(text)
        self.rules: dict[str, Any] = document["suitability"]
        self.questions = {
            one["code"]: {
                question["code"]: {option["code"]: option for option in question["options"]}
                for question in one["questions"]
            }
            for one in document["risk_questionnaire"]
        }
        self.today = _EPOCH + timedelta(days=today)
        self.rates = {"CNY": 1.0, **rates}
        self.ranks = [grade["code"] for grade in self.rules["product_grades"]]

    def may(self, customer: CustomerFacts, product: Product) -> bool:
        """Tell whether a customer may be offered a product."""
        if customer.closed_on is not None and _date(customer.closed_on) <= self.today:
            return False
        if not self._for_sale(product) or not self._issued_by_a_known_house(product):
            return False
        if product.currency != "CNY" and product.currency not in customer.currencies:
            return False
        private = product.placement == "private"
        if product.placement is None and product.kind in ("wealth", "fund", "trust"):
            return False
        if private and not self._qualified(customer):
            return False
        checks = {
            **dict.fromkeys(("deposit", "term_deposit"), ""),
            **dict.fromkeys(("wealth", "fund", "bond", "trust", "metal"), "grade"),
            **dict.fromkeys(("loan", "card"), "credit"),
            "insurance": "insurance",
        }
        if product.kind not in checks:
            return False
        check = checks[product.kind]
        if check == "insurance" and not self._recent(customer.insurance_checked_on, 12):
            return False
        if check == "credit" and not self._creditworthy(customer):
            return False
        has_grade = bool(product.risk_grade or product.issuer_grade)
        return not (check == "grade" or has_grade) or self._within_tolerance(customer, product)

    def _for_sale(self, product: Product) -> bool:
        opens = _date(product.opens_on) if product.opens_on is not None else date.min
        closes = _date(product.closes_on) if product.closes_on is not None else date.max
        gone = _date(product.closed_on) if product.closed_on is not None else date.max
        fresh = (self.today - _date(product.as_of)).days <= 7
        left = product.quota_minor is None or product.quota_minor >= max(1, product.minimum_minor or 0)
        return opens <= self.today <= closes and self.today < gone and fresh and left

    def _issued_by_a_known_house(self, product: Product) -> bool:
        if product.issuer_kind == "agency":
            return product.issuer in self.rules["whitelist"]
        return product.issuer_kind in ("own", "government")

    def _qualified(self, customer: CustomerFacts) -> bool:
        if not self._recent(customer.qualified_on, 12):
            return False
        assert customer.qualified_on is not None
        return self.today >= _date(customer.qualified_on) + timedelta(days=1)

    def _creditworthy(self, customer: CustomerFacts) -> bool:
        age = self._age(customer)
        return (
            age is not None
            and 18 <= age <= 65
            and all(status in ("performing", "repaid") for status in customer.loans)
            and customer.credit_grade in ("A", "B", "C")
            and self._recent(customer.credit_graded_on, 12)
        )

    def _within_tolerance(self, customer: CustomerFacts, product: Product) -> bool:
        grade = self._grade(product)
        last = self._assessment(customer)
        if grade is None or last is None:
            return False
        rank = self.ranks.index(grade)
        if last.grade not in ("C1", "C2", "C3", "C4", "C5") or rank > int(last.grade[1]) - 1:
            return False
        age = self._age(customer)
        if age is None or (age >= 65 and rank > 2):
            return False
        return self._meets_aims(last, product, rank) and self._spread(customer, product, rank)

    def _grade(self, product: Product) -> str | None:
        """Return the higher grade, None where one is missing that should be there."""
        own = product.risk_grade or ("R1" if product.issuer_kind == "government" else None)
        given = [own] if product.issuer_grade is None else [own, product.issuer_grade]
        if product.issuer_kind == "agency" and product.issuer_grade is None:
            return None
        if any(grade not in self.ranks for grade in given):
            return None
        return max(given, key=str)  # R1 to R5 sort as they rank

    def _assessment(self, customer: CustomerFacts) -> RiskAssessment | None:
        """Return the assessment that is in force, None where there is none or too many were taken."""
        past = sorted(
            (one for one in customer.assessments if _date(one.assessed_on) <= self.today),
            key=lambda one: (one.assessed_on, one.id),
        )
        if not past or not any(one.place == "outlet" for one in past):
            return None
        last = past[-1]
        day = _date(last.assessed_on)
        if self.today > min(_date(last.expires_on), _months_later(day, 12)):
            return None
        if sum(_date(one.assessed_on) == day for one in past) > 2:
            return None
        if sum(_date(one.assessed_on) > _months_later(day, -12) for one in past) > 8:
            return None
        return last

    def _meets_aims(self, last: RiskAssessment, product: Product, rank: int) -> bool:
        asked = self.questions.get(last.questionnaire or "", {})
        try:
            told = json.loads(last.answers or "{}")
            goal, horizon, liquidity = (
                asked[question][told[question]] for question in ("goal", "horizon", "liquidity")
            )
        except (KeyError, TypeError, ValueError):
            return False
        most = {"preserve": 1, "income": 2, "growth": 3, "high_growth": 4}
        if rank > most[goal["code"]]:
            return False
        bound = product.notice_days
        if bound is None:
            bound = product.term_days
        if bound is None:
            bound = 5 * 365 if product.kind == "insurance" else None
        if bound is None:
            return False
        years = (0, 0, 1, 3, 3)[rank]
        if "months" in horizon and (horizon["months"] < years * 12 or bound > horizon["months"] * 365 / 12):
            return False
        return "notice_days" not in liquidity or bound <= liquidity["notice_days"]

    def _spread(self, customer: CustomerFacts, product: Product, rank: int) -> bool:
        limit = (1.0, 1.0, 0.5, 0.3, 0.2)[rank]
        if limit == 1.0:
            return True
        held = customer.held.get(product.id, 0)
        if held is None or product.currency not in self.rates:
            return False
        worth = held + (product.minimum_minor or 0) * self.rates[product.currency]
        return worth <= limit * max(customer.assets_minor, worth)

    def _recent(self, day: int | None, months: int) -> bool:
        return day is not None and _date(day) <= self.today <= _months_later(_date(day), months)

    def _age(self, customer: CustomerFacts) -> int | None:
        if customer.birth_day is None:
            return None
        born = _date(customer.birth_day)
        had_birthday = (self.today.month, self.today.day) >= (born.month, born.day)
        return self.today.year - born.year - (0 if had_birthday else 1)


def _date(day: int) -> date:
    return _EPOCH + timedelta(days=day)


def _months_later(day: date, months: int) -> date:
    """Return the day a whole number of years later; the policy counts in years only."""
    assert months % 12 == 0
    year = day.year + months // 12
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
