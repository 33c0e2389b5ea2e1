"""The screen of call lists, and the form in which a list from the branch is made."""
