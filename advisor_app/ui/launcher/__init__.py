"""The first window: it asks for the passphrase, or enrols this machine, and never sees a customer.

It is there at once because it loads next to nothing. The workbench, a process of its own, loads meanwhile, opens
the book with the passphrase that is sent to it, and stays; this process ends then.
"""
