"""A policy on its way: published at head office it changes a device's prompts with one sync; a bad one is refused."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from advisor_app.domain.prompts.types import Prompt
from advisor_app.head_office import policies
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Base, Policy, Source
from advisor_app.i18n import using
from advisor_app.paths import resources
from advisor_app.policy_words import sentence
from advisor_app.services.open_book import Book, open_book
from advisor_app.services.prompts import customer_prompts
from advisor_app.services.refused_policies import refused_policies
from advisor_app.services.sync_overview import sync_overview
from advisor_app.services.synchronise import synchronise
from tests.support.bank import AS_OF, Filled
from tests.support.office import PASSPHRASE, Office, device

DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
NOON = AS_OF * 86_400_000_000 + 4 * 3_600_000_000
DUE = AS_OF + 20


@pytest.fixture
def depositor(office: Office, filled: Filled) -> bytes:
    """Return a customer of the first advisor whose term deposit matures in 20 days."""
    person = filled.books[filled.advisors[0]][0]
    with office.engine.begin() as connection:
        source = connection.execute(select(Source.id).where(Source.entity == "holdings")).scalar_one()
        row = {
            "id": 1,
            "customer_id": person,
            "kind": "term_deposit",
            "name": "一年定期",
            "currency": "CNY",
            "value_minor": 30_000_000,
            "principal_minor": 30_000_000,
            "starts_on": DUE - 365,
            "matures_on": DUE,
            "as_of": AS_OF,
            "source_id": source,
            "source_key": "D1",
        }
        connection.execute(insert(Base.metadata.tables["holdings"]).values(row))
        feed.record(connection, "holdings", select(Base.metadata.tables["holdings"].c.id))
    return person


@contextmanager
def a_book(office: Office, filled: Filled, folder: Path) -> Iterator[Book]:
    """Enrol a device and open its book as the window does."""
    with device(office, filled.advisors[0], folder):
        pass
    with open_book(folder, PASSPHRASE) as book:
        synchronise(book)
        yield book


def edited(version: int, *edits: tuple[str, str]) -> str:
    text = DEFAULT
    for old, new in (("version = 1\n", f"version = {version}\n"), *edits):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def smuggle(office: Office, version: int, text: str) -> None:
    """Put a document among the published ones as a head office of another version would, unchecked."""
    with office.engine.begin() as connection:
        connection.execute(insert(Policy).values(id=version, text=text, published_at=time.time_ns() // 1000))
        feed.record(connection, "policies", select(Policy.id).where(Policy.id == version))


def maturing(book: Book, customer: bytes) -> list[Prompt]:
    return [one for one in customer_prompts(book, customer, now=NOON) if one.rule == "maturity"]


def test_a_policy_that_is_published_changes_the_prompts_after_one_sync(
    office: Office,
    filled: Filled,
    depositor: bytes,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = str(office.engine.url)
    with a_book(office, filled, tmp_path / "device") as book:
        [before] = maturing(book, depositor)
        assert (before.due_on, before.policy_version) == (DUE, 1)
        file = tmp_path / "second.toml"
        file.write_text(edited(2, ("days = [30, 7, 0]", "days = [14, 7, 0]")), encoding="utf-8")
        assert main(["--db", url, "policy", "publish", str(file), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["version"] == 2
        assert maturing(book, depositor) == [before]  # nothing is known of it here yet
        synchronise(book)
        assert maturing(book, depositor) == []
        assert sync_overview(book).policy.version == 2
        # And back, with another action for the same event.
        third = edited(3, ("days = [30, 7, 0]", "days = [21, 7, 0]"))
        file.write_text(third, encoding="utf-8")
        assert main(["--db", url, "policy", "publish", str(file)]) == 0
        synchronise(book)
        [after] = maturing(book, depositor)
        assert after.policy_version == 3
        assert refused_policies(book) == ()


def test_a_broken_one_is_refused_with_line_and_reason_and_the_last_good_one_stays(
    office: Office, filled: Filled, depositor: bytes, tmp_path: Path
) -> None:
    broken = edited(7, ("days = [30, 7, 0]", 'days = [30, "soon", 0]'))
    [line] = [number for number, said in enumerate(broken.splitlines(), 1) if '"soon"' in said]
    with a_book(office, filled, tmp_path / "device") as book:
        [before] = maturing(book, depositor)
        smuggle(office, 7, broken)
        synchronise(book)
        assert maturing(book, depositor) == [before]
        [refused] = refused_policies(book)
        assert (refused.version, refused.error.line) == (7, line)
        key = "prompts.triggers.maturity.days[2]"
        assert (refused.error.key, refused.error.reason) == (key, "wrong_type")
        with using("zh_CN"):
            assert sentence(refused.error).startswith(f"第 {line} 行：{key}")
        with using("en"):
            assert sentence(refused.error).startswith(f"Line {line}: {key}")
        # A good one above it takes over, and nothing is left to tell.
        with office.engine.begin() as connection:
            policies.publish(connection, edited(8))
        synchronise(book)
        assert refused_policies(book) == ()
        assert sync_overview(book).policy.version == 8


def test_an_older_one_that_comes_later_is_refused_and_told(
    office: Office, filled: Filled, depositor: bytes, tmp_path: Path
) -> None:
    with a_book(office, filled, tmp_path / "device") as book:
        smuggle(office, 5, edited(5))
        synchronise(book)
        smuggle(office, 3, edited(3, ("days = [30, 7, 0]", "days = [14, 7, 0]")))
        smuggle(office, 6, edited(4))
        synchronise(book)
        found = {one.version: (one.error.reason, one.error.line) for one in refused_policies(book)}
        [line] = [number for number, said in enumerate(DEFAULT.splitlines(), 1) if said == "version = 1"]
        assert found == {6: ("other_version", line), 3: ("not_newer", line)}
        [prompt] = maturing(book, depositor)
        assert prompt.policy_version == sync_overview(book).policy.version == 5


def test_what_is_no_text_of_a_policy_at_all_breaks_nothing(
    office: Office, filled: Filled, depositor: bytes, tmp_path: Path
) -> None:
    texts = [
        "",
        "[" * 50_000,
        "\x00",
        "[policy]\nformat = 99\n",
        DEFAULT[: len(DEFAULT) // 2],
        "x" * 1_000_001,
    ]
    with a_book(office, filled, tmp_path / "device") as book:
        for version, text in enumerate(texts, 2):
            smuggle(office, version, text)
        synchronise(book)
        refused = refused_policies(book)
        assert [one.version for one in refused] == list(range(len(texts) + 1, 1, -1))
        assert all(sentence(one.error) for one in refused)
        assert [one.policy_version for one in maturing(book, depositor)] == [1]
