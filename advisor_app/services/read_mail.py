"""An e-mail file dropped on a customer, read into an entry for the form; nothing is saved."""

from dataclasses import dataclass

from advisor_app.data.audit import utc_now
from advisor_app.data.reads import customers
from advisor_app.domain import mail as domain
from advisor_app.domain.contact_check import Rules
from advisor_app.domain.contacts import ContactEntry, FileEntry
from advisor_app.domain.dates import from_instant
from advisor_app.domain.mail import Mail, NotMailError
from advisor_app.domain.masking import mask_free_text
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.services.contact_rules import rules
from advisor_app.services.open_book import Book

_CHANNEL = "email"
_MORE = "…"


@dataclass(frozen=True, slots=True)
class MailEntry:
    """An e-mail as an entry, its words masked, and the names of the files that the bank does not take."""

    entry: ContactEntry
    left_out: tuple[str, ...]


def read_mail(
    book: Book, content: bytes, customer_id: bytes | None = None, *, now: int | None = None
) -> MailEntry:
    """Return an e-mail as a contact with a customer, or with whoever it is from or to.

    Who is the customer's says who began it; a mail between others leaves that open. Raises InputError for what
    is no e-mail, or is larger or deeper than e-mails are.
    """
    try:
        mail = domain.read(content)
    except NotMailError:
        raise InputError(
            N_("This is not an e-mail that can be read."),
            what_to_do=N_("Save the message as a file that ends in .eml and drop that."),
        ) from None
    with book.store.read() as tx:
        found = rules(tx, utc_now() if now is None else now)
        senders = customers.at_addresses(tx, mail.senders)
        receivers = customers.at_addresses(tx, mail.receivers)
    direction = _direction(customer_id, senders, receivers)
    people = (customer_id,) if customer_id else tuple(senders if direction == "in" else receivers)
    files, left_out = _sorted_out(mail, found)
    return MailEntry(_entry(mail, found, people, direction, files), left_out)


def _direction(customer_id: bytes | None, senders: list[bytes], receivers: list[bytes]) -> str:
    if customer_id in senders if customer_id else senders:
        return "in"
    return "out" if (customer_id in receivers if customer_id else receivers) else ""


def _entry(
    mail: Mail, found: Rules, people: tuple[bytes, ...], direction: str, files: tuple[FileEntry, ...]
) -> ContactEntry:
    most = found.policy.contacts.note_characters
    words = mask_free_text("\n".join(filter(None, (mail.subject, mail.text))))
    at = None if mail.at is None else from_instant(mail.at, found.time_zone)
    return ContactEntry(
        customers=people,
        channel=_CHANNEL if _CHANNEL in found.policy.codes.contact_channels else "",
        direction=direction,
        note=words if len(words) <= most else words[: most - len(_MORE)] + _MORE,
        day="" if at is None else at.date().isoformat(),
        time="" if at is None else f"{at:%H:%M}",
        files=files,
    )


def _sorted_out(mail: Mail, found: Rules) -> tuple[tuple[FileEntry, ...], tuple[str, ...]]:
    """Return the files that the bank takes, and the names of the others."""
    limits = found.policy.contacts
    taken: list[FileEntry] = []
    left_out: list[str] = []
    for file in mail.files:
        ending = file.name.rpartition(".")[2].lower()
        fits = ending in limits.attachment_types and 0 < len(file.content) <= found.file_bytes
        if fits and len(taken) < limits.attachments:
            taken.append(file)
        else:
            left_out.append(file.name)
    return tuple(taken), tuple(left_out)
