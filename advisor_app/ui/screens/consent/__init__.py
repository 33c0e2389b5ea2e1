"""The form in which a consent is recorded."""
