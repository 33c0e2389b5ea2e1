"""Unusual activity on its way: to the device and its answer back, and suspicion of money laundering nowhere."""

from pathlib import Path

from sqlalchemy import Engine, insert, select, update

from advisor_app.data.store import Store
from advisor_app.domain.policy import Policy
from advisor_app.head_office import anomalies, policies
from advisor_app.head_office.db.models import Account, Bank, InternalAnomaly, Transaction
from advisor_app.head_office.nightly.anomalies import write_anomalies
from advisor_app.head_office.nightly.inputs import owned_accounts
from advisor_app.head_office.policies import from_file
from advisor_app.services.anomalies import answer_anomaly, unusual_activity
from advisor_app.services.open_book import open_book
from advisor_app.services.synchronise import synchronise
from tests.support.bank import AS_OF, Filled
from tests.support.office import PASSPHRASE, Office, device


def _paid(engine: Engine, customer: bytes, kind: str, payments: list[tuple[int, int]]) -> int:
    """Write payments (days ago, fen) into the customer's account; return the account."""
    owned = owned_accounts().subquery()
    with engine.begin() as connection:
        account: int = connection.execute(
            select(owned.c.id).where(owned.c.customer_id == customer).order_by(owned.c.id).limit(1)
        ).scalar_one()
        rows = [
            {
                "source_id": 1,
                "source_key": f"{kind} {account} {place}",
                "account_id": account,
                "day": AS_OF - ago,
                "amount_minor": minor,
                "kind": kind,
                "counterparty_account": "6222",
            }
            for place, (ago, minor) in enumerate(payments)
        ]
        connection.execute(insert(Transaction), rows)
        totals = {
            "transaction_count": Account.transaction_count + len(payments),
            "transaction_total_minor": Account.transaction_total_minor + sum(minor for _, minor in payments),
        }
        connection.execute(update(Account).where(Account.id == account).values(**totals))
    return account


def test_an_advisor_is_told_and_fraud_control_gets_the_answer_and_laundering_stays(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    advisor = filled.advisors[0]
    unusual, suspect = filled.books[advisor][:2]
    past = [(20 + 8 * place, -100_000) for place in range(40)]
    _paid(office.engine, unusual, "transfer", [*past, (2, -9_000_000)])
    _paid(office.engine, suspect, "cash", [(ago, 4_900_000 + ago) for ago in (1, 2, 3)])
    with office.engine.begin() as connection:
        connection.execute(update(Bank).values(as_of=AS_OF))
        written = write_anomalies(connection, from_file(None))
        assert written.internal == 1
        assert written.sent >= 1
        hidden = connection.execute(select(InternalAnomaly.id, InternalAnomaly.evidence)).one()
        whole = policies.in_force(connection)
    folder = tmp_path / "device"
    with device(office, advisor, folder):
        pass
    with open_book(folder, PASSPHRASE) as book:
        synchronise(book)
        assert [line.unusual.kind for line in unusual_activity(book, suspect).lines] == []
        (line,) = unusual_activity(book, unusual).lines
        contents = _everything(book.store)
        assert line.unusual.id in contents, "the scan must see what is there"
        assert bytes(hidden.id) not in contents
        assert hidden.evidence.encode() not in contents
        # Neither is what is looked for: the policy is there, and the limit that advisors may know of.
        assert b'code = "transfer"' in contents
        for scenario in _scenarios(whole):
            assert scenario.encode() not in contents, scenario
        answer_anomaly(book, line.unusual.id, "escalated")
        synchronise(book)
    with office.engine.connect() as connection:
        (case,) = anomalies.escalated(connection)
        assert case.id == line.unusual.id
        assert case.advisor == advisor


def _scenarios(policy: Policy) -> list[str]:
    """Return words that only the internal limits of a policy have."""
    limits = [one for one in policy.anomalies.limits if one.internal]
    assert len(limits) == 2, "head office must know what the device must not"
    return [text for one in limits for text in (f'code = "{one.code}"', one.name.zh, one.name.en)]


def _everything(store: Store) -> bytes:
    """Return every cell of every table of a store, one after the other."""
    with store.read() as tx:
        tables = tx.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        cells = [
            cell
            for table in tables
            for row in tx.exec_driver_sql(f'SELECT * FROM "{table}"')
            for cell in row
            if cell is not None
        ]
    return b"\0".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells)


def test_what_head_office_withdraws_is_withdrawn_on_the_device(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    advisor = filled.advisors[0]
    customer = filled.books[advisor][0]
    past = [(20 + 8 * place, -100_000) for place in range(40)]
    account = _paid(office.engine, customer, "transfer", [*past, (2, -9_000_000)])
    folder = tmp_path / "device"
    with device(office, advisor, folder):
        pass

    def night(as_of: int) -> None:
        with office.engine.begin() as connection:
            connection.execute(update(Bank).values(as_of=as_of))
            write_anomalies(connection, from_file(None))

    night(AS_OF)
    with open_book(folder, PASSPHRASE) as book:
        synchronise(book)
        (line,) = unusual_activity(book, customer).lines
        assert line.waits
        with office.engine.begin() as connection:
            large = Transaction.account_id == account, Transaction.amount_minor == -9_000_000
            connection.execute(update(Transaction).where(*large).values(amount_minor=-90_000))
            total = Account.transaction_total_minor + 8_910_000
            connection.execute(
                update(Account).where(Account.id == account).values(transaction_total_minor=total)
            )
        night(AS_OF + 1)
        synchronise(book)
        (line,) = unusual_activity(book, customer).lines
        assert not line.waits
        assert line.unusual.evidence.withdrawn_on == AS_OF + 1
