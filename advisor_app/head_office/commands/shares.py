"""Shares as commands print them."""

from advisor_app.domain.surveys import Share
from advisor_app.i18n import format_percent
from advisor_app.words import NOTHING


def percent(share: Share) -> str:
    """Return a share with its interval, where it has one."""
    if share.value is None:
        return NOTHING
    shown = format_percent(share.value, 0)
    if share.low is None or share.high is None:
        return shown
    return f"{shown} ({format_percent(share.low, 0)} … {format_percent(share.high, 0)})"
