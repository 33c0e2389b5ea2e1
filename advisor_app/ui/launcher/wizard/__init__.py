"""Enrolment: in three steps this machine becomes the one that keeps an advisor's book."""
