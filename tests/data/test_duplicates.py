"""Who in the book may be one person: found by what agrees, kept fresh by itself, and nothing raw in the index."""

from advisor_app.data import duplicates, office_checks, taking_back, writes
from advisor_app.data.apply import driver
from advisor_app.data.store import Store
from advisor_app.domain.duplicates import ID_NUMBER, PERSON, PHONE, Candidate, Match
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import Customer
from tests.support.factories import TODAY, Book

ID, OTHER_ID = "11010519491231002X", "110101199003074514"
BORN = -7_307  # 1949-12-31


def found(store: Store, candidate: Candidate, besides: bytes | None = None) -> tuple[Match, ...]:
    with store.write() as tx:
        duplicates.refresh(tx)
        return duplicates.matches(tx, candidate, besides)


def prospect(**values: object) -> Customer:
    blank = dict.fromkeys(Customer._fields)
    return Customer(**{**blank, "id": new_id(), "kind": "prospect", **values})  # type: ignore[arg-type]


def test_somebody_is_found_by_each_kind_of_evidence_and_never_by_name_alone(store: Store) -> None:
    book = Book(store)
    key = book.customer(
        "欧阳修", number="C1", birth_day=BORN, phone="138 0013 8000", id_number="110105491231002"
    )
    book.customer("欧阳修", number="C2")
    assert found(store, Candidate(name="欧阳修")) == ()
    assert found(store, Candidate(id_number=ID)) == (Match(key, "欧阳修", "C1", (ID_NUMBER,), True),)
    assert found(store, Candidate(phone="+86-13800138000")) == (Match(key, "欧阳修", "C1", (PHONE,), False),)
    assert found(store, Candidate("欧阳 修", BORN)) == (Match(key, "欧阳修", "C1", (PERSON,), False),)
    [match] = found(store, Candidate("欧阳修", BORN, "13800138000", ID))
    assert (match.evidence, match.certain) == ((ID_NUMBER, PHONE, PERSON), True)
    assert found(store, Candidate("欧阳修", BORN), besides=key) == ()


def test_certain_matches_come_first(store: Store) -> None:
    book = Book(store)
    wife = book.customer("王芳", phone="13800138000")
    self = book.customer("李雷", phone="13800138000", id_number=ID)
    rows = found(store, Candidate("李雷", None, "13800138000", ID))
    assert [(row.customer_id, row.certain) for row in rows] == [(self, True), (wife, False)]


def test_two_identity_numbers_are_two_people(store: Store) -> None:
    book = Book(store)
    book.customer("王伟", birth_day=BORN, phone="13800138000", id_number=ID)
    assert len(found(store, Candidate("王伟", BORN, "13800138000"))) == 1
    assert found(store, Candidate("王伟", BORN, "13800138000", OTHER_ID)) == ()


def test_a_number_that_many_people_have_is_no_evidence(store: Store) -> None:
    book = Book(store)
    for place in range(5):
        book.customer(f"员工{place}", phone="027-87654321")
    assert len(found(store, Candidate(phone="02787654321"))) == 5
    book.customer("员工5", phone="027-87654321")
    assert found(store, Candidate(phone="02787654321")) == ()
    with store.read() as tx:
        assert duplicates.agreeing_pairs(tx) == {}


def test_what_was_written_is_found_at_once_and_what_left_is_not(store: Store) -> None:
    book = Book(store)
    key = book.customer("李雷", phone="13800138000")
    assert found(store, Candidate(phone="13800138000"))
    book.add("customers", id=key, name="李雷", phone="13900139000")
    assert found(store, Candidate(phone="13800138000")) == ()
    assert found(store, Candidate(phone="13900139000"))
    with store.write() as tx:
        writes.insert(tx, store, prospect(name="韩梅", phone="13700137000"))
    assert found(store, Candidate(phone="13700137000"))
    with store.write() as tx:
        driver(tx).execute("DELETE FROM customers")
        assert not duplicates.stale(tx)
        assert driver(tx).execute("SELECT count(*) FROM duplicate_keys").fetchone() == (0,)


def test_the_index_holds_nothing_raw_and_each_store_has_a_key_of_its_own(store: Store) -> None:
    Book(store).customer("李雷", phone="13800138000", id_number=ID)
    with store.write() as tx:
        duplicates.refresh(tx)
        rows = driver(tx).execute("SELECT hash, kind FROM duplicate_keys").fetchall()
        driver(tx).execute("UPDATE sync_state SET value = randomblob(32) WHERE key = 'duplicates_key'")
        assert duplicates.matches(tx, Candidate(phone="13800138000")) == ()
    assert len(rows) == 2
    assert all(len(digest) == 16 for digest, _ in rows)


def test_pairs_are_listed_with_all_that_agrees(store: Store) -> None:
    book = Book(store)
    one = book.customer("李雷", number="C1", phone="13800138000", birth_day=1000)
    two = book.customer("李雷", phone="13800138000", birth_day=1000, kind="prospect")
    book.customer("李雷", number="C3")
    book.customer("韩梅", kind="prospect", phone="13800138000", closed_on=TODAY)
    with store.write() as tx:
        duplicates.refresh(tx)
        assert duplicates.agreeing_pairs(tx) == {tuple(sorted((one, two))): (PHONE, PERSON)}


def test_head_office_is_asked_about_a_prospect_until_it_has_answered(store: Store) -> None:
    Book(store)
    row = prospect(name="韩梅", phone="13700137000")
    with store.write() as tx:
        writes.insert(tx, store, row)
        assert office_checks.unasked(tx) == [row.id]
        office_checks.answered(tx, row.id, "exists", 7)
        assert office_checks.unasked(tx) == []
        assert [check[0::2] for check in office_checks.listed(tx)] == [(row.id, "exists")]
        writes.change(tx, store, "customers", row.id, {"occupation": "教师"})
        assert office_checks.unasked(tx) == []
        writes.change(tx, store, "customers", row.id, {"phone": "13700137001"})
        assert office_checks.unasked(tx) == [row.id]
        taking_back.undo(tx, store, row.id)
        assert office_checks.unasked(tx) == []
