"""Prompts (行动提示): what the advisor should do now for a customer, why, and what clears it.

Rules are pure functions over a `CustomerSnapshot`; `engine` makes prompts of what they find, `ranking` and `minutes`
choose among those of a whole book. Thresholds, weights and texts are the policy's. Reasons are codes with values;
whoever shows them has the words.
"""
