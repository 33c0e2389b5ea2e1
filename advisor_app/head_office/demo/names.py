"""Names of people: surnames as frequent as in China, given names by sex and by the fashion of the birth
decade.

Names repeat, as they do in every real book: two customers called 张伟 are two people. Every eighteenth family
has a surname that is easily misread, so that a small demo book has them too.
"""

from random import Random

from advisor_app.domain.dates import from_day
from advisor_app.head_office.demo.words import Weighted, falling, words

_HARD_EVERY = 18
_RARE_SHARE = 0.016
_ONE_CHARACTER = {"old": 0.12, "mid": 0.3, "new": 0.22}


class Names:
    """Draws names; the same generator state gives the same names."""

    def __init__(self) -> None:
        people = words("people")
        tokens = people["surnames"]["common"].split()
        self._surnames: Weighted[str] = Weighted(
            (surname, float(weight)) for surname, weight in zip(tokens[::2], tokens[1::2], strict=True)
        )
        self._hard: list[str] = people["surnames"]["hard"].split()
        self._given: dict[tuple[str, str], list[Weighted[str]]] = {
            (sex, decades): [falling(lists[part].split()) for part in ("whole", "first", "second")]
            for sex, by_decades in people["given"].items()
            for decades, lists in by_decades.items()
        }
        self._rare: dict[str, list[str]] = people["rare"]

    def family(self, rng: Random, number: int) -> str:
        """Return the surname of the family with a running number."""
        if number % _HARD_EVERY == _HARD_EVERY // 2:
            return self._hard[number // _HARD_EVERY % len(self._hard)]
        return self._surnames.draw(rng)

    def surname(self, rng: Random) -> str:
        """Return somebody's surname."""
        return self._surnames.draw(rng)

    def given(self, rng: Random, sex: str, birth_day: int) -> str:
        """Return a given name for a sex and a birth day."""
        year = from_day(birth_day).year
        decades = "old" if year < 1968 else "mid" if year < 1988 else "new"
        whole, first, second = self._given[sex, decades]
        kind = rng.random()
        if kind < 0.5:
            return whole.draw(rng)
        if kind < 0.5 + _ONE_CHARACTER[decades] / 2:
            return second.draw(rng)
        one, two = first.draw(rng), second.draw(rng)
        return one if one == two else one + two

    def full(self, rng: Random, sex: str, birth_day: int) -> str:
        """Return the name of somebody who is not a customer."""
        return self.surname(rng) + self.given(rng, sex, birth_day)

    def rare(self, rng: Random, sex: str, works: bool) -> tuple[str, bool] | None:
        """Return, now and then, a minority or foreign name, and whether its bearer has a passport only."""
        chance = rng.random()
        if chance >= _RARE_SHARE:
            return None
        # Foreigners came to work.
        foreign = works and chance < _RARE_SHARE * 0.25
        return rng.choice(self._rare[f"{'latin' if foreign else 'minority'}_{sex}"]), foreign
