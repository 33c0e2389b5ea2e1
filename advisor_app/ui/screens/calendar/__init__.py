"""Calendar and tasks: what is to be done on which day."""
