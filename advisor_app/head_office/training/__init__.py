"""Training scorecards on the bank's own history: the customers as they were at past ends of months, and what followed.

`history` computes the features of then, `outcomes` says what came to pass, `cases` makes a table of both that is judged
in time order, and `published` numbers the card that comes out and sends it to all devices.
"""
