"""What a policy says about looking for duplicates: what is no evidence, and how often head office may be asked."""

from dataclasses import dataclass
from typing import Annotated

from advisor_app.domain.policy.reading import Between


@dataclass(frozen=True, slots=True)
class Duplicates:
    """How duplicates are looked for.

    A number that more than `sharing` people have is that of an office and says nothing. A device may ask head office
    `checks_per_hour` times whether a person is known beyond its own book.
    """

    sharing: Annotated[int, Between(2, 1000)]
    checks_per_hour: Annotated[int, Between(1, 100_000)]


DUPLICATES_UNSAID = Duplicates(5, 60)
"""The section of a document from before it was known."""
