"""The rules, one small module for each family; `RULES` has them by the name that the policy calls their trigger."""

from collections.abc import Mapping
from types import MappingProxyType

from advisor_app.domain.prompts.finding import Rule
from advisor_app.domain.prompts.rules import dates, flows, maturity, predictions, relation, standing, unusual

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "maturity": maturity.maturing,
        "matured": maturity.matured,
        "outflow": flows.outflow,
        "outflow_day": flows.outflow_day,
        "inflow": flows.inflow,
        "salary_stopped": flows.salary_stopped,
        "birthday": dates.birthday,
        "life_event": dates.life_event,
        "document": dates.document,
        "assessment": dates.assessment,
        "rhythm": relation.rhythm,
        "dormant": relation.dormant,
        "feedback": relation.feedback,
        "complaint": relation.complaint,
        "promise": relation.promise,
        "tier_watch": standing.tier_watch,
        "tier_near": standing.tier_near,
        "risk_grade": standing.risk_grade,
        "concentration": standing.concentration,
        "campaign": standing.campaign,
        "need": predictions.need,
        "churn": predictions.churn,
        "anomaly": unusual.anomaly,
    }
)
"""Each rule by the name of its trigger."""

NEEDS: Mapping[str, str] = MappingProxyType(
    {
        "maturity": "held",
        "matured": "held",
        "outflow": "flows",
        "outflow_day": "flows",
        "inflow": "flows",
        "salary_stopped": "pays",
        "birthday": "birth_day",
        "life_event": "events",
        "document": "id_expires_on",
        "assessment": "assessments",
        "rhythm": "tier",
        "dormant": "last_own_on",
        "feedback": "feedback",
        "complaint": "feedback",
        "promise": "promises",
        "tier_watch": "tier",
        "tier_near": "tier",
        "risk_grade": "assessments",
        "concentration": "held",
        "campaign": "calls",
        "need": "predicted",
        "churn": "predicted",
        "anomaly": "anomalies",
    }
)
"""The part of a snapshot without which a rule finds nothing: most customers have little of what there is to judge."""
