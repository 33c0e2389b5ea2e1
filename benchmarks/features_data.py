"""The bank of the benchmark of features: invented by DuckDB itself, the same every time."""

import duckdb

from advisor_app.analysis.features import Span, calendar

AS_OF = 20_417  # 2025-11-25
EACH = 10
BANK = "江城银行"

_ROWS = {
    "customers": """SELECT key(i) AS customer, (chance(i, 0) % 20000)::BIGINT - 9000 AS birth_day,
        10000 + (chance(i, 1) % 9000)::BIGINT AS opened_on FROM range({customers}) r(i)""",
    "active": "SELECT key(i) AS customer, (i % 10 > 0)::BIGINT AS active FROM range({customers}) r(i)",
    # Two customers of ten have a second account, one account of twenty another currency.
    "accounts": """SELECT i AS account, key(i % {customers}) AS customer,
        CASE WHEN i % 20 = 7 THEN 7.1234 ELSE 1.0 END AS factor,
        (chance(i, 2) % 90000000)::BIGINT AS balance_minor, (i % 50 > 0)::BIGINT AS "open"
        FROM range({customers} * 6 // 5) r(i)""",
    # One account of four pays a leasing every 30 days, one booking of ten is a salary, the rest is life.
    "transactions": """SELECT account, day, amount AS amount_minor, kind, channel, category, counterparty,
        counterparty_bank, NULL::VARCHAR AS counterparty_account FROM (
        SELECT (i % ({customers} * 6 // 5))::BIGINT AS account, i // ({customers} * 6 // 5) AS time,
            CASE WHEN account % 4 = 0 AND time < 5 THEN 0 ELSE 1 + chance(i, 3) % 9 END AS what,
            (chance(i, 4) % 395)::BIGINT AS back, (chance(i, 5) % 900000)::BIGINT AS size, chance(i, 6) AS other,
            {as_of} - CASE WHEN what = 0 THEN 20 + 30 * time ELSE back END AS day,
            CASE WHEN what = 0 THEN -200000 WHEN what = 1 THEN 800000 + size ELSE size - 700000 END AS amount,
            CASE WHEN what = 0 THEN 'direct_debit' WHEN what = 1 THEN 'transfer'
                ELSE ['card', 'card', 'cash', 'transfer', 'interest'][1 + other % 5] END AS kind,
            CASE WHEN what < 2 THEN NULL ELSE ['pos', 'mobile', 'atm', 'counter'][1 + other % 4] END AS channel,
            CASE WHEN what = 0 THEN 'leasing' WHEN what = 1 THEN 'salary'
                ELSE ['groceries', 'dining', 'transport', 'own_accounts', 'medical', 'shopping'][1 + other % 6]
                END AS category,
            CASE WHEN what = 0 THEN '某租赁公司' WHEN other % 3 = 0 THEN NULL
                ELSE concat('商户', other % 5000) END AS counterparty,
            CASE WHEN other % 7 = 0 THEN ['工商银行', '建设银行', '江城银行'][1 + other // 7 % 3]
                END AS counterparty_bank
        FROM range({transactions}) r(i))""",
    "averages": """SELECT key(i // 4) AS customer, month::BIGINT AS month,
        (chance(i, 7) % 90000000)::BIGINT AS average_minor
        FROM range({customers} * 4) r(i), (SELECT list(DISTINCT month ORDER BY month DESC) AS months FROM calendar),
        LATERAL (SELECT months[2 + i % 4] AS month)""",
    "positions": """SELECT key(chance(i, 8) % {customers}) AS customer,
        ['fund', 'wealth', 'term_deposit', 'insurance'][1 + chance(i, 9) % 4] AS kind, 1.0::DOUBLE AS factor,
        (chance(i, 10) % 90000000)::BIGINT AS value_minor,
        CASE WHEN i % 2 = 0 THEN {as_of} + (chance(i, 11) % 400)::BIGINT END AS matures_on
        FROM range({customers} * 3 // 2) r(i)""",
    "loans": """SELECT i * 7 AS account, (chance(i, 12) % 90000000)::BIGINT AS outstanding_minor
        FROM range({customers} // 10) r(i)""",
    "cards": "SELECT key(chance(i, 13) % {customers}) AS customer FROM range({customers}) r(i)",
    "visits": """SELECT key(chance(i, 14) % {customers}) AS customer, {as_of} - (chance(i, 15) % 400)::BIGINT AS day,
        ['login', 'product_view'][1 + chance(i, 16) % 2] AS kind FROM range({customers}) r(i)""",
    "bought": """SELECT key(chance(i, 21) % {customers}) AS customer, {as_of} - (chance(i, 22) % 4000)::BIGINT AS day
        FROM range({customers} * 2) r(i)""",
    "contacts": """SELECT key(chance(i, 17) % {customers}) AS customer,
        {as_of} - (chance(i, 18) % 700)::BIGINT AS day, (i % 2)::BIGINT AS two_way, (i % 5 = 0)::BIGINT AS social
        FROM range({customers}) r(i)""",
    "campaigns": """SELECT key(chance(i, 23) % {customers}) AS customer,
        {as_of} - (chance(i, 24) % 700)::BIGINT AS day, (i % 4 = 0)::BIGINT AS agreed
        FROM range({customers} // 4) r(i)""",
    "feedback": """SELECT key(chance(i, 19) % {customers}) AS customer,
        {as_of} - (chance(i, 20) % 700)::BIGINT AS day, (i % 2)::BIGINT AS complaint, (i % 3 > 0)::BIGINT AS negative
        FROM range({customers} // 10) r(i)""",
}

TABLES = (*_ROWS, "calendar")


def build(engine: duckdb.DuckDBPyConnection, customers: int) -> None:
    """Make the tables, with ten transactions for each customer."""
    engine.execute("CREATE MACRO chance(i, n) AS (hash(i, n) >> 1)::BIGINT")
    engine.execute("CREATE MACRO key(i) AS (i)::BIGINT")  # customers have numbers here, as they have at night
    days = calendar(Span(AS_OF))
    names = days[0]._fields
    engine.execute(f"CREATE TABLE calendar ({', '.join(f'{name} BIGINT' for name in names)})")
    engine.executemany(
        f"INSERT INTO calendar VALUES ({', '.join('?' * len(names))})", [list(day) for day in days]
    )
    for name, rows in _ROWS.items():
        statement = rows.format(customers=customers, transactions=customers * EACH, as_of=AS_OF)
        engine.execute(f"CREATE TABLE {name} AS {statement}")
