"""Tool tips of plain text: Qt takes a tip for markup as soon as it looks like some."""


def plain_tip(text: str) -> str:
    """Return `text` so that a tool tip shows it as it is."""
    if "<" not in text:
        return text
    from html import escape  # late: the first window needs no such tip

    return f"<qt>{escape(text)}</qt>"
