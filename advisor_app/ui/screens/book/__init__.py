"""The screen of the book as a whole."""
