"""Documents to print and to keep: data, already in words, and a template make a PDF."""
