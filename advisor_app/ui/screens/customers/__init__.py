"""The screen of customers: the list on the left, the whole of one customer on the right."""
