"""The workbench of duplicates: who may be in the book twice, side by side, to be merged or kept apart."""
