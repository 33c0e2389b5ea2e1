"""The features, RFM and habits once more, by SQL that was written by hand for DuckDB: what the frames are held against.

It is written as one would who knows the engine: sums with FILTER, one pass per grouping, tables for what is used twice.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import duckdb

from advisor_app.analysis.features import Span, columns
from advisor_app.domain.dates import add_months
from advisor_app.domain.policy import Policy
from benchmarks.features_data import AS_OF, BANK

SPAN = Span(AS_OF)
YEAR_FROM, RECENT_FROM, BEFORE_FROM = AS_OF - 364, AS_OF - 89, AS_OF - 179


def by_hand(engine: duckdb.DuckDBPyConnection, policy: Policy) -> Iterator[tuple[str, Any]]:
    """Yield all tables by name, as Arrow."""
    _shared(engine, policy)
    wanted = {"features": _features(policy), "rfm": _rfm(policy), **_habits(policy)}
    engine.execute(f"CREATE OR REPLACE TEMP TABLE all_features AS {wanted['features']}")
    wanted["features"] = f"SELECT {_list(['customer', *columns(policy)])} FROM all_features ORDER BY customer"
    for name, statement in wanted.items():
        yield name, engine.sql(statement).to_arrow_table()


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


def _in(codes: Iterable[str]) -> str:
    return f"({', '.join(repr(code) for code in codes)})"


def _other_bank(policy: Policy) -> str:
    itself = [f"NOT starts_with(counterparty_bank, {begin!r})" for begin in policy.features.own_banks]
    return " AND ".join([f"counterparty_bank NOT IN ('', {BANK!r})", *itself])


def _shared(engine: duckdb.DuckDBPyConnection, policy: Policy) -> None:
    rules = policy.features
    outside = f"coalesce(category NOT IN {_in(policy.flows.internal)}, true)"
    spending = f"category IN {_in(policy.flows.spending)}"
    own = f"(kind IN {_in(policy.quiet.kinds)} AND (amount_minor < 0 OR kind IN {_in(rules.cash)}))"
    income = f"(category IN {_in(rules.income)} AND amount_minor > 0)"
    year, recent = f"day >= {YEAR_FROM}", f"day >= {RECENT_FROM}"
    before = f"day BETWEEN {BEFORE_FROM} AND {RECENT_FROM - 1}"
    into, out = f"amount_minor > 0 AND {outside}", f"amount_minor < 0 AND {outside}"
    bank = _other_bank(policy)

    def total(condition: str) -> str:
        return f"coalesce(sum(abs(amount_minor)) FILTER ({condition}), 0)"

    def count(condition: str) -> str:
        return f"count(*) FILTER ({condition})"

    amounts = {
        "in_90_minor": f"{into} AND {recent}",
        "in_before_minor": f"{into} AND {before}",
        "in_365_minor": f"{into} AND {year}",
        "out_90_minor": f"{out} AND {recent}",
        "out_before_minor": f"{out} AND {before}",
        "out_365_minor": f"{out} AND {year}",
        "cash_out_365_minor": f"{out} AND {year} AND kind IN {_in(rules.cash)}",
        "spent_90_minor": f"amount_minor < 0 AND {spending} AND {recent}",
        "spent_365_minor": f"amount_minor < 0 AND {spending} AND {year}",
        "other_banks_in_365_minor": f"{into} AND {year} AND {bank}",
        "other_banks_out_90_minor": f"{out} AND {recent} AND {bank}",
        "other_banks_out_365_minor": f"{out} AND {year} AND {bank}",
    }
    counts = {
        "own_90": f"{own} AND {recent}",
        "own_365": f"{own} AND {year}",
        "digital_365": f"{own} AND {year} AND channel IN {_in(rules.digital)}",
        "transactions_365": year,
    }
    statements = {
        "numbers": f"""SELECT customer, {_list(f"sum(floor({n} * factor + 0.5))::BIGINT AS {n}" for n in amounts)},
            {_list(f"sum({n})::BIGINT AS {n}" for n in counts)},
            max(floor(largest * factor + 0.5))::BIGINT AS out_largest_minor,
            max(own_last_on) AS own_last_on, max(income_last_on) AS income_last_on
            FROM (SELECT account, {_list(f"{total(c)} AS {n}" for n, c in amounts.items())},
                {_list(f"{count(c)} AS {n}" for n, c in counts.items())},
                max(-amount_minor) FILTER ({out} AND {recent}) AS largest,
                max(day) FILTER ({own} AND {year}) AS own_last_on,
                max(day) FILTER ({income} AND {year}) AS income_last_on
                FROM transactions GROUP BY account) JOIN accounts USING (account) GROUP BY customer""",
        "incomes": f"""SELECT customer, month, category, sum(floor(minor * factor + 0.5))::BIGINT AS minor,
            max(last_on) AS last_on FROM (
                SELECT account, month, category, sum(amount_minor) AS minor,
                    max(day) FILTER (amount_minor > 0) AS last_on
                FROM transactions JOIN calendar USING (day)
                WHERE category IN {_in(rules.income)} AND month >= {SPAN.income_from}
                GROUP BY ALL HAVING sum(amount_minor) > 0)
            JOIN accounts USING (account) GROUP BY customer, month, category""",
        "categories": f"""SELECT customer, category, sum(floor(minor * factor + 0.5))::BIGINT AS minor,
            sum(times)::BIGINT AS times, max(last_on) AS last_on FROM (
                SELECT account, category, sum(-amount_minor) AS minor, count(*) AS times, max(day) AS last_on
                FROM transactions WHERE amount_minor < 0 AND {year}
                    AND ({spending} OR category IN {_in(rules.elsewhere)}) GROUP BY ALL)
            JOIN accounts USING (account) GROUP BY customer, category""",
        "payees": f"""SELECT account, customer, factor, payee, named, category, repeats, total, days, spent, times,
            low, high, first_on, last_on FROM (
                SELECT account, coalesce(counterparty, counterparty_account) AS payee,
                    (counterparty IS NOT NULL)::BIGINT AS named, category,
                    count(*) FILTER (repeating) AS repeats, sum(-amount_minor) FILTER (repeating) AS total,
                    sum(day) FILTER (repeating) AS days, sum(-amount_minor) FILTER (spending) AS spent,
                    count(*) FILTER (spending) AS times, min(-amount_minor) FILTER (repeating) AS low,
                    max(-amount_minor) FILTER (repeating) AS high, min(day) FILTER (repeating) AS first_on,
                    max(day) FILTER (repeating) AS last_on
                FROM (SELECT *, kind IN {_in(rules.recurring)} AS repeating, {spending} AS spending
                    FROM transactions WHERE {out} AND {year}
                        AND coalesce(counterparty, counterparty_account) IS NOT NULL)
                WHERE repeating OR spending GROUP BY ALL) JOIN accounts USING (account)""",
        "recurring": _recurring(policy),
    }
    for name, statement in statements.items():
        engine.execute(f"CREATE OR REPLACE TEMP TABLE hand_{name} AS {statement}")


def _recurring(policy: Policy) -> str:
    rules = policy.features
    slack = rules.recurring_slack
    every = " ".join(
        f"WHEN abs(last_on - first_on - (repeats - 1) * {days}) <= (repeats - 1) * {slack} THEN {days}"
        for days in sorted(rules.recurring_days)
    )
    return f"""SELECT customer, category, floor(total * factor / repeats + 0.5)::BIGINT AS minor, every_days, last_on,
        CASE WHEN named = 1 THEN payee ELSE '' END AS name, repeats AS times
        FROM (SELECT *, CASE {every} END::BIGINT AS every_days FROM hand_payees
            WHERE repeats >= {rules.recurring_least} AND high * 100 <= low * {100 + rules.recurring_percent}
            AND abs(days * 2 - repeats * (first_on + last_on)) <= repeats * {2 * slack})
        WHERE every_days IS NOT NULL AND {AS_OF} - last_on <= 2 * every_days"""


def _features(policy: Policy) -> str:
    rules, kinds = policy.features, policy.aum.holdings
    zero = {"aum_minor", "aum_before_minor", "income_minor", "out_largest_minor"}
    paid = _list(
        f"sum(minor) FILTER (category = '{code}') AS paid_{code}_365_minor" for code in rules.elsewhere
    )
    held = _list(f"sum(worth) FILTER (kind = '{kind}') AS held_{kind}_minor" for kind in kinds)
    soon = f"matures_on > {AS_OF} AND matures_on <= {AS_OF + 90}"
    before = add_months(SPAN.whole_month, -3)
    days = {"own_last_on", "income_last_on", "visit_last_on", "contact_last_on", "bought_last_on"}
    found = {
        "age_years": f"floor(({AS_OF} - birth_day) / 365.2425)::BIGINT",
        "tenure_years": f"floor(({AS_OF} - opened_on) / 365.2425)::BIGINT",
        "aum_change_percent": "CASE WHEN aum_before_minor > 0 THEN"
        " floor((aum_minor - aum_before_minor) * 100 / aum_before_minor)::BIGINT END",
        "cash_percent": "CASE WHEN out_365_minor > 0 THEN"
        " floor(cash_out_365_minor * 100 / out_365_minor)::BIGINT END",
        "digital_percent": "CASE WHEN own_365 > 0 THEN floor(digital_365 * 100 / own_365)::BIGINT END",
        "kinds_held": "(coalesce(kinds, 0) + (coalesce(accounts, 0) > 0)::BIGINT + (coalesce(loans, 0) > 0)::BIGINT"
        " + (coalesce(cards, 0) > 0)::BIGINT)",
        "largest_percent": "CASE WHEN coalesce(assets, 0) + coalesce(deposits_minor, 0) > 0 THEN floor("
        "coalesce(largest_minor, 0) * 100 / (coalesce(assets, 0) + coalesce(deposits_minor, 0)))::BIGINT END",
    }
    zero = (zero | days) - {"out_largest_minor"}
    chosen = [
        f"{found[name]} AS {name}"
        if name in found
        else (f"{name}::BIGINT AS {name}" if name in zero else f"coalesce({name}, 0)::BIGINT AS {name}")
        for name in columns(policy)
    ]
    newest = SPAN.whole_month
    return f"""SELECT customer, {_list(chosen)} FROM customers
    LEFT JOIN (SELECT customer, average_minor AS aum_minor FROM averages WHERE month = {newest}) USING (customer)
    LEFT JOIN (SELECT customer, average_minor AS aum_before_minor FROM averages WHERE month = {before}) USING (customer)
    LEFT JOIN hand_numbers USING (customer)
    LEFT JOIN (SELECT customer, count(*) AS income_months,
            floor(avg(minor) FILTER (place <= 3) + 0.5)::BIGINT AS income_minor
            FROM (SELECT customer, sum(minor) AS minor,
                row_number() OVER (PARTITION BY customer ORDER BY month DESC) AS place
                FROM hand_incomes GROUP BY customer, month) GROUP BY customer) USING (customer)
    LEFT JOIN (SELECT customer, count(*) AS recurring,
            sum(floor(minor * 30 / every_days + 0.5)) AS recurring_minor
            FROM hand_recurring GROUP BY customer) USING (customer)
    LEFT JOIN (SELECT customer, {paid} FROM hand_categories GROUP BY customer) USING (customer)
    LEFT JOIN (SELECT customer, {held}, sum(worth) FILTER (kind IN {_in(kinds)}) AS assets, count(*) AS holdings,
            sum(worth) FILTER (kind IN {_in(kinds)} AND {soon}) AS maturing_90_minor,
            max(worth) FILTER (kind IN {_in(kinds)}) AS largest_minor, count(DISTINCT kind) AS kinds
            FROM (SELECT *, floor(value_minor * factor + 0.5)::BIGINT AS worth FROM positions)
            GROUP BY customer) USING (customer)
    LEFT JOIN (SELECT customer, sum(floor(greatest(balance_minor, 0) * factor + 0.5)) AS deposits_minor,
            count(*) AS accounts FROM accounts WHERE "open" = 1 GROUP BY customer) USING (customer)
    LEFT JOIN (SELECT customer, sum(floor(outstanding_minor * factor + 0.5)) AS loans_minor, count(*) AS loans
            FROM loans JOIN accounts USING (account) GROUP BY customer) USING (customer)
    LEFT JOIN (SELECT customer, count(*) AS cards FROM cards GROUP BY customer) USING (customer)
    LEFT JOIN (SELECT customer, count(*) FILTER (day >= {RECENT_FROM}) AS visits_90,
            count(*) FILTER (day >= {RECENT_FROM} AND kind IN {_in(rules.views)}) AS views_90,
            max(day) AS visit_last_on FROM visits GROUP BY customer) USING (customer)
    LEFT JOIN (SELECT customer, count(*) FILTER (day >= {YEAR_FROM}) AS contacts_365,
            count(*) FILTER (day >= {YEAR_FROM} AND two_way = 1) AS reached_365,
            count(*) FILTER (day >= {YEAR_FROM} AND social = 1) AS social_365,
            max(day) FILTER (two_way = 1) AS contact_last_on FROM contacts GROUP BY customer) USING (customer)
    LEFT JOIN (SELECT customer, count(*) FILTER (day >= {YEAR_FROM}) AS campaign_365,
            count(*) FILTER (day >= {YEAR_FROM} AND agreed = 1) AS campaign_yes_365
            FROM campaigns GROUP BY customer) USING (customer)
    LEFT JOIN (SELECT customer, count(*) FILTER (day >= {YEAR_FROM}) AS bought_365, max(day) AS bought_last_on
            FROM bought GROUP BY customer) USING (customer)
    LEFT JOIN (SELECT customer, count(*) FILTER (day >= {YEAR_FROM} AND complaint = 1) AS complaints_365,
            count(*) FILTER (day >= {YEAR_FROM} AND negative = 1) AS negative_365
            FROM feedback GROUP BY customer) USING (customer)"""


def _rfm(policy: Policy) -> str:
    def place(value: str) -> str:
        better, same = f"rank() OVER (ORDER BY {value} DESC) - 1", f"count(*) OVER (PARTITION BY {value})"
        return f"(5 - (2 * ({better}) + {same} - 1) * 5 // (2 * count(*) OVER ()))::BIGINT"

    segments = " ".join(
        f"WHEN recency_place >= {each.recency} AND frequency_place >= {each.frequency}"
        f" AND average_place >= {each.average} THEN '{each.code}'"
        for each in policy.features.segments
    )
    return f"""SELECT *, CASE {segments} ELSE 'other' END AS segment FROM (
        SELECT customer, own_last_on AS last_on, own_365 AS frequency, coalesce(aum_minor, 0) AS average_minor,
            {place("coalesce(own_last_on, 0)")} AS recency_place, {place("own_365")} AS frequency_place,
            {place("coalesce(aum_minor, 0)")} AS average_place, count(*) OVER () AS customers
        FROM all_features JOIN active USING (customer) WHERE active = 1) ORDER BY customer"""


def _habits(policy: Policy) -> dict[str, str]:
    most, rules = policy.features.most, policy.features
    outside = f"coalesce(category NOT IN {_in(policy.flows.internal)}, true)"
    spending = f"category IN {_in(policy.flows.spending)}"
    own = f"(kind IN {_in(policy.quiet.kinds)} AND (amount_minor < 0 OR kind IN {_in(rules.cash)}))"
    year = f"day >= {YEAR_FROM}"

    def largest(rows: str, amount: str, name: str, told: str) -> str:
        order = f"PARTITION BY customer ORDER BY {amount} DESC, {name}"
        return f"""SELECT customer, {told} FROM (SELECT *, row_number() OVER ({order}) AS place FROM ({rows})
            QUALIFY place <= {most}) ORDER BY customer, place"""

    merchants = """SELECT customer, payee AS name, sum(floor(spent * factor + 0.5))::BIGINT AS minor,
        sum(times)::BIGINT AS times FROM (
            SELECT account, customer, factor, payee, sum(spent) AS spent, sum(times) AS times
            FROM hand_payees WHERE named = 1 AND times > 0 GROUP BY ALL) GROUP BY customer, payee"""
    channels = f"""SELECT customer, channel, sum(times)::BIGINT AS times FROM (
        SELECT account, channel, count(*) AS times FROM transactions
        WHERE {year} AND {own} AND channel IS NOT NULL GROUP BY ALL) JOIN accounts USING (account) GROUP BY ALL"""
    banks = f"""SELECT customer, bank, sum(floor(left_minor * factor + 0.5))::BIGINT AS out_minor,
        sum(floor(came_minor * factor + 0.5))::BIGINT AS in_minor FROM (
            SELECT account, counterparty_bank AS bank, sum(greatest(-amount_minor, 0)) AS left_minor,
                sum(greatest(amount_minor, 0)) AS came_minor FROM transactions
            WHERE {year} AND {_other_bank(policy)} AND {outside} GROUP BY ALL)
        JOIN accounts USING (account) GROUP BY customer, bank"""
    months = f"""SELECT customer, month, {
        _list(
            f"sum(floor({name} * factor + 0.5))::BIGINT AS {name}"
            for name in ("in_minor", "out_minor", "spent_minor")
        )
    } FROM (SELECT account, month, coalesce(sum(amount_minor) FILTER (amount_minor > 0 AND {
        outside
    }), 0) AS in_minor,
            coalesce(sum(-amount_minor) FILTER (amount_minor < 0 AND {outside}), 0) AS out_minor,
            coalesce(sum(-amount_minor) FILTER (amount_minor < 0 AND {spending}), 0) AS spent_minor
            FROM transactions JOIN calendar USING (day) GROUP BY account, month)
        JOIN accounts USING (account) GROUP BY customer, month ORDER BY customer, month"""
    elsewhere = f"FROM hand_categories WHERE category IN {_in(rules.elsewhere)}"
    order = "concat_ws(' ', name, last_on, times, every_days, coalesce(category, ''))"
    return {
        "months": months,
        "incomes": "SELECT customer, month, category, minor, last_on FROM hand_incomes"
        " ORDER BY customer, month, category",
        "spending": largest(
            f"FROM hand_categories WHERE {spending}", "minor", "category", "category, minor, times"
        ),
        "merchants": largest(merchants, "minor", "name", "name, minor, times"),
        "recurring": largest(
            "FROM hand_recurring", "minor", order, "name, minor, every_days, times, last_on, category"
        ),
        "channels": largest(channels, "times", "channel", "channel, times"),
        "other_banks": largest(banks, "out_minor + in_minor", "bank", "bank, out_minor, in_minor"),
        "elsewhere": largest(elsewhere, "minor", "category", "category, minor, times, last_on"),
    }
