"""Products of the catalogue, as forms and files name them."""

from sqlalchemy import Connection

from advisor_app.data.reads.rows import one, rows


def name(connection: Connection, product_id: int) -> str | None:
    """Return the name of a product, or None if it is not in the catalogue."""
    row = one(connection, "SELECT name FROM products WHERE id = :id", id=product_id)
    return row[0] if row else None


def find_id(connection: Connection, code: str) -> int | None:
    """Return the product with a code, the newest entry where several systems have one."""
    row = one(
        connection, "SELECT id FROM products WHERE code = :code ORDER BY as_of DESC, id LIMIT 1", code=code
    )
    return row[0] if row else None


def offered(connection: Connection, day: int) -> tuple[tuple[int, str], ...]:
    """Return the products that can be recommended on a day, by name."""
    found = rows(
        connection,
        "SELECT id, name FROM products WHERE coalesce(closed_on, closes_on, :day) >= :day "
        "AND coalesce(opens_on, :day) <= :day ORDER BY name, id",
        day=day,
    )
    return tuple((key, str(title)) for key, title in found)


def kind(connection: Connection, product_id: int) -> str | None:
    """Return of which kind a product is, or None if it is not in the catalogue."""
    row = one(connection, "SELECT kind FROM products WHERE id = :id", id=product_id)
    return row[0] if row else None
