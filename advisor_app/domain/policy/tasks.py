"""What a policy says about tasks: their kinds, when the day begins, and how long before they remind."""

from dataclasses import dataclass
from typing import Annotated

from advisor_app.domain.policy.reading import Between, Code, Filled
from advisor_app.domain.policy.text import Text

_Minutes = Annotated[int, Between(0, 14 * 24 * 60)]


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task; `contact`: a contact with the customer is what it asks for, and so may have settled it."""

    code: Code
    name: Text
    contact: bool = False


@dataclass(frozen=True, slots=True)
class TaskRules:
    """How tasks are kept. The first kind is that of a new one.

    `follow_up` is the kind that the next step of a contact becomes. The working day begins `day_begins` minutes after
    midnight: then tasks without a time remind; `day_ends` minutes after midnight it is closed. An appointment takes
    `minutes` unless it says otherwise.
    """

    kinds: Annotated[tuple[TaskKind, ...], Filled()]
    follow_up: Code
    day_begins: Annotated[int, Between(0, 24 * 60 - 1)]
    minutes: Annotated[int, Between(1, 24 * 60)]
    ahead_days: Annotated[int, Between(1, 3660)]
    remind_minutes: Annotated[tuple[_Minutes, ...], Filled()] = (0,)
    day_ends: Annotated[int, Between(0, 24 * 60 - 1)] = 17 * 60 + 30

    def kind(self, code: str) -> TaskKind | None:
        """Return a kind by its code, None for one that the bank does not know any more."""
        return next((kind for kind in self.kinds if kind.code == code), None)

    def asks_for_contact(self, code: str) -> bool:
        """Tell whether a task of this kind asks for a contact with its customer."""
        kind = self.kind(code)
        return kind is not None and kind.contact


TASKS_UNSAID = TaskRules((TaskKind("follow_up", Text("跟进", "Follow-up"), True),), "follow_up", 540, 30, 730)
"""The section of a document from before it was known."""
