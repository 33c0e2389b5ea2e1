"""Whether somebody is known beyond the books of a device: yes or no, counted, noted, and not to be told apart by time.

All that is compared is looked up, whether it was given and whatever was found before; only then is it judged. What was
asked for is not kept, only that it was asked, by whom, and the answer.
"""

import math
import time
from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, select

from advisor_app.domain.duplicates import Candidate, contradict, forms
from advisor_app.head_office import identity, policies
from advisor_app.head_office.db.models import Bank, BookMember, Customer, Device, DuplicateCheck
from advisor_app.sync.protocol import DuplicateQuestion

_HOUR = 3600 * 1_000_000
_NOBODY = bytes(32)


class TooManyChecks(Exception):
    """The device has asked as often as it may in an hour; `seconds` are to pass before the next question."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def exists(
    connection: Connection,
    device_id: bytes,
    advisor_id: int,
    buckets: Sequence[int],
    question: DuplicateQuestion,
) -> bool:
    """Return whether the bank knows a person who is in none of the device's buckets. Raises TooManyChecks."""
    rules = policies.in_force(connection).duplicates
    # Of one device's questions only one is counted at a time.
    connection.execute(select(Device.id).where(Device.id == device_id).with_for_update())
    now = time.time_ns() // 1000
    _count(connection, device_id, rules.checks_per_hour, now)
    person = Candidate(question.name, question.birth_day, question.phone, question.id_number)
    key = connection.execute(select(Bank.hash_key)).scalar_one()
    found = False
    for column, digest in identity.hashes(key, person).items():
        same = connection.execute(
            select(Customer.id, Customer.id_number, Customer.kind, Customer.closed_on)
            .where(getattr(Customer, column) == (digest or _NOBODY))
            .limit(rules.sharing + 1)
        ).all()
        own = set(
            connection.execute(
                select(BookMember.customer_id).where(
                    BookMember.bucket_id.in_(buckets),
                    BookMember.customer_id.in_([row.id for row in same] or [_NOBODY]),
                )
            ).scalars()
        )
        others = [
            row
            for row in same
            if row.id not in own
            and not (row.kind == "prospect" and row.closed_on is not None)
            and not contradict(person.id_number, row.id_number)
        ]
        found |= bool(others) and len(same) <= rules.sharing
    connection.execute(
        insert(DuplicateCheck).values(
            device_id=device_id,
            advisor_id=advisor_id,
            asked_at=now,
            kinds=",".join(sorted(forms(person))),
            answer="exists" if found else "none",
        )
    )
    return found


def _count(connection: Connection, device_id: bytes, most: int, now: int) -> None:
    asked, first = connection.execute(
        select(func.count(), func.min(DuplicateCheck.asked_at)).where(
            DuplicateCheck.device_id == device_id, DuplicateCheck.asked_at > now - _HOUR
        )
    ).one()
    if asked >= most:
        raise TooManyChecks(max(1, math.ceil((first + _HOUR - now) / 1_000_000)))
