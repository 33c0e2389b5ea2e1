"""Try on this machine what the program depends on: store, key store, connection, languages, settings.

What needs Qt (fonts, charts) is tried by `ui.selftest` in the same way. Nothing of the advisor's is changed, and
no server is asked.
"""

import secrets
import ssl
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from advisor_app.data import apply, vault
from advisor_app.data.keystores import DemoStore, KeyringStore
from advisor_app.data.opening import create_store
from advisor_app.data.vault.header import FILE_NAME
from advisor_app.domain.policy import PolicyError, parse
from advisor_app.errors import AppError, DamagedError, RefusedError
from advisor_app.i18n import LANGUAGES, N_, format_date, format_number, ngettext, parse_po, using
from advisor_app.i18n import gettext as _
from advisor_app.paths import AppPaths, resources
from advisor_app.policy_words import sentence
from advisor_app.services.enrolment import CA_FILE
from advisor_app.services.open_book import open_book
from advisor_app.settings import Report, Settings
from advisor_app.sync.transport import Transport, trust

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_FIGURES = {"zh_CN": ("1,234,567.5", "2026年11月24日"), "en": ("1,234,567.5", "24 Nov 2026")}
_REINSTALL = N_("Install the program again.")


class Check(NamedTuple):
    """What came of one trial; `part` is its code, `sentence` says it in words, with what to do where it failed."""

    part: str
    ok: bool
    sentence: str


def tried(part: str, trial: Callable[[], str]) -> Check:
    """Run a trial, which returns a sentence or raises, and return what came of it."""
    try:
        return Check(part, True, trial())
    except AppError as error:
        return Check(part, False, str(error))
    except Exception as error:  # noqa: BLE001  # a part that does not even start is what this looks for
        kind = type(error).__name__
        return Check(part, False, _("It stopped with {kind}: {reason}", kind=kind, reason=error))


def self_test(paths: AppPaths, settings: Settings) -> tuple[Check, ...]:
    """Try all that needs no window."""
    return (
        tried("store", try_store),
        tried("key_store", try_key_store),
        tried("connection", lambda: try_connection(paths.data)),
        tried("languages", try_languages),
        tried("policy", try_policy),
        *(tried("settings", lambda report=report: _setting(report)) for report in settings),  # type: ignore[misc]
    )


def try_store() -> str:
    """Make an encrypted store, unlock it again, and look for what was written in its files."""
    marker, passphrase = f"self-test-{secrets.token_hex(16)}", secrets.token_urlsafe(24)
    with TemporaryDirectory(prefix="advisor-app-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        keys = vault.Secrets.new()
        create_store(
            folder,
            passphrase,
            DemoStore(folder),
            keys,
            advisor="self-test",
            device=secrets.token_bytes(16),
            demo=True,
            cost=vault.FLOOR,
        )
        with open_book(folder, passphrase) as book, book.store.write() as tx:
            apply.set_state(tx, "self-test", marker.encode())
        with open_book(folder, passphrase) as book:
            book.store.check()
            with book.store.read() as tx:
                kept = apply.get_state(tx, "self-test")
        if kept != marker.encode():
            raise DamagedError(N_("A store does not give back what was written."), what_to_do=_REINSTALL)
        if any(marker.encode() in path.read_bytes() for path in folder.iterdir() if path.is_file()):
            raise DamagedError(N_("A store holds in the clear what was written."), what_to_do=_REINSTALL)
    return _("A store was made, unlocked and read again; nothing in its files can be read without the key.")


def try_key_store() -> str:
    """Let the system's key store keep a secret and forget it."""
    KeyringStore()
    return _("The key store of this computer keeps a secret and forgets it.")


def try_connection(data_dir: Path) -> str:
    """Make the connection's trust as a sync does, of this machine's authority or of one that is thrown away."""
    from cryptography import x509

    if not (data_dir / FILE_NAME).exists():
        with TemporaryDirectory(prefix="advisor-app-", ignore_cleanup_errors=True) as name:
            authority = Path(name) / CA_FILE
            authority.write_bytes(_throwaway_authority())
            _check_trust(authority, 1)
        return _("Connections are TLS 1.2 or later and trust one authority only; not enrolled yet.")
    header, authority = vault.load(data_dir), data_dir / CA_FILE
    try:
        certificates = x509.load_pem_x509_certificates(authority.read_bytes())
    except (OSError, ValueError):
        certificates = []
    _check_trust(authority, len(certificates))
    until = min(_valid(certificate) for certificate in certificates)
    return _(
        "Connections to {server} are TLS 1.2 or later and trust the bank's authority only, until {day}.",
        server=header.about.get("server", "–"),
        day=format_date(until),
    )


def try_languages() -> str:
    """See that every message is translated and that figures and dates are written as they should be."""
    translated = 0
    for language in LANGUAGES:
        with using(language):
            figures = (format_number(1_234_567.5, 1), format_date(date(2026, 11, 24)))
        if figures != _FIGURES[language]:
            raise DamagedError(
                N_("Figures in {language} come out as {figures}."),
                language=LANGUAGES[language],
                figures=" ".join(figures),
                what_to_do=_REINSTALL,
            )
        if language != "en":
            translated = _count_translated(language)
    return ngettext(
        "{languages}: {n} message, all translated.",
        "{languages}: {n} messages, all translated.",
        translated,
        languages=" · ".join(LANGUAGES.values()),
    )


def try_policy() -> str:
    """Read the policy that ships, by which everything goes until the bank's own has come."""
    path = resources() / "policy" / "default.toml"
    try:
        policy = parse(path.read_text(encoding="utf-8"))
    except PolicyError as error:
        raise DamagedError(
            N_("The policy that ships with the program is broken. {sentence}"),
            sentence=sentence(error),
            what_to_do=_REINSTALL,
        ) from None
    return _(
        "The policy that ships with the program, version {version}, is read whole.", version=policy.version
    )


def _count_translated(language: str) -> int:
    """Return the number of messages of a catalogue; DamagedError where some have no translation."""
    path = resources() / "translations" / language / "LC_MESSAGES" / "messages.po"
    text = path.read_text(encoding="utf-8")
    translated, there = len(parse_po(text)), f"\n{text}".count("\nmsgid ") - 1  # without the header
    if not there or translated < there:
        raise DamagedError(
            N_("{translated} of {there} messages are translated into {language}."),
            translated=translated,
            there=there,
            language=LANGUAGES[language],
            what_to_do=_REINSTALL,
        )
    return translated


def _setting(report: Report) -> str:
    """Say which value holds and where it comes from."""
    where = {
        "machine": _("set by the administrator in {file}", file=report.file),
        "user": _("chosen by the user in {file}", file=report.file),
        "default": _("by default"),
    }
    value = report.value if report.value != "" else _("empty")
    return _("{key} is {value}, {where}.", key=report.setting.key, value=value, where=where[report.origin])


def _check_trust(authority: Path, certificates: int) -> None:
    """Raise RefusedError for a trust that is wider than the certificates in the file, or for old versions of TLS."""
    context = trust(authority)
    narrow = (
        context.minimum_version >= ssl.TLSVersion.TLSv1_2
        and context.verify_mode is ssl.CERT_REQUIRED
        and context.check_hostname
        and 0 < context.cert_store_stats()["x509"] <= certificates
    )
    transport = Transport("https://localhost", authority)
    try:
        narrow = narrow and not transport.trusts_environment
    finally:
        transport.close()
    if not narrow:
        raise RefusedError(
            N_("Connections would trust more than the bank's authority, so none is made."),
            what_to_do=_REINSTALL,
        )


def _valid(certificate: "Certificate") -> date:
    """Return the last day of a certificate; RefusedError where it does not hold today."""
    begins, ends, now = certificate.not_valid_before_utc, certificate.not_valid_after_utc, datetime.now(UTC)
    if not begins <= now <= ends:
        raise RefusedError(
            N_("The certificate of the bank's authority holds from {begins} to {ends}, and not today."),
            begins=format_date(begins.date()),
            ends=format_date(ends.date()),
            what_to_do=N_("Check the date of this computer, or ask head office for a new certificate."),
        )
    return ends.date()


def _throwaway_authority() -> bytes:
    """Return the certificate (PEM) of an authority that nobody has the key of."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "self-test")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)
