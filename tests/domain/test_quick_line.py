"""One line as a contact: what each part is taken for, and that nothing of a line is ever lost."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.policy import parse
from advisor_app.domain.quick_line import LONGEST, Kind, Meaning, QuickLine, Vocabulary, read
from advisor_app.paths import resources

TODAY = 20_781  # Tuesday, 2026-11-24
VOCABULARY = Vocabulary.of(parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8")))


def line(text: str) -> QuickLine:
    return read(text, VOCABULARY, TODAY)


def test_the_line_of_the_handbook() -> None:
    text = "@张三 #电话 谈了大额存单到期 明天下午回访"
    found = line(text)
    assert found.customers == ("张三",)
    assert found.meaning == Meaning(channel="phone")
    assert found.note == "谈了大额存单到期"
    assert (found.next_step, found.next_step_on) == ("下午回访", TODAY + 1)
    assert [(text[span.start : span.end], span.kind) for span in found.spans] == [
        ("@张三", Kind.CUSTOMER),
        ("#电话", Kind.WORD),
        ("明天下午回访", Kind.STEP),
        ("明天", Kind.STEP_DAY),
    ]


def test_signs_and_spaces_of_full_width_are_the_same() -> None:
    plain, wide = line("@张三 #电话 谈了存单 明天回访"), line("＠张三　＃电话　谈了存单　明天回访")
    assert (wide.customers, wide.meaning, wide.note, wide.next_step) == (
        plain.customers,
        plain.meaning,
        plain.note,
        plain.next_step,
    )


@pytest.mark.parametrize(
    ("text", "customers"),
    [
        ("@张三#电话 谈了", ("张三",)),
        ("@张三，谈了", ("张三",)),
        ("@张三：谈了", ("张三",)),
        ("谈了@张三 存单", ("张三",)),
        ("@张三 @李四 路演", ("张三", "李四")),
        ("@“曾 国藩” 谈了", ("曾 国藩",)),
        ('@"Zeng Guofan" met', ("Zeng Guofan",)),
        ("@买买提·阿里 来电", ("买买提·阿里",)),
        ("@C0001 来电", ("C0001",)),
        ("写信到 zhang@example.com", ()),
        ("@ 张三", ()),
        ("@", ()),
    ],
)
def test_customers(text: str, customers: tuple[str, ...]) -> None:
    assert line(text).customers == customers


def test_a_name_that_no_space_ends_is_cut_where_somebody_is_called_so() -> None:
    known = {"张三", "张三丰"}
    found = read("@张三丰谈了存单", VOCABULARY, TODAY, known.__contains__)
    assert (found.customers, found.note) == (("张三丰",), "谈了存单")
    found = read("@李四谈了存单", VOCABULARY, TODAY, known.__contains__)
    assert (found.customers, found.note) == (("李四谈了存单",), "")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("#电话 x", Meaning("phone")),
        ("#phone x", Meaning("phone")),
        ("#Phone x", Meaning("phone")),
        ("#企业微信 x", Meaning("wechat")),
        ("#来电 x", Meaning("phone", "in")),
        ("#未接", Meaning("phone", "out", None, "no_answer")),
        ("#来行", Meaning("branch_visit", "in", None, "met")),
        ("#电话 #到期 #已接通", Meaning("phone", None, "maturity", "connected")),
        ("#未接 #短信", Meaning("sms", "out", None, "no_answer")),
        ("#电话谈了存单", Meaning("phone")),
        ("#phones", Meaning()),
        ("#理财", Meaning()),
        ("C#语言", Meaning()),
    ],
)
def test_words(text: str, meaning: Meaning) -> None:
    assert line(text).meaning == meaning


def test_an_unknown_word_stays_in_the_note_and_is_pointed_out() -> None:
    found = line("#理财 谈了存单")
    assert found.note == "#理财 谈了存单"
    assert [(span.start, span.end, span.kind) for span in found.spans] == [(0, 3, Kind.UNKNOWN)]


@pytest.mark.parametrize(
    ("text", "note", "step", "on"),
    [
        ("谈了大额存单到期，下周一回访。心情不错", "谈了大额存单到期。心情不错", "回访", 6),
        ("谈了存单12月3日到期 明天下午回访 带资料", "谈了存单12月3日到期", "下午回访 带资料", 1),
        ("谈了大额存单12月3日到期", "谈了大额存单12月3日到期", "", None),
        ("存单 12月3日到期", "存单 12月3日到期", "", None),
        ("谈了存单 12月3日上门拜访", "谈了存单", "上门拜访", 9),
        ("客户说明天转钱过来", "客户说", "转钱过来", 1),
        ("谈了存单到期约明天回访", "谈了存单到期", "约回访", 1),
        ("今天致电客户谈了存单", "今天致电客户谈了存单", "", None),
        ("谈了存单 今天下午再致电", "谈了存单", "下午再致电", 0),
        ("明天下午回访", "", "下午回访", 1),
        ("谈了存单 明天", "谈了存单", "明天", 1),
        ("谈了存单 三天内答复", "谈了存单", "答复", 3),
        ("discussed it, call back tomorrow afternoon", "discussed it", "call back in the afternoon", 1),
        ("discussed the deposit call back next Monday", "discussed the deposit", "call back", 6),
        ("by Friday send the brochure", "", "send the brochure", 3),
        ("he called. Follow up in 3 days", "he called.", "Follow up", 3),
        ("it matures on 3 Dec", "it matures on 3 Dec", "", None),
        ("谈了存单", "谈了存单", "", None),
        ("", "", "", None),
    ],
)
def test_note_and_next_step(text: str, note: str, step: str, on: int | None) -> None:
    found = line(text)
    assert (found.note, found.next_step) == (note, step)
    assert found.next_step_on == (None if on is None else TODAY + on)


@pytest.mark.parametrize(
    ("text", "on", "minute", "note"),
    [
        ("@张三 昨天下午3点半 谈了存单", -1, 930, "谈了存单"),
        ("昨天 谈了存单", -1, None, "谈了存单"),
        ("昨天上午 谈了存单", -1, None, "谈了存单"),
        ("11月20日 谈了存单", -4, None, "谈了存单"),
        ("last Friday at 3pm, talked about rates", -4, 900, "talked about rates"),
        ("客户说昨天已转走", None, None, "客户说昨天已转走"),
        ("今天 谈了存单", None, None, "今天 谈了存单"),
    ],
)
def test_a_day_that_has_passed_said_first_is_the_day_of_the_contact(
    text: str, on: int | None, minute: int | None, note: str
) -> None:
    found = line(text)
    assert found.happened_on == (None if on is None else TODAY + on)
    assert (found.happened_minute, found.note) == (minute, note)


def test_a_pasted_text_is_a_note_and_takes_no_time() -> None:
    pasted = "@张三 #电话 明天回访 " * 5_000
    assert line(pasted).note == pasted.strip()
    assert line(pasted).spans == ()


@pytest.mark.parametrize(
    "piece", ["明天回访 ", "@张三 ", "#电话 ", "@", "call tomorrow ", " ", "1", "十", "今天"]
)
def test_the_longest_line_takes_no_time(piece: str) -> None:
    started = time.process_time()
    line((piece * LONGEST)[:LONGEST])
    assert time.process_time() - started < 1


PARTS = [
    "@张三",
    "＠李四",
    "#电话",
    "＃微信",
    "#x",
    "谈了",
    "存单",
    "明天",
    "下午",
    "回访",
    "昨天",
    "周五",
    "3号",
]
PARTS += ["12月3日", "，", "。", " ", "\u3000", ".", ";", "@", "#", "“", "”", '"', "call back", "tomorrow"]
PARTS += ["by Friday", "a@b.c", "0"]


@given(st.one_of(st.lists(st.sampled_from(PARTS)).map("".join), st.text()))
def test_nothing_of_a_line_is_lost(text: str) -> None:
    found = line(text)
    covered = [False] * len(text)
    for span in found.spans:
        assert 0 <= span.start < span.end <= len(text)
        if span.kind is not Kind.UNKNOWN:
            covered[span.start : span.end] = [True] * (span.end - span.start)
    left = "".join(char for char, done in zip(text, covered, strict=True) if not done and char.isalnum())
    assert "".join(filter(str.isalnum, found.note)) == left
    assert (found.next_step_on is None) == (found.next_step == "")
    if found.next_step_on is not None:
        assert found.next_step_on >= TODAY
    if found.happened_on is not None:
        assert found.happened_on < TODAY
    signs = [span for span in found.spans if span.kind in (Kind.CUSTOMER, Kind.WORD, Kind.UNKNOWN)]
    assert all(one.end <= two.start for one, two in pairwise(signs))
    steps = [span for span in found.spans if span.kind in (Kind.STEP, Kind.STEP_DAY)]
    assert all(steps[0].start <= span.start < span.end <= steps[0].end for span in steps)
    assert len(found.customers) == sum(span.kind is Kind.CUSTOMER for span in found.spans)
