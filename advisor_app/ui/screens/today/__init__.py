"""The day's work: what to do next, for whom and why, and what is on today."""
