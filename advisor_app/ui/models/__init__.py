"""Models of tables and lists: they hold rows that services gave and say what each cell shows; they never ask."""
