"""Contacts: the form that logs one from anywhere, its drafts, and what becomes of a contact afterwards."""
