"""What `make` and `make.cmd` call: one script for every platform, standard library only."""
