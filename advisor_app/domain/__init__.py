"""What the bank knows: plain records and functions, standard library only; today is always an argument."""
