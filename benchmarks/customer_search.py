"""Finding one of 50,000 customers as they are typed: the right fifty, in time.

What is right is said here a second time, from the people themselves and a table of syllables: part of the
name, pinyin from the start of a syllable, the beginning of the initials or of the number, the whole end of the
phone number; of those the fifty with the largest AUM.
"""

import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path

from advisor_app.data.reads import customers
from advisor_app.domain.customers import CustomerQuery
from benchmarks import Result
from benchmarks.synthetic_book import GIVEN, SURNAMES, SYLLABLES, Person, new_store, people, write_people

CUSTOMERS, SHOWN, LIMIT_MS = 50_000, 50, 30.0
FIXED = [
    "曾",
    "仇",
    "单于",
    "zeng",
    "ceng",
    "qiu",
    "chanyu",
    "shanyu",
    "cy",
    "z",
    "li",
    "王",
    "c",
    "8000",
    "没有",
    "xyz",
]


def spoken(person: Person) -> Iterator[str]:
    """Yield all that pinyin may be the beginning of: the name from each syllable on, and the initials."""
    given = [SYLLABLES[character] for character in person.given]
    for surname in SURNAMES[person.surname]:
        syllables = [*surname, *given]
        yield from accumulate(reversed(syllables), lambda tail, syllable: syllable + tail)
        yield "".join(syllable[0] for syllable in syllables)


def fits(typed: str, person: Person, sounds: list[str]) -> bool:
    """Tell whether a person is meant by what was typed."""
    return (
        typed in person.surname + person.given
        or any(sound.startswith(typed) for sound in sounds)
        or person.number.lower().startswith(typed)
        or (len(typed) == 4 and typed.isdecimal() and person.phone.endswith(typed))
    )


def queries(persons: list[Person], count: int, seed: int = 3) -> Iterator[str]:
    """Yield what people type, letter by letter, for a few of everything."""
    yield from FIXED
    rng = random.Random(seed)  # noqa: S311  # the same every time
    for person in rng.sample(persons, count):
        sounds = list(spoken(person))
        whole = rng.choice([person.surname + person.given, rng.choice(sounds), person.number.lower()])
        yield from (whole[:length] for length in range(1, len(whole) + 1))
        yield person.phone[-4:]
        yield "".join(rng.choices(GIVEN, k=2))


def run() -> Iterable[Result]:
    """Measure."""
    persons = people(CUSTOMERS)
    sounds = {person.id: list(spoken(person)) for person in persons}
    ranked = sorted(persons, key=lambda person: (-person.aum_minor, person.id))
    typed = list(dict.fromkeys(queries(persons, 20)))
    with tempfile.TemporaryDirectory() as folder:
        store = new_store(Path(folder, "store.db"))
        write_people(store, persons)
        seconds, wrong = [], []
        for text in typed:
            with store.read() as tx:
                started = time.perf_counter()
                found = customers.search(tx, CustomerQuery(text, limit=SHOWN))
                seconds.append(time.perf_counter() - started)
            wanted = [person.id for person in ranked if fits(text, person, sounds[person.id])][:SHOWN]
            if [row.id for row in found] != wanted:
                wrong.append(text)
        store.close()
    same = 1 - len(wrong) / len(typed)
    yield Result("customer_search.same", same, "share", "reference", same, "= 1", not wrong)
    p95 = sorted(seconds)[int(0.95 * len(seconds))] * 1000
    yield Result("customer_search.p95", p95, "ms", "limit", p95 / LIMIT_MS, "≤ 30 ms", p95 <= LIMIT_MS)
