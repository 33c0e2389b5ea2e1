"""The rules, one small module for each family; `RULES` has them by the name that the policy calls their trigger."""

from collections.abc import Mapping
from types import MappingProxyType

from advisor_app.domain.prompts.finding import Rule
from advisor_app.domain.prompts.rules import maturity, rhythm

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "maturity": maturity.maturing,
        "matured": maturity.matured,
        "rhythm": rhythm.due,
    }
)
