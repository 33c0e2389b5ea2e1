"""Enrolment: a one-time code for one advisor, and the device that redeems it with a key of its own."""

import hashlib
import secrets
import time

from sqlalchemy import Connection, insert, select, update

from advisor_app.domain.ids import new_id
from advisor_app.errors import InputError
from advisor_app.head_office import cover_members
from advisor_app.head_office.assignments import book_of
from advisor_app.head_office.db.models import (
    Advisor,
    Bank,
    Bucket,
    Device,
    DeviceGrant,
    EnrolmentCode,
)
from advisor_app.i18n import N_
from advisor_app.sync.protocol import Enrol, Enrolled

# Letters and digits that nobody mistakes for one another when a code is read out on the telephone.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH = 16  # 80 bits: it cannot be guessed within its life
_HOUR = 3600 * 1_000_000


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.replace("-", "").strip().upper().encode()).digest()


def create_code(connection: Connection, advisor_number: str, hours: int = 24) -> str:
    """Return a new one-time code for an advisor, good for some hours; only its hash is kept.

    Raises InputError if no advisor has the number.
    """
    advisor = connection.execute(select(Advisor.id).where(Advisor.number == advisor_number)).scalar()
    if advisor is None:
        raise InputError(N_("No advisor has the number {number}."), number=advisor_number)
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    expires_at = time.time_ns() // 1000 + hours * _HOUR
    connection.execute(
        insert(EnrolmentCode).values(advisor_id=advisor, code_hash=_hash(code), expires_at=expires_at)
    )
    return "-".join(code[i : i + 4] for i in range(0, _LENGTH, 4))


def redeem(connection: Connection, request: Enrol) -> Enrolled | None:
    """Enrol the device that shows a valid code; None if the code is unknown, used or expired."""
    now = time.time_ns() // 1000
    # One statement takes the code, so that of two devices that show it together only one gets it.
    advisor_id = connection.execute(
        update(EnrolmentCode)
        .where(
            EnrolmentCode.code_hash == _hash(request.code),
            EnrolmentCode.used_at.is_(None),
            EnrolmentCode.expires_at > now,
        )
        .values(used_at=now)
        .returning(EnrolmentCode.advisor_id)
    ).scalar()
    if advisor_id is None:
        return None
    device_id = new_id()
    connection.execute(
        insert(Device).values(
            id=device_id,
            advisor_id=advisor_id,
            name=request.device_name,
            public_key=request.public_key,
            enrolled_at=now,
        )
    )
    bank_bucket = connection.execute(select(Bucket.id).where(Bucket.kind == "bank")).scalar_one()
    connection.execute(
        insert(DeviceGrant),
        [
            {"device_id": device_id, "bucket_id": bucket}
            for bucket in (
                bank_bucket,
                book_of(connection, advisor_id),
                *cover_members.grants(connection, advisor_id),
            )
        ],
    )
    advisor = connection.execute(select(Advisor.number, Advisor.name).where(Advisor.id == advisor_id)).one()
    bank = connection.execute(select(Bank.name, Bank.demo, Bank.escrow_public_key)).one()
    return Enrolled(
        device_id=device_id,
        advisor_number=advisor.number,
        advisor_name=advisor.name,
        bank_name=bank.name,
        demo=bool(bank.demo),
        escrow_key=bank.escrow_public_key,
    )
