"""Contacts with a customer: which of them count as having spoken."""

UNREACHED = ("no_answer", "busy", "voicemail", "wrong_number", "sent", "bounced", "no_reply")
"""Outcomes (联系结果) of a contact that was one-way: an attempt, or a message without an answer."""
