"""List customers who seem to be a prospect made on a device; confirm or refuse that, or undo it."""

from argparse import ArgumentParser, Namespace

from sqlalchemy import select

from advisor_app.errors import InputError
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.db.models import Conversion, Customer
from advisor_app.i18n import N_

HELP = "list, confirm, refuse or undo conversions of prospects"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--confirm", metavar="ID")
    parser.add_argument("--refuse", metavar="ID")
    parser.add_argument("--undo", metavar="ID")


def run(options: Namespace) -> dict[str, object]:
    """List, after confirming or refusing where asked."""
    from advisor_app.head_office.importing.conversions import (
        confirm_conversion,
        refuse_conversion,
        undo_conversion,
    )

    with opened(options.db, options.key_file) as engine, engine.begin() as connection:
        if options.confirm:
            confirm_conversion(connection, _id(options.confirm))
        if options.refuse:
            refuse_conversion(connection, _id(options.refuse))
        if options.undo:
            undo_conversion(connection, _id(options.undo))
        found = connection.execute(
            select(Conversion.id, Customer.number, Conversion.evidence, Conversion.state)
            .join(Customer, Customer.id == Conversion.customer_id)
            .order_by(Conversion.proposed_at, Conversion.id)
        )
        rows = [
            {"id": row.id.hex(), "customer": row.number, "evidence": row.evidence, "state": row.state}
            for row in found
        ]
    if not options.json:
        for row in rows:
            print("  ".join(str(value) for value in row.values()))
    return {"conversions": rows}


def _id(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 16:
        raise InputError(N_("“{text}” is not the id of a conversion."), text=text)
    return key
