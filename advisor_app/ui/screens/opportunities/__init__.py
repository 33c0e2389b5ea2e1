"""The screen of opportunities, and the form of one."""
