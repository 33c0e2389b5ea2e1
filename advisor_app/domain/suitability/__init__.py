"""Which products suit a customer (适当性): the gate that every recommendation passes.

It refuses rather than guesses: what is not known stands against a product, and the refusal names it.
"""

from advisor_app.domain.suitability.facts import CustomerFacts, Terms
from advisor_app.domain.suitability.gate import gate, suits
from advisor_app.domain.suitability.verdict import Refusal, Verdict

__all__ = ["CustomerFacts", "Refusal", "Terms", "Verdict", "gate", "suits"]
