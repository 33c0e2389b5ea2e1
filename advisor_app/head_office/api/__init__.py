"""What devices reach over HTTPS: enrolment, sessions, and both halves of sync."""
