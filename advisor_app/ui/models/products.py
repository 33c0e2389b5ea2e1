"""The catalogue as judged for one customer: kind by kind, each product with what it offers or what is against it."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from itertools import groupby

from advisor_app import words
from advisor_app.domain.assessments import answers_of
from advisor_app.domain.records import Product
from advisor_app.domain.suitability import verdict
from advisor_app.domain.suitability.aims import GOAL, HORIZON, LIQUIDITY
from advisor_app.i18n import N_, current_language, format_percent, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.suitability import Judged, Products
from advisor_app.services.suitability_words import QUESTIONS, refusal
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.theme import Tone

_DRAWINGS = {
    "deposit": "wallet",
    "term_deposit": "landmark",
    "wealth": "trending-up",
    "fund": "chart-pie",
    "bond": "receipt",
    "insurance": "shield-check",
    "trust": "handshake",
    "metal": "star",
    "loan": "key-round",
    "card": "credit-card",
}
_SHORT = {verdict.DUAL_RECORDING: N_("recorded sale"), verdict.COOLING_OFF_AFTER: N_("cooling-off")}
_AGAINST = "✗ "


class ProductsModel(EntriesModel[Judged | str]):
    """Judged products below a heading for each kind, which is the row of its code."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Products | None = None
        self._counts: dict[str, int] = {}

    def show(self, found: Products, judged: Iterable[Judged]) -> None:
        """Show some of what was judged, in whose order the kinds stand together."""
        self._found = found
        rows: list[Judged | str] = []
        self._counts = {}
        for kind, of_kind in groupby(judged, key=lambda one: one.product.kind):
            members = list(of_kind)
            self._counts[kind] = len(members)
            rows += [kind, *members]
        self.set_rows(rows)

    def clear(self) -> None:
        """Show nothing."""
        self.set_rows([])

    def judged_at(self, place: int) -> Judged | None:
        """Return the product at a place, None for a heading or nowhere."""
        row = self.rows[place] if 0 <= place < len(self.rows) else None
        return row if isinstance(row, Judged) else None

    def place_of(self, product_id: int) -> int | None:
        """Return where a product stands."""
        return next(
            (
                place
                for place, row in enumerate(self.rows)
                if isinstance(row, Judged) and row.product.id == product_id
            ),
            None,
        )

    def entry(self, row: Judged | str) -> Entry:
        """Return what a product shows, or the heading of a kind."""
        found = self._found
        if found is None:
            return Entry("")
        if isinstance(row, str):
            name = words.code(found.policy.codes.product_kinds, row) or row
            count = ngettext("{n} product", "{n} products", self._counts[row])
            return Entry(name, heading=True, stamp=count)
        product, judged = row
        return Entry(
            product.name,
            drawing=_DRAWINGS.get(product.kind, "file-text"),
            tone=Tone.GOOD if judged.allowed else Tone.BAD,
            badge=judged.grade or "",
            body="\n".join(_AGAINST + one for one in reasons(row, found)),
            foot=" · ".join(filter(None, _facts(product, found))),
            stamp=earns(product),
            mark=_(", ").join(_(_SHORT[code]) for code in judged.conditions) if judged.allowed else "",
            mark_tone=Tone.WARN,
        )


def reasons(judged: Judged, found: Products) -> tuple[str, ...]:
    """Return what stands against a product, a part of a sentence each."""
    said = (refusal(one, found.policy) for one in judged.verdict.refusals)
    return tuple(dict.fromkeys(said))


def aims(found: Products) -> str:
    """Return what the customer said of goal, horizon and need of liquidity; nothing where nothing was said."""
    assessment = found.assessment
    asked = next(
        (
            one
            for one in found.policy.risk_questionnaire
            if assessment and one.code == assessment.questionnaire
        ),
        None,
    )
    if assessment is None or asked is None:
        return ""
    told = answers_of(assessment.answers)
    said = []
    for code in (GOAL, HORIZON, LIQUIDITY):
        question = asked.question(code)
        option = question.option(told.get(code, "")) if question else None
        if question and option:
            said.append(
                _(
                    "{question}: {answer}",
                    question=_(QUESTIONS[code]),
                    answer=option.name.in_language(current_language()),
                )
            )
    line = " · ".join(said)
    return line[:1].upper() + line[1:]


def earns(product: Product) -> str:
    """Return what a product pays or costs a year, a benchmark by its name because it promises nothing."""
    if (rate := _percent(product.rate)) is not None:
        return rate
    benchmark = _percent(product.benchmark)
    return "" if benchmark is None else _("benchmark {percent}", percent=benchmark)


def _facts(product: Product, found: Products) -> tuple[str, ...]:
    codes = found.policy.codes
    least = words.money(product.minimum_minor or None, product.currency, compact=True)
    return (
        _term(product),
        _("from {amount}", amount=least) if least else "",
        _("until {day}", day=words.column_day(product.closes_on))
        if product.closes_on is not None and product.closes_on >= found.today
        else "",
        product.issuer or "",
        words.code(codes.issuer_kinds, product.issuer_kind) or "",
        _("private placement") if product.placement == "private" else "",
    )


def _term(product: Product) -> str:
    if product.notice_days is not None:
        return ngettext("money back in {n} day", "money back in {n} days", product.notice_days)
    if product.term_days is not None:
        return ngettext("{n} day", "{n} days", product.term_days)
    return ""


def _percent(text: str | None) -> str | None:
    try:
        return None if text is None else format_percent(Decimal(text), 2)
    except InvalidOperation:
        return None
