"""The screen of records: the newest contacts of the whole book, and those in whose words something stands."""
