"""What devices reach over HTTPS: enrolment, sessions, and the pull half of sync."""
