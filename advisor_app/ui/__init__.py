"""The window: the only part that imports Qt. Screens ask services for values and show them; rules live elsewhere."""
