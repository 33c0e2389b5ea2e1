"""What customers alike hold: those of the same tier and of about the same age, whoever looks after them."""

from collections.abc import Mapping
from typing import NamedTuple

from advisor_app.domain.insights.facts import from_json, to_json


class Affinity(NamedTuple):
    """Of `n` customers of a tier and an age from `age_from` to `age_to`, how many per cent hold each kind."""

    tier: str
    age_from: int
    age_to: int
    n: int
    percent: Mapping[str, int]

    @classmethod
    def from_json(cls, text: str) -> "Affinity":
        """Return the facts in a document. Raises InsightError."""
        return from_json(cls, text)

    def to_json(self) -> str:
        """Return the facts as a document."""
        return to_json(self)
