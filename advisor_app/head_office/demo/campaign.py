"""The campaign of the demo bank, so that a demonstration has somebody to call."""

from dataclasses import replace

from sqlalchemy import Connection, select

from advisor_app.domain.dates import from_day
from advisor_app.head_office.campaigns.publishing import Published, publish, read
from advisor_app.head_office.db.models import Bank
from advisor_app.paths import resources

_SINCE, _DAYS = 9, 37


def publish_campaign(connection: Connection) -> Published:
    """Publish it, around the business date. Raises what `publish` raises."""
    document = read((resources() / "demo" / "campaign.toml").read_text(encoding="utf-8"))
    today = connection.execute(select(Bank.as_of)).scalar_one()
    opens, closes = (from_day(today + days).isoformat() for days in (-_SINCE, _DAYS))
    return publish(connection, replace(document, opens_on=opens, closes_on=closes))
