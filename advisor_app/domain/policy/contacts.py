"""What a policy says about contacts: the limits of a record, words and templates for notes, and how one is begun."""

from dataclasses import dataclass
from typing import Annotated, Any

from advisor_app.domain.policy.reading import Between, Code, Filled, PolicyError
from advisor_app.domain.policy.text import Text

NOT_ONE_OF = "not_one_of"
NO_PLACE = "no_place"

PLACE = "{address}"
"""Where the customer's number or address goes in what a handler is given."""
SCHEMES = ("tel", "sms", "mailto", "sip", "callto", "wxwork", "https")
"""What an address that is opened may begin with: telephones, mail, messengers and dialling pages, never a file."""

_Days = Annotated[int, Between(1, 3660)]


@dataclass(frozen=True, slots=True)
class OneOf:
    """A text from a fixed list."""

    allowed: tuple[str, ...]

    def check(self, value: Any, key: str) -> None:
        """Raise PolicyError for any other text."""
        if value not in self.allowed:
            raise PolicyError(key, NOT_ONE_OF, value=value, allowed=list(self.allowed))


@dataclass(frozen=True, slots=True)
class Opened:
    """What a handler opens or starts: it has one place for the address, and a URL a scheme that is harmless."""

    def check(self, value: Any, key: str) -> None:
        """Raise PolicyError for a value without the place, or with a scheme that could open anything."""
        parts = (value,) if isinstance(value, str) else value
        if isinstance(value, str) and (scheme := value.partition(":")[0]) not in SCHEMES:
            raise PolicyError(key, NOT_ONE_OF, value=scheme, allowed=list(SCHEMES))
        # A program is named by the policy, never by what a customer's record holds.
        if sum(part.count(PLACE) for part in parts) != 1 or (parts is value and PLACE in parts[0]):
            raise PolicyError(key, NO_PLACE, place=PLACE)


@dataclass(frozen=True, slots=True)
class Words:
    """Words that say something about a contact after # in a line; the names of the codes need not be repeated.

    `recommends`: a product was recommended.
    """

    words: Annotated[tuple[str, ...], Filled()]
    channel: Code | None = None
    direction: Annotated[str, OneOf(("in", "out"))] | None = None
    purpose: Code | None = None
    outcome: Code | None = None
    recommends: bool = False


@dataclass(frozen=True, slots=True)
class NoteTemplate:
    """The beginning of a note that is often written, with what usually goes along."""

    code: Code
    name: Text
    text: Text
    channel: Code | None = None
    purpose: Code | None = None


@dataclass(frozen=True, slots=True)
class Handler:
    """How a contact over a channel is begun: by opening a URL, or by a program with arguments.

    `reach` says which value of the customer takes the place of `{address}`. A program starts only where the
    administrator of the machine allows it, because a policy comes from another machine.
    """

    channel: Code
    reach: Annotated[str, OneOf(("phone", "email"))]
    url: Annotated[str, Opened()] | None = None
    command: Annotated[tuple[str, ...], Filled(), Opened()] = ()


@dataclass(frozen=True, slots=True)
class Contacts:
    """How contacts are recorded.

    A contact may be logged up to `late_days` after it happened, a next step or promise lie up to `ahead_days`
    ahead. `step_words` tell that a part of a line is the next step. `attachment_types` are endings of names.
    """

    late_days: _Days
    ahead_days: _Days
    note_characters: Annotated[int, Between(100, 100_000)]
    customers: Annotated[int, Between(1, 1000)]
    attachments: Annotated[int, Between(0, 50)]
    attachment_types: tuple[Code, ...]
    step_words: tuple[str, ...] = ()
    words: tuple[Words, ...] = ()
    templates: tuple[NoteTemplate, ...] = ()
    handlers: tuple[Handler, ...] = ()


CONTACTS_UNSAID = Contacts(1, 1, 100, 1, 0, ())
"""The section of a document from before it was known: the bank's other rules stay in force without it."""
