"""A scorecard on its way: published at head office it is on every device after one sync, and prompts there."""

from pathlib import Path

from sqlalchemy import insert, select

from advisor_app.domain import insights
from advisor_app.domain.insights import Features
from advisor_app.domain.scorecards import Band, Calibration, Characteristic, Scorecard
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Base
from advisor_app.head_office.training import published
from advisor_app.services.open_book import open_book
from advisor_app.services.predictions import customer_predictions
from advisor_app.services.prompts import customer_prompts
from advisor_app.services.synchronise import synchronise
from advisor_app.services.watch_list import watch_list
from tests.support.bank import AS_OF, Filled
from tests.support.office import PASSPHRASE, Office, device

NOON = AS_OF * 86_400_000_000 + 4 * 3_600_000_000
CARD = Scorecard(
    "churn",
    1,
    500,
    (Characteristic("visits_90", (Band(-10, None, 10), Band(40, 10, None), Band(0, missing=True)), 0),),
    (Calibration(480, 0.02, 900), Calibration(530, 0.3, 100)),
    {},
    {},
    90,
)


def test_a_published_card_scores_on_the_device(office: Office, filled: Filled, tmp_path: Path) -> None:
    person = filled.books[filled.advisors[0]][0]
    table = Base.metadata.tables["insights"]
    with office.engine.begin() as connection:
        facts = Features("CNY", {"visits_90": 30, "aum_minor": 10_000_00}).to_json()
        row = {
            "customer_id": person,
            "kind": insights.FEATURES,
            "data_on": AS_OF,
            "version": 1,
            "facts": facts,
        }
        connection.execute(insert(table).values(row))
        feed.record(connection, "insights", select(table.c.id))
    folder = tmp_path / "device"
    with device(office, filled.advisors[0], folder):
        pass
    with open_book(folder, PASSPHRASE) as book:
        synchronise(book)
        assert customer_predictions(book, person).found == ()
        assert watch_list(book).version is None
        with office.engine.begin() as connection:
            published.publish(connection, CARD, None)
            assert published.next_version(connection, "churn", None) == 2
        synchronise(book)
        [found] = customer_predictions(book, person).found
        assert (found.points, found.share, found.lift_percent) == (540, 0.3, 625)
        assert [one.rule for one in customer_prompts(book, person, now=NOON) if one.rule == "churn"] == [
            "churn"
        ]
        assert [one.customer.id for one in watch_list(book).watched] == [person]
