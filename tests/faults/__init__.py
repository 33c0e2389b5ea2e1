"""Faults: kills, cuts, full disks and a hostile head office; each test with a control that proves it can fail."""
