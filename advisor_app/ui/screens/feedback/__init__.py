"""The inbox of feedback, with the complaints and their clocks, and the form to record more."""
