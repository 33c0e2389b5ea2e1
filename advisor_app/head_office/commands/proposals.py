"""List what advisors learned about customers, show one whole, confirm it or refuse it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from advisor_app import words
from advisor_app.domain.dates import from_day
from advisor_app.domain.details import ADDRESS, EMAIL, PHONE
from advisor_app.domain.masking import mask_address, mask_email, mask_free_text, mask_phone
from advisor_app.errors import InputError
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.proposals import Listed
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.words import NOTHING

HELP = "list what advisors learned about customers, confirm or refuse it"
_MASKS: Mapping[str, Callable[[str], str]] = {PHONE: mask_phone, EMAIL: mask_email, ADDRESS: mask_address}


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("action", nargs="?", choices=("list", "show", "confirm", "refuse"), default="list")
    parser.add_argument("id", nargs="?", metavar="ID", help="of the proposal to show or decide about")
    parser.add_argument(
        "--reason", default="", metavar="TEXT", help="why it is refused; the advisor reads it"
    )
    parser.add_argument("--all", action="store_true", help="also those that were decided")


def run(options: Namespace) -> dict[str, object]:
    """Decide or show where that is asked, or list; a list is masked, what is shown by its id is not."""
    from advisor_app.head_office import proposals

    with opened(options.db, options.key_file) as engine, engine.begin() as connection:
        if options.action == "confirm":
            proposals.confirm(connection, _id(options.id))
        elif options.action == "refuse":
            proposals.refuse(connection, _id(options.id), options.reason)
        if options.action == "list":
            rows = proposals.listed(connection, decided=options.all)
        else:
            rows = proposals.listed(connection, proposal_id=_id(options.id))
    if not rows and options.action == "show":
        raise InputError(N_("There is no such proposal."))
    masked = options.action != "show"
    if not options.json:
        _show(rows, masked=masked)
    return {"proposals": [_described(row, masked=masked) for row in rows]}


def _described(row: Listed, *, masked: bool) -> dict[str, object]:
    return {
        "id": row.id.hex(),
        "customer": row.customer,
        "advisor": row.advisor,
        "kind": row.kind,
        "value": _value(row, row.value, masked=masked),
        "old": _value(row, row.old, masked=masked),
        "label": row.label,
        "happens_on": None if row.happens_on is None else from_day(row.happens_on).isoformat(),
        "amount_minor": row.amount_minor,
        "currency": row.currency,
        "source": row.source,
        "note": _words(row.note, masked=masked),
        "state": row.state or "proposed",
        "decided_on": None if row.decided_on is None else from_day(row.decided_on).isoformat(),
        "reason": row.decided_reason,
    }


def _value(row: Listed, value: str | None, *, masked: bool) -> str | None:
    if value is None or not masked:
        return value
    return _MASKS.get(row.field or "", mask_free_text)(value)


def _words(text: str | None, *, masked: bool) -> str | None:
    return mask_free_text(text) if text and masked else text


def _show(rows: Sequence[Listed], *, masked: bool) -> None:
    console = Console(markup=False, highlight=False)  # what people wrote is text, and nothing in it is markup
    if not rows:
        console.print(_("No proposal waits for a decision."))
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for title in (
        _("Proposal"),
        _("Customer"),
        _("Advisor"),
        _("Kind"),
        _("On record"),
        _("Proposed value"),
        _("Source"),
        _("State"),
    ):
        table.add_column(title, overflow="fold")
    for row in rows:
        decided = " ".join(filter(None, (words.day(row.decided_on), row.decided_reason)))
        table.add_row(
            row.id.hex(),
            row.customer or NOTHING,
            row.advisor or NOTHING,
            row.kind,
            _value(row, row.old, masked=masked) or NOTHING,
            " · ".join(
                filter(None, (_value(row, row.value, masked=masked), _words(row.note, masked=masked)))
            ),
            row.source,
            " ".join(filter(None, (row.state or _("waits for a decision"), decided))),
        )
    console.print(table)


def _id(text: str | None) -> bytes:
    if not text:
        raise InputError(N_("Give the id of the proposal."))
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 16:
        raise InputError(N_("“{text}” is not the id of a proposal."), text=text)
    return key
