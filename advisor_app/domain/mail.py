"""An e-mail file (.eml) read as a contact: who, when, what about, the words and the files. Standard library only.

The file comes from outside: its size, the depth of its parts and their number are bounded, HTML is read for its
words only, and the name of a file is never a path.
"""

import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from html import unescape
from typing import Any, NamedTuple, TypeAlias

from advisor_app.domain.contact_check import clean, file_name
from advisor_app.domain.contacts import FileEntry
from advisor_app.domain.dates import to_instant

MAX_BYTES = 25 << 20  # what mail servers let through
_MAX_PARTS = 100
_MAX_LINES = 2_000  # that begin as the boundary of a part does: the parser is slow with more
_MAX_NESTING = 30  # parts that hold parts: the parser nests a call for each
_MAX_HEADER = (
    4_000  # characters of one line of the header, however it is folded; the library is slow with more
)
_MAX_ID = 190  # characters of the id of a message that are looked at
_MAX_TEXT = 200_000  # characters of one part that are read; a note takes far fewer
_CONTENT = re.compile(rb"^content-(?:type|disposition):[^\n]*(?:\n[ \t][^\n]*)*", re.MULTILINE)
_SILENT = {"script", "style", "head", "title", "template"}
_BREAKS = {"p", "br", "div", "tr", "li", "h1", "h2", "h3", "blockquote"}


_Message: TypeAlias = "Message[str, str]"


class Mail(NamedTuple):
    """What an e-mail says; addresses in lower case, `at` in UTC µs, None where no valid date is given.

    `message_id` is by what it is known everywhere, empty where it says none.
    """

    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    at: int | None
    subject: str
    text: str
    files: tuple[FileEntry, ...]
    message_id: str = ""


class NotMailError(ValueError):
    """What was given is no e-mail, or none of a size and shape that mails have."""


def read(content: bytes) -> Mail:
    """Return what an e-mail says; raises NotMailError."""
    lower = content[: MAX_BYTES + 1].lower()
    if len(content) > MAX_BYTES or content.count(b"\n--") > _MAX_LINES:
        raise NotMailError("too large")
    if lower.count(b"boundary") > _MAX_NESTING or lower.count(b"message/") > _MAX_NESTING:
        raise NotMailError("too deeply nested")
    if any(len(line[0]) > _MAX_HEADER for line in _CONTENT.finditer(lower)):
        raise NotMailError("a header too long")
    try:
        return _read(BytesParser(policy=compat32).parsebytes(content))
    except NotMailError:
        raise
    except Exception as error:  # noqa: BLE001  # the library fails in many ways on what is no e-mail
        raise NotMailError(type(error).__name__) from None


def _read(message: _Message) -> Mail:
    if not any(message[name] for name in ("from", "to", "subject")):
        raise NotMailError("no header")
    words: list[str] = []
    markup: list[str] = []
    files: list[FileEntry] = []
    for number, part in enumerate(_leaves(message)):
        if number >= _MAX_PARTS:
            raise NotMailError("too many parts")
        name = part.get_filename()
        if name or part.get_content_disposition() == "attachment":
            files.append(FileEntry(file_name(_decoded(name or "")), _bytes(part)))
        elif part.get_content_type() == "text/plain":
            words.append(_text(part))
        elif part.get_content_type() == "text/html":
            markup.append(_words_of(_text(part)))
    return Mail(
        senders=_addresses(message, "from"),
        receivers=_addresses(message, "to", "cc", "bcc"),
        at=_date(message),
        subject=clean(" ".join(_decoded(message["subject"] or "").split())),
        text=clean("\n".join(filter(None, words)) or "\n".join(markup)),
        files=tuple(files),
        message_id=clean("".join((message["message-id"] or "").split())[:_MAX_ID]),
    )


def _leaves(message: _Message) -> Iterator[_Message]:
    """Yield the parts that hold something; a mail inside a mail is one of its files."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting = [*inner, *waiting]
        else:
            yield part


def _decoded(value: Any) -> str:
    """Return a header as text; one that is not encoded as it says stays as it is."""
    text = str(value)[:_MAX_HEADER]
    try:
        return str(make_header(decode_header(text)))
    except (LookupError, ValueError):
        return text


def _bytes(part: _Message) -> bytes:
    content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        return content
    inner: Any = part.get_payload()
    return bytes(inner[0].as_bytes()) if isinstance(inner, list) and inner else b""


def _text(part: _Message) -> str:
    charset = part.get_content_charset() or "utf-8"
    if charset in ("gb2312", "gbk"):  # programs say so and write what only gb18030 holds
        charset = "gb18030"
    content = _bytes(part)[: 4 * _MAX_TEXT]
    try:
        return content.decode(charset, "replace")[:_MAX_TEXT]
    except LookupError:
        return content.decode("utf-8", "replace")[:_MAX_TEXT]


def _addresses(message: _Message, *headers: str) -> tuple[str, ...]:
    values = [str(value)[:_MAX_HEADER] for header in headers for value in message.get_all(header, ())]
    return tuple(address.lower() for _, address in getaddresses(values) if "@" in address)


def _date(message: _Message) -> int | None:
    try:
        at = parsedate_to_datetime(str(message["date"])[:_MAX_HEADER])
        return to_instant(at) if at.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None


def _words_of(markup: str) -> str:
    """Return the words of HTML, line by line; read once from the front, whatever it is."""
    lower, found, position = markup.lower(), [], 0
    while (start := markup.find("<", position)) >= 0:
        found.append(markup[position:start])
        end = markup.find(">", start)
        if end < 0:
            position = len(markup)
            break
        name = re.match("[a-z0-9]*", lower[start + 1 : start + 16])
        tag = name[0] if name else ""
        if tag in _SILENT:
            end = lower.find(f"</{tag}", end)
            position = end if end >= 0 else len(markup)
            continue
        found.append("\n" if tag in _BREAKS or lower.startswith("</p", start) else "")
        position = end + 1
    found.append(markup[position:])
    lines = (" ".join(unescape(line).split()) for line in "".join(found).split("\n"))
    return "\n".join(filter(None, lines))
