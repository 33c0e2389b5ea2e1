"""The real client against the real server: each device gets exactly its own book, whatever cuts it."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from advisor_app.data import apply, vault
from advisor_app.errors import RefusedError
from advisor_app.head_office import assignments
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import AccountHolder, Advisor, Customer
from advisor_app.head_office.db.models import Device as EnrolledDevice
from advisor_app.services.enrolment import enrol
from advisor_app.services.synchronise import synchronise
from advisor_app.sync import client as client_module
from advisor_app.sync.client import Pull
from advisor_app.sync.transport import DeviceRefused, NoConnection, Transport
from tests.support.bank import Filled, fill
from tests.support.office import PASSPHRASE, Device, Office, device, opened
from tests.support.proxy import CuttingProxy


def _customers(device: Device) -> set[bytes]:
    with device.store.read() as connection:
        return {row[0] for row in apply.driver(connection).execute("SELECT id FROM customers")}


def _count(device: Device, table: str) -> int:
    with device.store.read() as connection:
        found: int = apply.driver(connection).execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found


def test_each_device_pulls_exactly_its_own_book(office: Office, filled: Filled, tmp_path: Path) -> None:
    for advisor, book in filled.books.items():
        with device(office, advisor, tmp_path / advisor) as own:
            pulled = synchronise(own)
            assert _customers(own) == set(book)
            assert _count(own, "transactions") == 30 * 40
            assert _count(own, "customer_search") == 30
            assert pulled.rows > 30 * 41
            assert synchronise(own).rows == 0


def test_a_reassigned_customer_moves_from_one_device_to_the_other(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    first, second = filled.advisors
    moving = filled.books[first][0]
    with device(office, first, tmp_path / "1") as left, device(office, second, tmp_path / "2") as right:
        synchronise(left)
        synchronise(right)
        with office.engine.begin() as connection:
            advisor = connection.execute(select(Advisor.id).where(Advisor.number == second)).scalar_one()
            assert assignments.assign(connection, {moving: advisor}) == 1
        synchronise(left)
        assert _customers(left) == set(filled.books[first]) - {moving}
        assert _count(left, "transactions") == 29 * 40
        assert _count(left, "accounts") == _count(left, "account_holders") == 29
        assert synchronise(right).rows > 40
        assert _customers(right) == {*filled.books[second], moving}
        assert _count(right, "transactions") == 31 * 40


def test_a_change_arrives_in_one_round(office: Office, filled: Filled, tmp_path: Path) -> None:
    advisor = filled.advisors[0]
    changed = filled.books[advisor][3]
    with device(office, advisor, tmp_path / "d") as own:
        synchronise(own)
        with office.engine.begin() as connection:
            connection.execute(update(Customer).where(Customer.id == changed).values(occupation="教师"))
            feed.record(connection, "customers", select(Customer.id).where(Customer.id == changed))
        pulled = synchronise(own)
        assert (pulled.rows, pulled.pages) == (1, 1)
        with own.store.read() as connection:
            found = (
                apply.driver(connection)
                .execute("SELECT count(*) FROM customers WHERE occupation = '教师'")
                .fetchone()
            )
        assert found == (1,)
        assert _count(own, "transactions") == 30 * 40


def test_a_new_holder_brings_the_account_with_its_past(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    first, second = filled.advisors
    with device(office, second, tmp_path / "d") as own:
        synchronise(own)
        with office.engine.begin() as connection:
            account = connection.execute(
                select(AccountHolder.account_id).where(AccountHolder.customer_id == filled.books[first][0])
            ).scalar_one()
            holder = connection.execute(
                insert(AccountHolder)
                .values(
                    source_id=connection.execute(select(AccountHolder.source_id)).scalars().first(),
                    source_key="joint",
                    account_id=account,
                    customer_id=filled.books[second][0],
                    role="joint",
                )
                .returning(AccountHolder.id)
            ).scalar_one()
            feed.record(
                connection, "account_holders", select(AccountHolder.id).where(AccountHolder.id == holder)
            )
        synchronise(own)
        assert _count(own, "accounts") == 31
        assert _count(own, "transactions") == 31 * 40
        assert _customers(own) == set(filled.books[second])


def test_five_cuts_lose_and_repeat_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "PAGE_ROWS", 500)
    filled = fill(office.engine, advisors=1, customers=60, transactions=100, seed=7)
    proxy = CuttingProxy(office.port, cuts=[30_000, 9_000, 14_000, 6_000, 20_000])
    try:
        url = f"https://127.0.0.1:{proxy.port}"
        with device(office, filled.advisors[0], tmp_path / "d") as own:
            transport = Transport(
                url,
                office.certificate.authority,
                bytes.fromhex(vault.load(own.directory).device),
                own.secrets.sign,
            )
            pulled = Pull(own.store, transport).run()
            transport.close()
            assert proxy.made == pulled.cuts == 5
            assert _customers(own) == set(filled.books[filled.advisors[0]])
            assert _count(own, "transactions") == 6000
            assert pulled.rows == sum(
                _count(own, name) for name in ("customers", "aum_months", "interactions", "accounts")
            ) + _count(own, "account_holders") + 6000 + sum(
                _count(own, name) for name in ("bank", "sources", "advisors", "policies")
            )
    finally:
        proxy.close()


def test_beside_a_window_pages_are_smaller_and_the_book_is_the_same(
    office: Office, filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "BESIDE_ROWS", 200)
    advisor = filled.advisors[0]
    with device(office, advisor, tmp_path / "1") as alone, device(office, advisor, tmp_path / "2") as beside:
        whole = synchronise(alone)
        in_turns = synchronise(beside, beside=True)
        assert in_turns.rows == whole.rows
        assert in_turns.pages > 5 * whole.pages
        assert _customers(beside) == set(filled.books[advisor])


def test_an_interrupted_pull_goes_on_where_it_stood(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "PAGE_ROWS", 500)
    filled = fill(office.engine, advisors=1, customers=40, transactions=50, seed=8)
    advisor = filled.advisors[0]

    def interrupt(rows: int, _total: int, _bytes: int) -> None:
        if rows > 800:
            raise KeyboardInterrupt

    with device(office, advisor, tmp_path / "d") as own:
        with pytest.raises(KeyboardInterrupt):
            synchronise(own, interrupt)
        assert 0 < _count(own, "customers") < 40
    with opened(tmp_path / "d") as own:
        before = _count(own, "transactions")
        pulled = synchronise(own)
        assert _customers(own) == set(filled.books[advisor])
        assert _count(own, "transactions") == 2000
        assert pulled.rows <= 2000 - before + 40 * 8


def test_an_oversized_customer_shows_whole_or_not_at_all(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "PAGE_ROWS", 300)
    filled = fill(office.engine, advisors=1, customers=2, transactions=1000, seed=9)
    states: list[tuple[int, int]] = []
    with device(office, filled.advisors[0], tmp_path / "d") as own:

        def look(_rows: int, _total: int, _bytes: int) -> None:
            states.append((_count(own, "customers"), _count(own, "transactions")))

        synchronise(own, look)
        assert _count(own, "staged_pages") == 0
    assert set(states) == {(0, 0), (1, 1000), (2, 2000)}


def test_a_disagreement_is_repaired_by_fetching_again(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "PAGE_ROWS", 500)
    filled = fill(office.engine, advisors=1, customers=40, transactions=50, seed=8)

    def interrupt(rows: int, _total: int, _bytes: int) -> None:
        if rows > 800:
            raise KeyboardInterrupt

    with device(office, filled.advisors[0], tmp_path / "d") as own:
        with pytest.raises(KeyboardInterrupt):
            synchronise(own, interrupt)
        with own.store.write() as connection:  # an account with its transactions is lost on the way
            apply.driver(connection).execute("DELETE FROM accounts WHERE id = (SELECT min(id) FROM accounts)")
        synchronise(own)
        assert _count(own, "accounts") == 40
        assert _count(own, "transactions") == 40 * 50


def test_an_enrolment_code_works_once(office: Office, filled: Filled, tmp_path: Path) -> None:
    code = office.code(filled.advisors[0])
    authority = office.certificate.authority
    enrol(tmp_path / "a", office.url, authority, code, PASSPHRASE, "demo")
    with pytest.raises(DeviceRefused):
        enrol(tmp_path / "b", office.url, authority, code, PASSPHRASE, "demo")
    assert not (tmp_path / "b" / "store.db").exists()


def test_a_revoked_device_is_refused_and_keeps_what_it_has(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    with device(office, filled.advisors[0], tmp_path / "d") as own:
        synchronise(own)
        with office.engine.begin() as connection:
            connection.execute(update(EnrolledDevice).values(revoked_at=1))
        with pytest.raises(DeviceRefused):
            synchronise(own)
        assert len(_customers(own)) == 30


def test_a_server_with_another_authority_is_not_trusted(
    office: Office, filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from advisor_app.head_office.api.server import demo_certificate

    other = demo_certificate(tmp_path / "other")
    # The environment must not be able to widen what is trusted.
    monkeypatch.setenv("SSL_CERT_FILE", str(office.certificate.authority))
    with pytest.raises(RefusedError):
        enrol(tmp_path / "d", office.url, other.authority, "CODE", PASSPHRASE, "demo")


def test_no_network_is_said_in_a_sentence(office: Office, filled: Filled, tmp_path: Path) -> None:
    with pytest.raises(NoConnection):
        enrol(tmp_path / "d", "https://127.0.0.1:9", office.certificate.authority, "CODE", PASSPHRASE, "demo")
