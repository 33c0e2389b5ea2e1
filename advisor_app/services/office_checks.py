"""Asking head office whether a person is known to the bank beyond the own book; it says no more than that."""

from advisor_app.data import duplicates, office_checks
from advisor_app.data.audit import utc_now
from advisor_app.data.store import Store
from advisor_app.domain.duplicates import Candidate, HeadOffice, forms
from advisor_app.errors import AppError
from advisor_app.services.office_line import OpenBook, office_line
from advisor_app.sync import protocol
from advisor_app.sync.client import Stopped
from advisor_app.sync.transport import Transport

_PATIENCE = 3.0  # seconds for which somebody who types waits for an answer, and locking for this


def ask_head_office(
    book: OpenBook, candidate: Candidate, server: str | None = None, *, proxy: str = ""
) -> HeadOffice:
    """Return whether a person who is being typed exists elsewhere; UNCHECKED where head office does not answer.

    It is asked again with the next sync once the prospect is saved, so an answer that does not come is no fault.
    """
    if not forms(candidate):
        return HeadOffice.UNCHECKED
    with book.store.write() as tx:
        book.store.audit.append(tx, "duplicates.ask")
    try:
        with office_line(book, server, proxy, _PATIENCE) as transport:
            return _answer(transport, candidate)
    except AppError:
        return HeadOffice.UNCHECKED


def ask_unasked(store: Store, transport: Transport, stopped: Stopped | None = None) -> int:
    """Ask about the prospects whom head office has not been asked about; return how many of them exist elsewhere.

    What it does not answer now, because it is asked too often or does not know the question, waits for the next sync.
    """
    known = 0
    with store.read() as tx:
        waiting = [(key, duplicates.candidate(tx, key)) for key in office_checks.unasked(tx)]
    for key, candidate in waiting:
        if candidate is None or not forms(candidate):
            continue
        if stopped and stopped():
            break
        with store.write() as tx:
            store.audit.append(tx, "duplicates.ask", f"customers:{key.hex()}")
        try:
            answer = _answer(transport, candidate)
        except AppError:
            break
        with store.write() as tx:
            office_checks.answered(tx, key, answer.value, utc_now())
        known += answer is HeadOffice.EXISTS
    return known


def _answer(transport: Transport, candidate: Candidate) -> HeadOffice:
    question = protocol.DuplicateQuestion(protocol.SCHEMA_VERSION, *candidate)
    answer = transport.ask("duplicates", question, protocol.DuplicateAnswer)
    return HeadOffice.EXISTS if answer.exists else HeadOffice.NONE
