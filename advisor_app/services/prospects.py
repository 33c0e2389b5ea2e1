"""Prospects (潜在客户): recording one, editing one's own, and giving one up. Head office puts them into the book."""

from dataclasses import dataclass, fields, replace

from advisor_app.data import contacts as data
from advisor_app.data import proposals, writes
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import prospects as reads
from advisor_app.domain.details import ORIGIN, Detail
from advisor_app.domain.ids import new_id
from advisor_app.domain.policy import Policy
from advisor_app.domain.prospects import Prospect, ProspectEntry, check
from advisor_app.domain.records import Customer
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services.contact_rules import not_saved
from advisor_app.services.edit_contact import Edited
from advisor_app.services.form_rules import beside_fields, terms
from advisor_app.services.open_book import Book

_NONE = "-"
"""How a prospect came to the bank is a fact that nobody else is the source of."""


@dataclass(frozen=True, slots=True)
class ProspectForm:
    """What a form needs to know; `entry` is the prospect as it is shown, an empty one for somebody new."""

    policy: Policy
    today: int
    entry: ProspectEntry


@dataclass(frozen=True, slots=True)
class ProspectSaved:
    """Who was saved, and the mutations to hand to `undo`."""

    customer_id: bytes
    mutations: tuple[bytes, ...]


def prospect_form(book: Book, prospect_id: bytes | None = None, *, now: int | None = None) -> ProspectForm:
    """Return what a form needs, of somebody new or of one of the advisor's own prospects.

    Raises InputError while the book is empty, and for anybody who is no such prospect.
    """
    with book.store.read() as tx:
        rules, _ = terms(tx, now)
        entry = ProspectEntry() if prospect_id is None else _shown(tx, prospect_id)
        return ProspectForm(rules.policy, rules.today, entry)


def add_prospect(book: Book, entry: ProspectEntry, *, now: int | None = None) -> ProspectSaved:
    """Record somebody new whole, or raise IssuesError with a FieldError for each fault and record nothing."""
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        rules, _ = terms(tx, at)
        with beside_fields():
            prospect = check(entry, rules)
        values = prospect._asdict()
        del values["source"]
        nothing = dict.fromkeys(Customer._fields)
        row = Customer(**nothing | {"id": new_id(), "kind": "prospect"} | values)  # type: ignore[arg-type]
        made = writes.insert(tx, book.store, row, action="prospect.add")
        origin = _say_origin(tx, book, row.id, prospect, at)
        return ProspectSaved(row.id, (*origin, made))


def edit_prospect(
    book: Book, prospect_id: bytes, entry: ProspectEntry, shown: ProspectEntry, *, now: int | None = None
) -> ProspectSaved:
    """Change one of the advisor's own prospects, who was `shown` so; stars that were left alone keep what they hide.

    Raises IssuesError for each fault, InputError for anybody who is no such prospect.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        rules, _ = terms(tx, at)
        present = _shown(tx, prospect_id)
        touched = {one.name for one in fields(entry) if getattr(entry, one.name) != getattr(shown, one.name)}
        overtaken = [name for name in sorted(touched) if getattr(present, name) != getattr(shown, name)]
        if overtaken:
            message = N_("This was changed elsewhere meanwhile. Close the form and open it again.")
            raise not_saved([FieldError(message, field=name) for name in overtaken])
        becomes = replace(present, **{name: getattr(entry, name) for name in touched})
        with beside_fields():
            prospect = check(becomes, rules, present)
        if "id_number" in touched:  # from which these are read where nothing is typed
            touched |= {name for name in ("birth_day", "sex") if not getattr(present, name)}
        values = {name: getattr(prospect, name) for name in touched - {"source"}}
        made = (
            data.change(tx, book.store, "customers", prospect_id, values, "prospect.edit") if values else []
        )
        if "source" in touched:
            if before := reads.origin(tx, prospect_id):
                gone = proposals.withdraw(tx, book.store, before[0])
                made += [gone] if gone else []
            made += _say_origin(tx, book, prospect_id, prospect, at)
        return ProspectSaved(prospect_id, tuple(reversed(made)))


def close_prospect(book: Book, prospect_id: bytes, *, now: int | None = None) -> Edited:
    """Give a prospect up, of whom the record stays. Raises InputError for anybody who is no such prospect."""
    with book.store.write() as tx:
        rules, _ = terms(tx, now)
        _shown(tx, prospect_id)
        values = {"closed_on": rules.today}
        return Edited(tuple(data.change(tx, book.store, "customers", prospect_id, values, "prospect.close")))


def _say_origin(tx: Transaction, book: Book, prospect_id: bytes, prospect: Prospect, at: int) -> list[bytes]:
    if prospect.source is None:
        return []
    origin = Detail(ORIGIN, None, prospect.source, None, None, None, None, _NONE, None)
    return [proposals.propose(tx, book.store, prospect_id, origin, "", at)]


def _shown(tx: Transaction, prospect_id: bytes) -> ProspectEntry:
    entry = reads.entry(tx, prospect_id)
    if entry is None:
        raise InputError(
            N_("Only prospects can be changed here; propose a change to a customer instead."),
            what_to_do=N_("Open the customer and add a detail."),
        )
    return entry
