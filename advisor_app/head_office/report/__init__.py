"""The figures of the bank over time, of a branch or of an advisor's book, as a page to read and to print."""
