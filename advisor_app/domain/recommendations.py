"""What to recommend: needed × suitable × held by customers alike × the bank's priority; at most a few, with reasons.

Nothing is recommended that the gate refuses, that marketing is not allowed for, or in which the customer was lately not
interested. Who wants no profile, or of whom none may be made, is offered the list that is the same for everybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor_app.domain.insights import Affinity
from advisor_app.domain.predictions import Predicted
from advisor_app.domain.prompts.types import DISMISSED
from advisor_app.domain.records import Product, PromptOutcome
from advisor_app.domain.suitability import CustomerFacts, Terms, Verdict, gate
from advisor_app.domain.suitability.aims import bound_days

RULE = "recommendation"
"""Under which outcomes of recommendations are kept."""

RANKED, NEEDED, ALIKE, SUITS, PRIORITY = "ranked", "needed", "alike", "suits", "priority"
RISK, BOUND, HOLDS, AGENCY, RARELY = "risk", "bound", "holds", "agency", "rarely"
SCORED = "scored"
"""Codes of what speaks for a product and against it."""

NO_CARD, NO_FEATURES, NOT_NEEDED = "no_card", "no_features", "not_needed"
MUTED, NOTHING_SUITS, DECLINED = "muted", "nothing_suits", "declined"
"""Why nothing is recommended."""

_AS_USUAL = 100
_FEW_PERCENT = 10


class Argument(NamedTuple):
    """Something that speaks for a product or against it: a code with its values."""

    code: str
    values: Mapping[str, object] = {}


class Offer(NamedTuple):
    """A product that is recommended: why and why not, and what each part counts, in per cent of usual."""

    product: Product
    family: str
    verdict: Verdict
    need: Predicted
    affinity_percent: int
    priority_percent: int
    pros: tuple[Argument, ...]
    cons: tuple[Argument, ...]

    @property
    def score(self) -> int:
        """Need × affinity × priority."""
        return self.need.lift_percent * self.affinity_percent * self.priority_percent


class Recommended(NamedTuple):
    """The offers, best first; `why_none` says why there are none."""

    offers: tuple[Offer, ...]
    why_none: str | None = None


class Known(NamedTuple):
    """What a recommendation is made from: needs (None: there is no card, empty: nothing is known of the customer),
    customers alike, whether marketing is allowed over some channel, and what was settled before.
    """

    needs: Sequence[Predicted] | None
    affinity: Affinity | None
    may_market: bool
    outcomes: Iterable[PromptOutcome] = ()


def recommend(
    known: Known, customer: CustomerFacts, products: Sequence[Product], terms: Terms, today: int
) -> Recommended:
    """Return what to recommend to a customer: of each family the product that earns most of those that count alike."""
    policy, rules = terms.policy, terms.policy.predictions.recommending
    if not known.may_market:
        return Recommended((), MUTED)
    if known.needs is None:
        return Recommended((), NO_CARD)
    if not known.needs:
        return Recommended((), NO_FEATURES)
    needs = {
        one.family: one
        for one in known.needs
        if one.family is not None and one.lift_percent >= rules.least_percent
    }
    if not needs:
        return Recommended((), NOT_NEEDED)
    refused = declined(known.outcomes, today, rules.declined_days)
    suiting = [
        (product, family.code, verdict)
        for product in products
        for family in policy.predictions.families
        if family.code in needs and product.kind in family.kinds
        if (verdict := gate(customer, product, terms)).allowed
    ]
    if not suiting:
        return Recommended((), NOTHING_SUITS)
    offers = [
        _offer(product, needs[family], verdict, known.affinity, customer, terms)
        for product, family, verdict in suiting
        if subject_of(product.id) not in refused
    ]
    if not offers:
        return Recommended((), DECLINED)
    offers.sort(key=lambda one: (-one.score, len(one.cons), -_rate(one.product), one.product.id))
    best: dict[str, Offer] = {}
    for one in offers:
        best.setdefault(one.family, one)
    return Recommended(tuple(best.values())[: rules.most])


def general(
    customer: CustomerFacts, products: Sequence[Product], terms: Terms
) -> tuple[tuple[Product, Verdict], ...]:
    """Return the list that is made without a profile: what is on sale and allowed, by kind and then by name."""
    kinds = list(terms.policy.codes.product_kinds)
    offered = {kind for family in terms.policy.predictions.families for kind in family.kinds}
    allowed = [
        (product, verdict)
        for product in products
        if product.kind in offered and (verdict := gate(customer, product, terms)).allowed
    ]
    return tuple(sorted(allowed, key=lambda one: (kinds.index(one[0].kind), one[0].name, one[0].id)))


def subject_of(product_id: int) -> str:
    """Return under which subject an outcome speaks of a product."""
    return f"products:{product_id}"


def declined(outcomes: Iterable[PromptOutcome], today: int, days: int) -> frozenset[str]:
    """Return the subjects in which the customer was not interested within so many days; the newest outcome counts."""
    newest: dict[str, PromptOutcome] = {}
    for one in sorted(outcomes, key=lambda one: (one.made_at, one.id)):
        if one.rule == RULE:
            newest[one.subject] = one
    return frozenset(
        subject for subject, one in newest.items() if one.action == DISMISSED and today - one.shown_on < days
    )


def _offer(
    product: Product,
    need: Predicted,
    verdict: Verdict,
    affinity: Affinity | None,
    customer: CustomerFacts,
    terms: Terms,
) -> Offer:
    policy = terms.policy
    family = policy.predictions.family(need.family)
    priority = family.priority if family else _AS_USUAL
    share = affinity.percent.get(product.kind, 0) if affinity else None
    return Offer(
        product=product,
        family=need.family or "",
        verdict=verdict,
        need=need,
        # Nobody who is alike holds it: half as good as not knowing; everybody does: one and a half times.
        affinity_percent=_AS_USUAL if share is None else _AS_USUAL // 2 + share,
        priority_percent=priority,
        pros=tuple(_pros(need, verdict, affinity, share, priority)),
        cons=tuple(_cons(product, need, verdict, share, affinity, customer, terms)),
    )


def _pros(
    need: Predicted, verdict: Verdict, affinity: Affinity | None, share: int | None, priority: int
) -> Iterable[Argument]:
    if need.share is None or need.average is None:
        yield Argument(RANKED, {"version": need.version, "days": need.horizon_days})
    else:
        values = {"share": need.share, "average": need.average, "n": need.n, "days": need.horizon_days}
        yield Argument(NEEDED, values | {"version": need.version})
    yield from (Argument(SCORED, {"because": one}) for one in need.reasons(2))
    if affinity is not None and share is not None and share >= _FEW_PERCENT:
        yield Argument(ALIKE, {"percent": share, "n": affinity.n})
    if verdict.grade is not None:
        yield Argument(SUITS, {"grade": verdict.grade})
    if priority > _AS_USUAL:
        yield Argument(PRIORITY)


def _cons(
    product: Product,
    need: Predicted,
    verdict: Verdict,
    share: int | None,
    affinity: Affinity | None,
    customer: CustomerFacts,
    terms: Terms,
) -> Iterable[Argument]:
    grades = terms.rules.grades
    if verdict.grade is not None and list(grades).index(verdict.grade) > 0:
        yield Argument(RISK, {"grade": verdict.grade})
    days = bound_days(product, terms)
    if days:
        yield Argument(BOUND, {"days": days})
    if customer.held.get(product.id):
        yield Argument(HOLDS)
    if product.issuer_kind in terms.rules.listed_kinds:
        yield Argument(AGENCY, {"issuer": product.issuer})
    if affinity is not None and share is not None and share < _FEW_PERCENT:
        yield Argument(RARELY, {"percent": share, "n": affinity.n})
    yield from (Argument(SCORED, {"because": one}) for one in need.objections(1))


def _rate(product: Product) -> float:
    try:
        return float(product.rate or product.benchmark or 0)
    except ValueError:
        return 0.0
