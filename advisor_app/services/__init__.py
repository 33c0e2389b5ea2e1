"""Use cases, one file each, called by screens and by the command line alike."""
