"""Households and the customers and prospects in them, as a bank's customer system knows them.

A person's sex agrees with the given name and the identity number, the occupation with the age, the pay with
the occupation and the band of assets. Members of a household share their address.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from advisor_app.head_office.demo.identities import Identities
from advisor_app.head_office.demo.names import Names
from advisor_app.head_office.demo.person import Person, Place
from advisor_app.head_office.demo.words import Weighted, words
from advisor_app.head_office.demo.world import DAY, World, age_on, round_to, years_after

_PAY_BY_BAND = {"prospect": 0.9, "mass": 0.85, "gold": 1.15, "wealth": 1.7, "private": 2.2}
_BELOW = {"prospect": "mass", "mass": "mass", "gold": "mass", "wealth": "gold", "private": "wealth"}
# Risk tolerance C1 to C5, in percent.
_TOLERANCE = {"old": (30, 45, 20, 5, 0), "adult": (5, 24, 40, 24, 7), "private": (2, 10, 38, 34, 16)}
_WOMEN = 0.49
_DISTANT_SHARE = 0.22
"""Of all households, how many live in another district than that of their branch."""


class People:
    """Makes households of customers."""

    def __init__(self, world: World, rng: Random) -> None:
        self._world = world
        self._names = Names()
        self._identities = Identities(rng)
        people, places = words("people"), words("places")
        self._bands: dict[str, dict[str, float]] = people["bands"]
        self._occupations: list[dict[str, Any]] = people["occupations"]
        self._districts = {district["code"]: district for district in places["districts"]}
        self._city: str = places["city"]
        self._words = places["words"]
        self._employers: dict[str, list[str]] = places["employers"]
        self._count = 0
        self._households = 0

    @property
    def identities(self) -> Identities:
        """The source of numbers, for accounts and cards too."""
        return self._identities

    @property
    def names(self) -> Names:
        """The source of names, for people who are no customers too."""
        return self._names

    def households(self, place: Place, customers: int) -> Iterator[tuple[Random, list[Person]]]:
        """Yield households with exactly so many customers together, each with its generator."""
        left = customers
        while left:
            rng = self._world.household_rng(self._households)
            members = self._household(rng, place)[:left]
            for member in members:
                member.family = members
                member.household = members[0].key.replace("C", "H") if len(members) > 1 else ""
                member.role = member.role if len(members) > 1 else ""
            left -= len(members)
            yield rng, members

    def _household(self, rng: Random, place: Place) -> list[Person]:
        surname = self._names.family(rng, self._households)
        band = self._band(self._world.spread(self._households, "band"))
        self._households += 1
        district = rng.choice(sorted(self._districts)) if rng.random() < _DISTANT_SHARE else place.district
        address = self._address(rng, district, band)
        occupation = self._occupation(rng, band, None, None)
        sex = "female" if rng.random() < occupation.get("female", _WOMEN) else "male"
        low, high = occupation["ages"]
        birth = self._birth(rng, int(rng.triangular(low, high + 1, (low + high) / 2)))
        head = self._person(rng, place, district, address, "head", band, sex, birth, surname, occupation)
        members = [head]
        if head.foreign or "·" in head.name:
            return members
        age = head.age(self._world.as_of)
        if age >= 27 and rng.random() < 0.28:
            other = "male" if sex == "female" else "female"
            near = max(22, age + rng.randint(-4, 4))
            members.append(self._relative(rng, head, "spouse", other, near, self._names.surname(rng)))
            members[-1].child_birth = head.child_birth
        if 30 <= age <= 55 and rng.random() < 0.10:
            parent_sex = rng.choice(("female", "male"))
            name = surname if parent_sex == "male" else self._names.surname(rng)
            members.append(self._relative(rng, head, "parent", parent_sex, age + rng.randint(23, 30), name))
        if 46 <= age <= 78 and rng.random() < 0.16:
            # Children have their father's surname, whether he is a customer or not.
            husband = next((one.surname for one in members if one.role == "spouse"), None)
            name = surname if sex == "male" else husband or self._names.surname(rng)
            child_sex = rng.choice(("female", "male"))
            child_age = max(19, age - rng.randint(23, 31))
            members.append(self._relative(rng, head, "child", child_sex, child_age, name))
        return members

    def _relative(self, rng: Random, head: Person, role: str, sex: str, age: int, surname: str) -> Person:
        band = head.band if rng.random() < 0.5 else _BELOW[head.band]
        if role == "child" and band in ("wealth", "private"):
            band = "gold"
        occupation = self._occupation(rng, band, age, sex)
        place = Place(head.advisor, head.branch, head.district)
        birth = self._birth(rng, age)
        return self._person(
            rng, place, head.district, head.address, role, band, sex, birth, surname, occupation
        )

    def _person(
        self,
        rng: Random,
        place: Place,
        district: str,
        address: str,
        role: str,
        band: str,
        sex: str,
        birth: int,
        surname: str,
        occupation: dict[str, Any],
    ) -> Person:
        world, index = self._world, self._count
        self._count += 1
        works = occupation["segment"] in ("employee", "owner", "freelance")
        rare = self._names.rare(rng, sex, works) if role == "head" else None
        name, foreign = rare or (surname + self._names.given(rng, sex, birth), False)
        prospect = band == "prospect"
        opened = None if prospect else self._opened(rng, birth)
        known = not prospect or rng.random() < 0.35
        segment: str = occupation["segment"]
        pay = occupation["income"] * _PAY_BY_BAND[band] * rng.lognormvariate(0, 0.22)
        pay = min(pay, 13_500) if segment == "retired" else pay
        age = age_on(birth, world.as_of)
        person = Person(
            index=index,
            key=f"C{index + 1:07}",
            number=f"L{26000001 + index}" if prospect else f"0{38100001 + index * 7}",
            kind="prospect" if prospect else "customer",
            name=name,
            surname=surname,
            sex=sex,
            birth=birth,
            foreign=foreign,
            id_number=""
            if not known
            else self._identities.passport()
            if foreign
            else self._identities.resident_id(birth, sex),
            id_expires=self._id_expires(rng, birth, index) if known else None,
            phone=self._identities.phone(),
            email=self._identities.email() if rng.random() < 0.55 else "",
            address=address if known or rng.random() < 0.5 else "",
            occupation=occupation["name"],
            segment=segment,
            employer_kind=occupation.get("employer", ""),
            band=band,
            income=round_to(pay, 10),
            assets=self._assets(rng, band, age),
            tolerance=self._tolerance(rng, band, age),
            household="",
            role=role,
            branch=place.branch,
            district=district,
            advisor=place.advisor,
            opened=opened,
        )
        self._habits(rng, person, age)
        return person

    def _habits(self, rng: Random, person: Person, age: int) -> None:
        world = self._world
        person.active_until = world.cutoff // DAY
        if opened := person.opened:
            if opened < world.start and world.happens(person.index, "left", 0.006) and person.band == "mass":
                person.closed = world.calendar.on_or_before(rng.randint(opened, world.start - 1))
            elif world.happens(person.index, "dormant", 0.05) and world.as_of - opened > 500:
                person.active_until = world.as_of - rng.randint(185, 420)
        person.main_bank = rng.random() < (0.62 if person.band in ("mass", "gold") else 0.8)
        person.payroll = person.main_bank and bool(person.employer_kind)
        person.online = rng.random() < (0.97 if age < 55 else 0.75 if age < 66 else 0.35)
        person.online |= person.segment in ("owner", "freelance")
        person.car = 24 <= age <= 68 and rng.random() < min(0.85, person.income / 22_000)
        person.tenant = age < 38 and person.band in ("mass", "gold") and rng.random() < 0.34
        if 28 <= age <= 54 and person.role == "head" and rng.random() < 0.62:
            years = age - rng.randint(24, 33)
            person.child_birth = self._birth(rng, years) if 0 <= years <= 22 else None

    def _band(self, chance: float) -> str:
        for band, numbers in self._bands.items():
            chance -= numbers["share"]
            if chance < 0:
                return band
        return "mass"

    def _assets(self, rng: Random, band: str, age: int) -> int:
        """Return yuan in the band, most of them near its lower end, and the more so the younger somebody
        is.
        """
        numbers = self._bands[band]
        if not numbers["high"]:
            return 0
        low, high = numbers["low"], numbers["high"]
        crowd = numbers["crowd"] * (1 + max(0, 36 - age) / 12)
        return int(low * (high / low) ** (rng.random() ** crowd))

    def _occupation(self, rng: Random, band: str, age: int | None, sex: str | None) -> dict[str, Any]:
        """Return an occupation for a band of assets that fits what is known of age and sex."""

        def weight(one: dict[str, Any], wanted: str) -> float:
            if age is not None and not one["ages"][0] <= age <= one["ages"][1]:
                return 0.0
            women: float = one.get("female", _WOMEN)
            part = 1.0 if sex is None else women if sex == "female" else 1 - women
            return part * float(one["weights"].get(wanted, 0))

        for wanted in (band, "gold", "mass"):
            drawn = Weighted((one, weight(one, wanted)) for one in self._occupations)
            if drawn:
                return drawn.draw(rng)
        # Nobody works at an age above that of every occupation.
        return self._occupations[-1]

    def _birth(self, rng: Random, age: int) -> int:
        """Return a day of birth of somebody who has completed `age` years on the business date."""
        latest = years_after(self._world.as_of, -age)
        return latest - rng.randint(0, 364)

    def _opened(self, rng: Random, birth: int) -> int:
        """Return the working day of full age on which somebody became a customer, most of them years ago."""
        world = self._world
        earliest = max(years_after(birth, 18), world.bank_founded)
        latest = world.as_of - 12 - int(rng.gammavariate(1.5, 2100))
        return world.calendar.on_or_after(max(earliest, latest))

    def _id_expires(self, rng: Random, birth: int, index: int) -> int | None:
        """Documents are valid for ten years before 26, twenty before 46, and for good from then on."""
        world = self._world
        age = age_on(birth, world.as_of)
        if world.happens(index, "document expires", 0.03) and age < 60:
            return world.as_of + rng.randint(-20, 89)
        if age >= 48:
            return None
        return world.as_of + rng.randint(91, 10 * 365 if age < 28 else 19 * 365)

    def _tolerance(self, rng: Random, band: str, age: int) -> int:
        group = "old" if age >= 60 else "private" if band == "private" else "adult"
        return Weighted(zip(range(1, 6), _TOLERANCE[group], strict=True)).draw(rng)

    def _address(self, rng: Random, code: str, band: str) -> str:
        district = self._districts[code]
        street = rng.choice(district["streets"])
        road = f"{self._city}{district['name']}{street}{rng.randint(1, 399)}号"
        if band == "private" and rng.random() < 0.6:
            return f"{road}{rng.choice(self._words['villas'])}{rng.randint(1, 60)}栋"
        floor, door = rng.randint(1, 27), rng.randint(1, 4)
        estate = rng.choice(self._words["estates"])
        return f"{road}{estate}{rng.randint(1, 18)}栋{rng.randint(1, 3)}单元{floor}{door:02}室"
