"""Finding customers: what is typed, and who is found."""

import unicodedata
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor_app.data.pinyin import readings
from advisor_app.data.reads import customers
from advisor_app.data.search_key import needles, refresh, texts
from advisor_app.data.store import Store
from advisor_app.domain.customers import CustomerQuery
from tests.support.factories import Book

PEOPLE = [
    ("曾国藩", "C0010001", "13800138000"),
    ("仇英", "C0010002", "+86 139 0000 1234"),
    ("单于夜", "C0020003", None),
    ("解晓东", None, "021-66668000"),
    ("吕布", "800012", "13800001380"),
    ("长孙无忌", "C0030001", "13700000000"),
    ("尉迟恭", "c0030002", "13700000001"),
    ("阿依古丽·买买提", "C0040001", "12"),
    ("John O'Neill", "X-77", "1380013800０"),
    ("张%伟_", "C0050001", None),
    (None, "C0060001", None),
]


def found(store: Store, text: str) -> set[str | None]:
    with store.read() as tx:
        return {row.name for row in customers.search(tx, CustomerQuery(text))}


@pytest.fixture
def people(store: Store) -> Store:
    book = Book(store)
    for name, number, phone in PEOPLE:
        book.customer(name, number=number, phone=phone)
    return store


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("国藩", {"曾国藩"}),
        ("曾 国藩", {"曾国藩"}),
        ("zeng", {"曾国藩"}),
        ("ceng", {"曾国藩"}),
        ("ZengGuo", {"曾国藩"}),
        ("zeng guo fan", {"曾国藩"}),
        ("guofan", {"曾国藩"}),
        ("uofan", set()),
        ("zgf", {"曾国藩"}),
        ("gf", set()),
        ("qiu", {"仇英"}),
        ("qy", {"仇英"}),
        ("chanyu", {"单于夜"}),
        ("shanyu", {"单于夜"}),
        ("xie", {"解晓东"}),
        ("lvbu", {"吕布"}),
        ("lubu", {"吕布"}),
        ("lübu", {"吕布"}),
        ("LYU", {"吕布"}),
        ("zhangsun", {"长孙无忌"}),
        ("yuchi", {"尉迟恭"}),
        ("ayiguli", {"阿依古丽·买买提"}),
        ("古丽买买提", {"阿依古丽·买买提"}),
        ("a'yi'gu", {"阿依古丽·买买提"}),
        ("o’neill", {"John O'Neill"}),
        ("john o", {"John O'Neill"}),
        ("8000", {"曾国藩", "解晓东", "吕布", "John O'Neill"}),
        ("８０００", {"曾国藩", "解晓东", "吕布", "John O'Neill"}),
        ("000", set()),
        ("800", {"吕布"}),
        ("13800138000", set()),
        ("C001", {"曾国藩", "仇英"}),
        ("ｃ００３", {"长孙无忌", "尉迟恭"}),
        ("0001", {"尉迟恭"}),
        ("x-7", {"John O'Neill"}),
        ("%", {"张%伟_"}),
        ("_", {"张%伟_"}),
        ("*", set()),
        ("c006", {None}),
        ("\ud800", {name for name, _, _ in PEOPLE}),
        ("  ", {name for name, _, _ in PEOPLE}),
    ],
)
def test_what_is_typed_finds(people: Store, typed: str, expected: set[str | None]) -> None:
    assert found(people, typed) == expected


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("区志强", "ouzhiqiang"),
        ("查良镛", "zhaliangyong"),
        ("朴树", "piaoshu"),
        ("翟天临", "zhaitianlin"),
        ("盖叫天", "gejiaotian"),
        ("任正非", "renzhengfei"),
        ("万俟卨", "moqixie"),
        ("澹台明", "tantaiming"),
        ("覃海", "qinhai"),
        ("缪斯", "miaosi"),
        ("乐毅", "yueyi"),
        ("李乐", "liyue"),
    ],
)
def test_names_are_read_as_people_read_them(name: str, spoken: str) -> None:
    _, codes = texts(name, None, None)
    assert f"\n{spoken}" in codes


def test_the_richest_come_first_and_equals_keep_their_order(store: Store) -> None:
    book = Book(store)
    equal = sorted(book.customer("王一", 5_00) for _ in range(5))
    rich, poor = book.customer("王二", 9_00), book.customer("王三", None)
    with store.read() as tx:
        rows = customers.search(tx, CustomerQuery("王"))
    assert [row.id for row in rows] == [rich, *equal, poor]


def test_a_changed_name_or_figure_is_found_anew(store: Store) -> None:
    book = Book(store)
    wang, li = book.customer("王芳", 1_00), book.customer("李芳", 2_00)
    book.customer("赵芳", id=wang)
    book.add("aum_months", customer_id=wang, average_minor=3_00, month=20_789)
    assert found(store, "王芳") == set()
    with store.read() as tx:
        assert [row.id for row in customers.search(tx, CustomerQuery("芳"))] == [wang, li]


def test_refreshing_all_makes_what_refreshing_each_made(people: Store) -> None:
    query = "SELECT * FROM customer_search ORDER BY rank, customer_id"
    with people.write() as tx:
        before = tx.exec_driver_sql(query).fetchall()
        tx.exec_driver_sql("UPDATE customer_search SET codes = ''")
        refresh(tx)
        assert tx.exec_driver_sql(query).fetchall() == before


def test_many_doubtful_characters_do_not_explode() -> None:
    found = readings("单" + "乐长行重" * 10)
    assert 2 < len(found) <= 32
    assert {reading[0] for reading in found} == {"shan", "dan"}


# A second implementation of the rules, for names whose readings are beyond doubt.
SYLLABLES = {"王": "wang", "芳": "fang", "国": "guo", "安": "an", "吕": "lv", "欧": "ou", "阳": "yang"}


def expected(typed: str, name: str, number: str, phone: str) -> bool:
    wanted = unicodedata.normalize("NFKC", typed).lower()
    wanted = "".join(c for c in wanted if not c.isspace() and c != "'")
    syllables = [SYLLABLES[c] for c in name]
    spoken = ["".join(syllables[start:]) for start in range(len(syllables))]
    spoken += [s.replace("lv", instead) for s, instead in product(spoken, ("lu", "lyu"))]
    spoken.append("".join(s[0] for s in syllables))
    typed = wanted.replace("ü", "v")
    return (
        wanted in name
        or any(s.startswith(typed) for s in spoken)
        or number.lower().startswith(typed)
        or (len(wanted) == 4 and wanted.isdecimal() and phone.endswith(wanted))
    )


names = st.text(st.sampled_from("".join(SYLLABLES)), min_size=1, max_size=4)
digits = st.text(st.sampled_from("012"), min_size=11, max_size=11)
numbers = st.from_regex(r"[A-Z]?[012]{4,8}", fullmatch=True)


@settings(max_examples=300)
@given(st.data(), names, numbers, digits)
def test_the_rules_hold_for_any_text(data: st.DataObject, name: str, number: str, phone: str) -> None:
    parts = st.sampled_from([name, number, phone, *SYLLABLES.values(), *SYLLABLES, "'", " ", "０", "ü", "L"])
    source = "".join(data.draw(st.lists(parts, min_size=1, max_size=3)))
    start = data.draw(st.integers(0, len(source)))
    typed = source[start : start + data.draw(st.integers(1, 8))]
    needle = needles(typed)
    in_name, codes = texts(name, number, phone)
    hit = needle is None or (
        needle.name in in_name or needle.code in codes or (needle.tail is not None and needle.tail in codes)
    )
    assert hit == (needle is None or expected(typed, name, number, phone))
