"""Head office: holds all customers, imports the bank's extracts, and hands each advisor a book."""
