"""Tool tips of plain text: Qt takes a tip for markup as soon as it looks like some."""

from html import escape


def plain_tip(text: str) -> str:
    """Return `text` so that a tool tip shows it as it is."""
    return f"<qt>{escape(text)}</qt>" if "<" in text else text
