"""No marketing contact is saved against a red light, by whatever path; a contact for service is."""

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor_app import i18n
from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.dates import from_instant
from advisor_app.errors import AppError, FieldError, IssuesError, RefusedError
from advisor_app.services import handlers
from advisor_app.services.contact_form import understand
from advisor_app.services.drafts import drafts, save_draft
from advisor_app.services.edit_contact import contact_to_edit, edit_contact
from advisor_app.services.import_contacts import import_contacts
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.read_mail import read_mail
from advisor_app.services.start_contact import start_contact
from tests.services.conftest import logged
from tests.services.test_contacts import NOW, rows
from tests.support import factories
from tests.support.factories import TODAY
from tests.support.stores import ADVISOR

DAY = 86_400_000_000
ZONE = "Asia/Shanghai"


@pytest.fixture
def zhang(office: factories.Book) -> bytes:
    office.add("advisors", id=7, number=ADVISOR, name="李经理")
    return office.customer("张三", number="C1", phone="13800138000", email="zhang@example.com")


def marketing(*people: bytes, **changes: Any) -> ContactEntry:
    return replace(ContactEntry(people, "phone", "out", purpose="product", note="谈了新产品"), **changes)


def refused(work: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(IssuesError) as caught:
        work()
    return {issue.field: str(issue) for issue in caught.value.issues if isinstance(issue, FieldError)}


def test_a_red_light_says_why_and_what_to_do(book: Book, office: factories.Book, zhang: bytes) -> None:
    assert refused(lambda: log_contact(book, marketing(zhang), now=NOW)) == {
        "purpose": "不能对该客户进行营销联系：没有电话营销同意。如果没有谈到产品，请记为服务联系。"
    }
    office.add("consents", customer_id=zhang, granted=0, channel="all", purpose="all", recorded_at=NOW - DAY)
    office.add("feedback", customer_id=zhang, kind="complaint", status="open", happened_at=NOW - 2 * DAY)
    recommends = marketing(zhang, purpose="maturity", recommends=True)
    with i18n.using("en"):
        assert refused(lambda: log_contact(book, recommends, now=NOW)) == {
            "recommends": "No marketing contact with this customer: the customer asked on 23 Nov 2026 not to be "
            "contacted; a complaint of 22 Nov 2026 is open. If no product was spoken of, log it as a service contact."
        }
    assert rows(book, "interactions", "id") == []
    assert logged(book) == []
    log_contact(book, replace(recommends, recommends=False), now=NOW)
    [(recommended,)] = rows(book, "interactions", "recommends")
    assert recommended is None


def test_of_several_customers_those_are_named_whom_the_light_refuses(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    li, wang = office.customer("李四"), office.customer(None, number="C3")
    office.add("consents", customer_id=li, recorded_at=NOW - DAY)
    found = refused(lambda: log_contact(book, marketing(zhang, li, wang), now=NOW))
    assert found == {
        "customers": "不能对张三，C3进行营销联系：没有电话营销同意。如果没有谈到产品，请记为服务联系。"
    }
    assert rows(book, "interactions", "id") == []
    log_contact(book, marketing(li), now=NOW)
    log_contact(book, marketing(zhang, li, wang, purpose="care"), now=NOW)
    assert len(rows(book, "interactions", "id")) == 4


def test_a_correction_is_judged_where_it_touches_what_the_light_depends_on(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    # Another device did not know: what head office has can be corrected, but not made worse.
    key = office.add(
        "interactions", customer_id=zhang, purpose="product", note="新产品", happened_at=NOW, advisor_id=7
    )
    shown = contact_to_edit(book, key)
    edit_contact(book, shown, replace(shown.entry, note="谈了新产品"), now=NOW)
    shown = contact_to_edit(book, key)
    assert "channel" not in refused(
        lambda: edit_contact(book, shown, replace(shown.entry, channel="sms"), now=NOW)
    )
    edit_contact(book, shown, replace(shown.entry, purpose="service"), now=NOW)
    shown = contact_to_edit(book, key)
    assert refused(
        lambda: edit_contact(book, shown, replace(shown.entry, recommends=True), now=NOW)
    ).keys() == {"recommends"}
    edit_contact(book, shown, replace(shown.entry, direction="in", recommends=True), now=NOW)
    assert rows(book, "interactions", "direction", "purpose", "recommends") == [("in", "service", 1)]


def test_the_product_that_was_recommended_is_kept(book: Book, office: factories.Book, zhang: bytes) -> None:
    product = office.add("products", code="P1", name="稳利一号", kind="term_deposit")
    office.add("consents", customer_id=zhang, recorded_at=NOW - DAY)
    entry = marketing(zhang, purpose="maturity", recommends=True, product_id=product)
    [key] = log_contact(book, entry, now=NOW).interactions
    shown = contact_to_edit(book, key)
    assert (shown.entry.recommends, shown.entry.product_id, shown.detail.product) == (
        True,
        product,
        "稳利一号",
    )
    edit_contact(book, shown, replace(shown.entry, recommends=False), now=NOW)
    assert rows(book, "interactions", "recommends", "product_id") == [(None, None)]
    assert refused(lambda: log_contact(book, replace(entry, product_id=99), now=NOW)) == {
        "recommends": "产品目录中没有这个产品。"
    }


def test_a_number_does_not_go_out_against_a_red_light(
    book: Book, office: factories.Book, zhang: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(handlers, "begin", lambda _handler, address, _programs: begun.append(address))
    for what in ({"purpose": "invitation"}, {"purpose": "maturity", "recommends": True}):
        with pytest.raises(RefusedError, match="没有电话营销同意"):
            start_contact(book, zhang, "phone", now=NOW, **what)
    assert (begun, drafts(book), logged(book)) == ([], (), [])
    start_contact(book, zhang, "phone", purpose="maturity", now=NOW)
    office.add("consents", customer_id=zhang, recorded_at=NOW - DAY)
    start_contact(book, zhang, "phone", purpose="invitation", now=NOW)
    assert begun == ["13800138000"] * 2


def test_what_was_recommended_goes_out_in_a_file_and_comes_back(
    book: Book, office: factories.Book, zhang: bytes, tmp_path: Path
) -> None:
    from advisor_app.services.export_contacts import export_contacts

    product = office.add("products", code="P1", name="稳利一号", kind="term_deposit")
    office.add("consents", customer_id=zhang, recorded_at=NOW - DAY)
    log_contact(book, marketing(zhang, recommends=True, product_id=product), now=NOW)
    export_contacts(book, tmp_path / "a.csv", lambda *_: None, lambda: False)
    before = rows(book, "interactions", "*")
    assert import_contacts(book, tmp_path / "a.csv", now=NOW).unchanged == 1
    assert rows(book, "interactions", "*") == before
    with (tmp_path / "a.csv").open(encoding="utf-8-sig") as file:
        [row] = csv.DictReader(file)
    assert (row["recommends"], row["product"]) == ("true", "P1")
    (tmp_path / "b.csv").write_text(
        "key,customer,channel,direction,happened_at,recommends,product\n"
        "1,C1,phone,in,2026-11-24T10:00,true,P9\n2,C1,phone,in,2026-11-24T10:00,maybe,\n"
    )
    assert [reject.error.field for reject in import_contacts(book, tmp_path / "b.csv", now=NOW).rejects] == [
        "product",
        "recommends",
    ]


class Case(NamedTuple):
    """A contact by the bank, and whether it is marketing; `said` are the consents of the customer."""

    said: tuple[dict[str, Any], ...]
    complaint: str | None
    recommends: bool
    purpose: str
    channel: str
    hour: int


CASES = st.builds(
    Case,
    st.lists(
        st.fixed_dictionaries(
            {
                "channel": st.sampled_from(["phone", "email", "all"]),
                "purpose": st.sampled_from(["marketing", "all"]),
                "granted": st.integers(0, 1),
                "recorded_at": st.integers(NOW - 20 * DAY, NOW),
            }
        ),
        max_size=4,
    ).map(tuple),
    st.sampled_from([None, None, "open", "closed"]),
    st.booleans(),
    st.sampled_from(["product", "invitation", "maturity", "service"]),
    st.sampled_from(["phone", "email", "letter"]),
    st.integers(0, 15),
)
Path_ = Callable[[Book, bytes, Case, Path], None]


def by_form(book: Book, customer: bytes, case: Case, _: Path) -> None:
    log_contact(book, _entry(customer, case), now=NOW)


def by_draft(book: Book, customer: bytes, case: Case, _: Path) -> None:
    key = save_draft(book, _entry(customer, case))
    [draft] = [one for one in drafts(book) if one.id == key]
    log_contact(book, draft.entry, draft_id=key, now=NOW)


def by_event(book: Book, customer: bytes, case: Case, _: Path) -> None:
    [(other,)] = rows(book, "customers WHERE number = 'C2'", "id")
    entry = _entry(customer, case)
    # The other one may be contacted, so it is the first that decides.
    log_contact(book, replace(entry, customers=(other, customer)), now=NOW)


def by_line(book: Book, customer: bytes, case: Case, _: Path) -> None:
    line = f"@C1 #{case.channel} #{case.purpose} {'#推荐' if case.recommends else ''} 谈了"
    entry = understand(book, line, now=NOW).entry
    log_contact(book, replace(entry, time=f"{case.hour}:00"), now=NOW)


def by_correction(book: Book, customer: bytes, case: Case, _: Path) -> None:
    [key] = log_contact(
        book, replace(_entry(customer, case), purpose="care", recommends=False, direction="in"), now=NOW
    ).interactions
    shown = contact_to_edit(book, key)
    try:
        changed = replace(shown.entry, direction="out", purpose=case.purpose, recommends=case.recommends)
        edit_contact(book, shown, changed, now=NOW)
    finally:
        with book.store.write() as tx:  # what was there before is no contact by the bank
            tx.exec_driver_sql("DELETE FROM interactions WHERE direction = 'in'")


def by_mail(book: Book, customer: bytes, case: Case, _: Path) -> None:
    content = b"From: a@bank.example\nTo: zhang@example.com\nDate: Tue, 24 Nov 2026 10:00:00 +0800\n\nx"
    entry = read_mail(book, content, now=NOW).entry
    assert entry.customers == (customer,)
    typed = _entry(customer, case)
    log_contact(book, replace(typed, note=entry.note, direction=entry.direction), now=NOW)


def by_file(book: Book, customer: bytes, case: Case, folder: Path) -> None:
    at = from_instant(NOW, ZONE).replace(hour=case.hour, minute=0, second=0, microsecond=0)
    path = folder / "in.csv"
    path.write_text(
        "key,customer,channel,direction,happened_at,purpose,recommends\n"
        f"1,C1,{case.channel},out,{at.isoformat()},{case.purpose},{str(case.recommends).lower()}\n"
    )
    done = import_contacts(book, path, now=NOW)
    if done.rejected:
        raise done.rejects[0].error


def by_file_again(book: Book, customer: bytes, case: Case, folder: Path) -> None:
    """The contact is withdrawn first, and stands with the second file."""
    at = from_instant(NOW, ZONE).replace(hour=case.hour, minute=0, second=0, microsecond=0)
    line = f"1,C1,{case.channel},out,{at.isoformat()},{case.purpose},{str(case.recommends).lower()}"
    path = folder / "in.csv"
    for status in ("void", ""):
        path.write_text(
            f"key,customer,channel,direction,happened_at,purpose,recommends,status\n{line},{status}\n"
        )
        done = import_contacts(book, path, now=NOW)
        if done.rejected:
            raise done.rejects[0].error


def _entry(customer: bytes, case: Case) -> ContactEntry:
    return ContactEntry(
        (customer,),
        case.channel,
        "out",
        purpose=case.purpose,
        note="谈了",
        time=f"{case.hour}:00",
        recommends=case.recommends,
    )


PATHS = [by_form, by_draft, by_event, by_line, by_correction, by_mail, by_file, by_file_again]


def allowed(case: Case) -> bool:
    """Say by other means than the product's whether a contact may be saved."""
    if not case.recommends and case.purpose not in ("product", "invitation"):
        return True
    at = (TODAY * 24 + case.hour - 8) * 3_600_000_000 + 59_999_999
    before = [s for s in case.said if s["recorded_at"] <= at]
    before.sort(key=lambda s: (s["recorded_at"], -s["granted"]))
    ban = [s for s in before if s["channel"] == s["purpose"] == "all"]
    heard = [
        s["granted"]
        for s in before
        if s["channel"] in (case.channel, "all") and not (s in ban and s["granted"])
    ]
    return (
        case.complaint != "open"
        and bool(heard and heard[-1])
        and not (ban and not ban[-1]["granted"])
        and not (case.channel == "phone" and case.hour < 8)
    )


@pytest.fixture
def emptied(book: Book, office: factories.Book, zhang: bytes) -> Callable[[Case], None]:
    """Make the book one in which only a case stands."""
    friend = office.customer("李四", number="C2")

    def prepare(case: Case) -> None:
        with book.store.write() as tx:
            for name in ("interactions", "consents", "feedback", "outbox", "drafts", "revisions"):
                tx.exec_driver_sql(f"DELETE FROM {name}")
        for record in case.said:
            office.add("consents", customer_id=zhang, **record)
        for channel in ("phone", "email", "letter"):
            office.add("consents", customer_id=friend, channel=channel, recorded_at=NOW - 30 * DAY)
        if case.complaint:
            office.add(
                "feedback", customer_id=zhang, kind="complaint", status=case.complaint, happened_at=NOW - DAY
            )

    return prepare


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=CASES)
def test_no_path_saves_marketing_against_a_red_light(
    book: Book,
    zhang: bytes,
    emptied: Callable[[Case], None],
    tmp_path: Path,
    path: Path_,
    case: Case,
) -> None:
    if path is by_event and case.channel == "phone" and case.hour < 8:
        case = case._replace(hour=10)  # at night nobody may be called, the other one included
    emptied(case)
    refusal = ""
    try:
        path(book, zhang, case, tmp_path)
    except (IssuesError, FieldError) as error:
        refusal = str(error)
    saved = not refusal
    assert saved == allowed(case)
    assert saved or "营销联系" in refusal
    standing = rows(book, "interactions", "customer_id", "status")
    assert ((zhang, None) in standing) == saved
    if not saved:
        assert (not standing) or all(status == "void" for _, status in standing)


def test_contacts_are_written_in_one_place_only() -> None:
    """Whoever writes contacts elsewhere goes round the gate."""
    root = Path(__file__).parents[2] / "advisor_app"
    writes = re.compile(r"writes\.(insert|change)\(\s*tx,\s*\w+(\.\w+)*,\s*(\"interactions\"|Interaction\()")
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if writes.search(path.read_text(encoding="utf-8"))
    }
    assert found <= {"data/contacts.py"}
    assert found


def test_an_error_survives_with_its_reasons_in_another_language(book: Book, zhang: bytes) -> None:
    with pytest.raises(AppError) as caught:
        log_contact(book, marketing(zhang), now=NOW)
    with i18n.using("en"):
        assert "there is no consent to marketing by Phone" in str(caught.value)
    assert "没有电话营销同意" in str(caught.value)
