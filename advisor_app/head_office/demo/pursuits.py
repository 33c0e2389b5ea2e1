"""What advisors of the demo bank pursue: money that matures, what was won of it, and what went elsewhere.

What is won agrees with a position that began on the day on which it was won, what is lost with one that ended.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from advisor_app.domain.dates import start_of
from advisor_app.domain.ids import new_id
from advisor_app.domain.pipeline import LOST, WON
from advisor_app.domain.policy.pursuits import OPEN_STAGES
from advisor_app.domain.records import Opportunity
from advisor_app.head_office.demo.maturing import Placed
from advisor_app.head_office.demo.words import words
from advisor_app.head_office.demo.working_days import WorkingDays

_NOON = 12 * 3600 * 1_000_000
_PROSPECT, _CONTACTED, _QUALIFIED = OPEN_STAGES
_STAGES = (_PROSPECT, _CONTACTED, _QUALIFIED, _PROSPECT, _PROSPECT, _CONTACTED)


class Pursuits:
    """Makes the opportunities of one advisor; `currency` is the bank's."""

    def __init__(self, rng: Random, advisor: int, today: int, time_zone: str, currency: str) -> None:
        self._rng, self._advisor, self._today, self._zone = rng, advisor, today, time_zone
        self._currency, self._words = currency, words("agenda")["opportunities"]
        self._calendar = WorkingDays(today - 31, today + 62)

    def open_ones(self, maturing: Sequence[Placed]) -> Iterator[Opportunity]:
        """Yield one for each position that comes free, in the stages by turns."""
        for place, one in enumerate(maturing):
            stage = _STAGES[place % len(_STAGES)]
            step_on = self._calendar.on_or_after(self._today + self._rng.randrange(-2, 16))
            yield self._about(one, stage, "title", self._today - self._rng.randrange(2, 30))._replace(
                note=self._rng.choice(self._words["notes"]) or None,
                next_step=self._rng.choice(self._words[stage]),
                next_step_on=step_on,
            )

    def won(self, begun: Sequence[Placed]) -> Iterator[Opportunity]:
        """Yield one for each position that was put in, with its product and amount."""
        for one in begun:
            made = self._about(one, WON, "won", one.starts_on - self._rng.randrange(3, 25))
            yield made._replace(product_id=one.product_id, closed_on=one.starts_on)

    def lost(self, ended: Sequence[Placed]) -> Iterator[Opportunity]:
        """Yield one for each position that was taken out."""
        for one in ended:
            closed_on = one.closed_on or self._today
            made = self._about(one, LOST, "lost", closed_on - self._rng.randrange(5, 30))
            yield made._replace(closed_on=closed_on, reason=self._rng.choice(self._words["reasons"]))

    def _about(self, one: Placed, stage: str, titles: str, opened_on: int) -> Opportunity:
        blank: dict[str, Any] = dict.fromkeys(Opportunity._fields)
        return Opportunity(
            **blank
            | {
                "id": new_id(),
                "customer_id": one.customer_id,
                "advisor_id": self._advisor,
                "title": self._rng.choice(self._words[titles]).format(product=one.product),
                "product_kind": one.kind,
                "stage": stage,
                "amount_minor": one.minor,
                "currency": self._currency,
                "opened_on": opened_on,
                "made_at": start_of(opened_on, self._zone) + _NOON,
            }
        )
