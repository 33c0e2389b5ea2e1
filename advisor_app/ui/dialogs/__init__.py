"""Dialogs of our own: plain text only, opened without blocking, closed with Esc."""
