"""The screen of the book over time."""
