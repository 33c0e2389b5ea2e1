"""The forms of prospects and of what customers tell."""
