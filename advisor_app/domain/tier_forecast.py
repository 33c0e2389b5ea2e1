"""What becomes of a tier if all goes on as is known: an average of the months that come, and the tier it leads to.

It knows what is there today, what matures, and what comes and goes by rule. Nobody knows whether money that matures
stays, so there are two answers. Spending and other payments are not foreseen.
"""

from collections.abc import Sequence
from typing import NamedTuple

from advisor_app.domain.dates import add_months
from advisor_app.domain.tier_ladder import Ladder
from advisor_app.domain.tiers import Month, Standing, history, standing_now

_YEAR_DAYS, _YEAR_MONTHS = 365, 12


class Known(NamedTuple):
    """What is known today, in minor units of the base currency.

    `so_far_minor` is the average of the present month's days until today (None: none has passed), `assets_minor` what
    is there today, `maturing` what comes free on which day, `monthly_minor` what comes by rule in a month less what
    goes.
    """

    today: int
    so_far_minor: int | None
    assets_minor: int
    maturing: tuple[tuple[int, int], ...] = ()
    monthly_minor: int = 0


class Forecast(NamedTuple):
    """The present month's average as it is to be, and how the month after it is to stand by its own average.

    `leaving_minor` is what matures until the end of that month; `if_left` is how it stands if all that leaves, and
    None where nothing matures.
    """

    month: int
    average_minor: int
    then: Standing
    leaving_minor: int
    left_average_minor: int
    if_left: Standing | None


def forecast(ladder: Ladder, months: Sequence[Month], known: Known, tier: str) -> Forecast | None:
    """Return what is to come for a customer of a tier with some whole months, oldest first, the last just ended.

    None without a month that tells of an active holding, as nothing can be kept or reached then; and where the months
    do not lead to the tier: then more went into it than is known here.
    """
    month = add_months(known.today + 1, 0)
    if not months or not months[-1].active or months[-1].month != add_months(month, -1):
        return None
    _, track = history(ladder, months)
    nothing_yet = Month(month, True)
    if standing_now(ladder, track, months[-1], nothing_yet, known.today).tier != tier:
        return None
    until, end = add_months(month, 1), add_months(month, 2)
    leaving = tuple((day, minor) for day, minor in known.maturing if known.today < day < end and minor > 0)
    stays = _standing(ladder, months, known, month)
    amount = sum(minor for _, minor in leaving)
    left = known._replace(maturing=leaving)
    return Forecast(
        month,
        _average(known._replace(maturing=()), month, until),
        stays,
        amount,
        _average(left, month, until),
        _standing(ladder, months, left, month, leaves=True) if amount else None,
    )


def _standing(
    ladder: Ladder, months: Sequence[Month], known: Known, month: int, *, leaves: bool = False
) -> Standing:
    """Return how the month after `month` stands, by the averages of both."""
    if not leaves:
        known = known._replace(maturing=())
    until, end = add_months(month, 1), add_months(month, 2)
    whole = months[-1]._replace(month=month, average_minor=_average(known, month, until), coverage=100)
    after = whole._replace(month=until, average_minor=_average(known, until, end))
    standings, _ = history(ladder, [*months, whole, after])
    return standings[-1]._replace(settled=False)


def _average(known: Known, month: int, until: int) -> int:
    """Return the average of a month: of its days until today as it was, of those after it as they are to be."""
    passed = max(0, min(known.today + 1, until) - month)
    total = passed * (known.so_far_minor or 0)
    total += sum(_worth(known, day) for day in range(month + passed, until))
    return total // (until - month)


def _worth(known: Known, day: int) -> int:
    """Return what there is to be on a day; below nothing there is nothing."""
    gone = sum(minor for matures_on, minor in known.maturing if matures_on <= day)
    by_rule = known.monthly_minor * _YEAR_MONTHS * (day - known.today) // _YEAR_DAYS
    return max(0, known.assets_minor + by_rule - gone)
