"""What a sync that failed means for the next one: held for a person, to be left alone for a while, or out of reach."""

from typing import NamedTuple

from advisor_app.errors import AppError
from advisor_app.sync.client import HeldBack
from advisor_app.sync.transport import NoConnection


class Held(NamedTuple):
    """Head office would take so many of all customers out of the book; a person must confirm that."""

    customers: int
    total: int


def held(error: AppError) -> Held | None:
    """Return what an error held for confirmation, None for any other error."""
    if not isinstance(error, HeldBack):
        return None
    return Held(int(str(error.values["customers"])), int(str(error.values["total"])))


def retry_after(error: AppError) -> float | None:
    """Return for how many seconds head office wants to be left alone, None where it did not say."""
    asked = getattr(error, "retry_after", None)
    return float(asked) if isinstance(asked, int | float) else None


def out_of_reach(error: AppError) -> bool:
    """Tell whether the way to head office is cut, so that it is worth trying again when a network is back."""
    return isinstance(error, NoConnection)
