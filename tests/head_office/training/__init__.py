"""Training on the history of a bank."""
