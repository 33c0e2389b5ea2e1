"""What stands in a form: the advisor's hand before the line, the line before what the form began with."""

from dataclasses import replace

import pytest

from advisor_app.domain.contacts import ContactEntry, FileEntry, PromiseEntry
from advisor_app.ui.screens.contact.merging import Sources, filled, is_blank

ZHANG, LI, WANG = b"zhang", b"li", b"wang"
SAID = ContactEntry(
    channel="phone", direction="out", note="谈了存单", next_step="回访", next_step_on="2026-12-01"
)


def test_the_line_fills_what_it_speaks_of() -> None:
    sources = Sources(ContactEntry())
    sources.hear(SAID, (ZHANG,))
    assert sources.entry(ContactEntry(participants="王先生")) == replace(
        SAID, customers=(ZHANG,), participants="王先生"
    )


def test_the_line_takes_back_what_it_says_no_more() -> None:
    sources = Sources(ContactEntry(time="15:00"))
    sources.hear(SAID, ())
    filled_in = sources.entry(ContactEntry())
    sources.hear(None, ())
    assert sources.entry(filled_in) == ContactEntry(time="15:00")


def test_what_was_typed_by_hand_stays() -> None:
    sources = Sources(ContactEntry())
    sources.by_hand |= {"note", "channel"}
    sources.hear(SAID, ())
    entry = sources.entry(ContactEntry(note="另一句", channel=""))
    assert (entry.note, entry.channel, entry.direction) == ("另一句", "", "out")


def test_who_is_looked_at_is_meant_until_the_line_names_somebody() -> None:
    sources = Sources(ContactEntry(), (ZHANG,))
    assert sources.entry(ContactEntry()).customers == (ZHANG,)
    sources.hear(SAID, (LI,))
    assert sources.entry(ContactEntry()).customers == (LI,)
    sources.hear(SAID, ())
    assert sources.entry(ContactEntry()).customers == (ZHANG,)


def test_customers_added_and_removed_by_hand() -> None:
    sources = Sources(ContactEntry(), (ZHANG,))
    sources.add(WANG)
    sources.hear(SAID, (LI,))
    assert sources.entry(ContactEntry()).customers == (LI, WANG)
    sources.remove(LI)
    assert sources.entry(ContactEntry()).customers == (WANG,)
    sources.add(LI)
    assert sources.entry(ContactEntry()).customers == (LI, WANG)


def test_a_draft_goes_on_with_what_its_line_does_not_explain() -> None:
    draft = replace(SAID, customers=(ZHANG, WANG), note="改过的话", line="…")
    sources = Sources(draft)
    sources.resume(SAID, (ZHANG, LI))
    sources.hear(SAID, (ZHANG, LI))
    assert sources.entry(draft) == draft
    assert sources.by_hand == {"note"}
    sources.hear(replace(SAID, channel="sms", note="新的"), (ZHANG,))
    assert (sources.entry(draft).channel, sources.entry(draft).note) == ("sms", "改过的话")


@pytest.mark.parametrize(
    "entry",
    [
        ContactEntry(),
        ContactEntry(customers=(ZHANG,), reason="存单到期"),
        ContactEntry(promises=(PromiseEntry(" ", ""),)),
    ],
)
def test_a_form_in_which_nothing_is_typed_is_blank(entry: ContactEntry) -> None:
    assert is_blank(entry)


@pytest.mark.parametrize(
    "entry",
    [
        ContactEntry(line="@"),
        ContactEntry(channel="phone"),
        ContactEntry(participants="王"),
        ContactEntry(files=(FileEntry("a.pdf", b"x"),)),
        ContactEntry(promises=(PromiseEntry("", "周五"),)),
    ],
)
def test_a_form_in_which_something_is_typed_is_not(entry: ContactEntry) -> None:
    assert not is_blank(entry)


def test_what_is_found_elsewhere_fills_gaps_and_adds_words_and_files() -> None:
    one, two = FileEntry("a.pdf", b"1"), FileEntry("b.pdf", b"2")
    typed = ContactEntry(customers=(ZHANG,), channel="phone", note="电话里说的", files=(one,), line="@张")
    found = ContactEntry(
        customers=(LI,), channel="email", direction="in", note="邮件", files=(one, two), line="x"
    )
    assert filled(typed, found) == replace(typed, direction="in", note="电话里说的\n\n邮件", files=(one, two))
    assert filled(ContactEntry(), found) == replace(found, line="")
