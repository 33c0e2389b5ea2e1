"""Training scorecards, judged in time order only.

`table` reads any table by a mapping and refuses what was known too late; `bands` and `fitting` make a card of a window;
`evaluation` rolls windows over the table and compares with controls; `publishing` makes the card that is published, or
says why none is.
"""
