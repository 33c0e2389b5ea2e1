"""Show what the database holds: rows per table, business date, sources with their dates, books and devices."""

from argparse import ArgumentParser, Namespace

from sqlalchemy import func, select

from advisor_app.domain.dates import from_day
from advisor_app.domain.records import ENTITIES
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.db.models import Advisor, Bank, Base, BookMember, Bucket, Device, Source
from advisor_app.i18n import gettext as _

HELP = "show what the database holds"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments: none."""


def run(options: Namespace) -> dict[str, object]:
    """Count."""
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        bank = connection.execute(select(Bank.name, Bank.as_of, Bank.demo, Bank.base_currency)).one()
        counts = {
            name: connection.execute(
                select(func.count()).select_from(Base.metadata.tables[name])
            ).scalar_one()
            for name in ENTITIES
        }
        devices = connection.execute(
            select(func.count()).select_from(Device).where(Device.revoked_at.is_(None))
        ).scalar_one()
        books = {
            row.number: row.customers
            for row in connection.execute(
                select(Advisor.number, func.count(BookMember.customer_id).label("customers"))
                .join(Bucket, (Bucket.advisor_id == Advisor.id) & (Bucket.kind == "book"))
                .join(BookMember, BookMember.bucket_id == Bucket.id)
                .group_by(Advisor.number)
                .order_by(Advisor.number)
            )
        }
        sources = [
            {"system": row.system, "entity": row.entity, "as_of": from_day(row.as_of_day).isoformat()}
            for row in connection.execute(
                select(Source.system, Source.entity, Source.as_of_day).order_by(Source.system, Source.entity)
            )
        ]
    result: dict[str, object] = {
        "bank": bank.name,
        "demo": bool(bank.demo),
        "base_currency": bank.base_currency,
        "as_of": from_day(bank.as_of).isoformat(),
        "counts": counts,
        "books": books,
        "devices": devices,
        "sources": sources,
    }
    if not options.json:
        print(_("{bank} · business date {day}", bank=bank.name, day=result["as_of"]))
        for name, count in counts.items():
            print(f"  {name:<20}{count:>12,}")
        print(_("{books} books, {devices} devices", books=len(books), devices=devices))
    return result
