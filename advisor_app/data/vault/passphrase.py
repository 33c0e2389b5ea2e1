"""What a passphrase must be: long, and not one that others would think of too.

The rules follow NIST SP 800-63B-4 for a secret that stands alone: at least 15 characters of any kind, no
composition rules, a blocklist. The list is compared without regard to case, spaces and punctuation.
"""

import unicodedata
from functools import cache
from itertools import pairwise

from advisor_app.data.errors import PassphraseRuleError
from advisor_app.i18n import N_
from advisor_app.paths import resources

MIN_CHARACTERS = 15
_MIN_DISTINCT = 8
_ADVICE = N_("Take four or five unrelated words, or a sentence that nobody has written before.")


def normalise(passphrase: str) -> bytes:
    """Return the bytes that keys are derived from: Unicode NFC in UTF-8, the same from every keyboard.

    Raises PassphraseRuleError for text that is not valid Unicode.
    """
    try:
        return unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError as error:
        raise PassphraseRuleError("The passphrase contains a character that is not valid text.") from error


def check(passphrase: str) -> None:
    """Raise PassphraseRuleError if `passphrase` may not protect a store."""
    text = normalise(passphrase).decode()
    if len(text) < MIN_CHARACTERS:
        raise PassphraseRuleError(
            "A passphrase needs at least {minimum} characters; this one has {length}.",
            minimum=MIN_CHARACTERS,
            length=len(text),
            what_to_do=_ADVICE,
        )
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    if len(set(folded)) < _MIN_DISTINCT or _repeats(folded) or _counts(folded):
        raise PassphraseRuleError(
            "The passphrase repeats or counts, so it is easily guessed.", what_to_do=_ADVICE
        )
    signs = {c for c in folded if not c.isalnum()}
    if len(signs | set(_without(_core(text), _blocklist()))) < _MIN_DISTINCT:
        raise PassphraseRuleError("The passphrase is made of what many people use.", what_to_do=_ADVICE)


def _core(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _repeats(text: str) -> bool:
    """Whether the text is one unit over and over ("abcabcabc…"), the last one perhaps cut short."""
    return any(text == (text[:n] * len(text))[: len(text)] for n in range(1, len(text) // 2 + 1))


def _counts(text: str) -> bool:
    """Whether nearly every character is the neighbour of the one before it ("123456…", "zyxwvu…")."""
    steps = [abs(ord(b) - ord(a)) <= 1 for a, b in pairwise(text)]
    return sum(steps) >= 0.8 * len(steps)


def _without(core: str, known: set[str]) -> str:
    """Return what is left when all that is well known is taken out, longest first."""
    for word in sorted(known, key=len, reverse=True):
        core = core.replace(word, "")
    return core


@cache
def _blocklist() -> set[str]:
    lines = (resources() / "passphrase_blocklist.txt").read_text(encoding="utf-8").splitlines()
    return {_core(line) for line in lines if line and not line.startswith("#")}
