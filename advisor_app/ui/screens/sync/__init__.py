"""The screen of sync: how fresh the book is, what clashed, what was refused, what waits, and how the rounds went."""
