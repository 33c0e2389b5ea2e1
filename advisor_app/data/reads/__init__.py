"""What screens and commands see of the book: values with masked personal data, never rows of a table.

Each function takes the connection of `Store.read`, so that several of them see one state of the store.
"""
