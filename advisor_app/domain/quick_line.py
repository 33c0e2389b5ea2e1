"""One line of text read as a contact: `@张三 #电话 谈了大额存单到期 明天下午回访`.

After @ stands a customer and after # a word for a channel, a direction, a purpose or an outcome, or one that a product
was recommended; both signs may be of full width. A day that has passed, said first, is the day of the contact. The
last part that speaks of a day to come is the next step. All else is the note, so every character of a line is
accounted for: `spans` say which was understood as what, to be shown before anything is saved.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from advisor_app.domain.policy import Policy
from advisor_app.domain.spoken_dates import SpokenDate, find, plain
from advisor_app.domain.spoken_times import Clock, clock_at

_QUOTES = {'"': '"', "“": "”", "「": "」"}
_STOPS = "\\s@#,;:!?，。；：！？、()（）"
_TOKEN = re.compile(f'[^{_STOPS}"“”「」]+')
_BOUNDARY = re.compile("[，。；！？、,;!?\n\t]|[.] |(?<![ -~]) +| +(?![ -~])")
_SENTENCE_END = re.compile("[。；！？;!?\n]|[.](?= |$)")
_ARRANGED = re.compile("(?:约定?|定[在于]?|[于在到])$")
_LEFT_BEFORE_STOP = re.compile("[，、,;；:： ]+(?=[。；！？.;!?，,])")
_TRIMMED = " \t\r\n\u3000，。；：！、,;:-–—"
_PART_OF_DAY = re.compile("^ +(?=(?:morning|afternoon|evening)\\b)", re.IGNORECASE)
LONGEST = 1_000
"""Characters of a line; a longer text is a note that somebody pasted, and nothing in it is a sign."""
_LAST_DATES = 12  # that may be the day of the next step
_FULLEST = 5
"""Characters of a name that is tried where no space ends it: 欧阳 and 买买提 fit."""


class Kind(Enum):
    """What a part of the line was understood as; what is no part of any span is the note."""

    CUSTOMER = "customer"
    WORD = "word"
    UNKNOWN = "unknown"
    HAPPENED = "happened"
    STEP = "step"
    STEP_DAY = "step_day"


class Span(NamedTuple):
    """A part of the line and what it was understood as; a STEP has its STEP_DAY inside, and maybe other spans."""

    start: int
    end: int
    kind: Kind


class Meaning(NamedTuple):
    """What a word after # says of a contact, by the codes of the policy."""

    channel: str | None = None
    direction: str | None = None
    purpose: str | None = None
    outcome: str | None = None
    recommends: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words after # with their meaning, and the words by which a next step is known, all in plain form."""

    words: Mapping[str, Meaning]
    step_words: tuple[str, ...]

    @classmethod
    def of(cls, policy: Policy) -> "Vocabulary":
        """Return the words of a policy: its own list, and the names and codes of what it knows, in both languages."""
        codes = policy.codes
        words: dict[str, Meaning] = {}
        named = (
            ("outcome", codes.contact_outcomes),
            ("purpose", codes.contact_purposes),
            ("channel", codes.contact_channels),
        )
        for field, names in named:  # the later wins: a channel is meant most often
            for code, name in names.items():
                said: dict[str, Any] = {field: code}
                words |= dict.fromkeys(map(_word, (code, name.zh, name.en)), Meaning(**said))
        for entry in policy.contacts.words:
            meaning = Meaning(entry.channel, entry.direction, entry.purpose, entry.outcome, entry.recommends)
            words |= dict.fromkeys(map(_word, entry.words), meaning)
        return cls(words, tuple(map(plain, policy.contacts.step_words)))


@dataclass(frozen=True, slots=True)
class QuickLine:
    """A line as it was understood; what it does not say is None, or empty.

    `customers` are what stands after each @. `happened_minute` counts from midnight. `next_step` is without the
    words for its day, because 明天 is true on one day only.
    """

    customers: tuple[str, ...]
    meaning: Meaning
    note: str
    happened_on: int | None
    happened_minute: int | None
    next_step: str
    next_step_on: int | None
    spans: tuple[Span, ...]


def read(
    text: str, vocabulary: Vocabulary, today: int, is_customer: Callable[[str], bool] = lambda _: True
) -> QuickLine:
    """Return what a line says; `is_customer` tells whether a text names somebody, for names that no space ends."""
    if len(text) > LONGEST:
        return QuickLine((), Meaning(), text.strip(), None, None, "", None, ())
    spans = list(_tokens(text, vocabulary, is_customer))
    customers = tuple(_token_text(text, span) for span in spans if span.kind is Kind.CUSTOMER)
    meaning = Meaning()
    for span in spans:
        if span.kind is Kind.WORD:
            said = vocabulary.words[_word(text[span.start + 1 : span.end])]
            meaning = meaning._replace(**{name: value for name, value in said._asdict().items() if value})
    known = [span for span in spans if span.kind is not Kind.UNKNOWN]
    rest = _without(text, known)
    dates = find(rest, today)
    happened, minute = _happened(rest, dates, today)
    if happened:
        spans.append(happened)
        rest = _without(rest, [happened])
    step = _step(rest, [date for date in dates if date.day >= today], vocabulary.step_words, today)
    next_step = ""
    if step:
        start, end, date = step
        spans += [Span(start, end, Kind.STEP), Span(date.start, date.end, Kind.STEP_DAY)]
        next_step = _step_text(rest, start, end, date)
        rest = _without(rest, [Span(start, end, Kind.STEP)])
    return QuickLine(
        customers=customers,
        meaning=meaning,
        note=_tidy(rest),
        happened_on=next((date.day for date in dates if happened and date.start == happened.start), None),
        happened_minute=minute,
        next_step=next_step,
        next_step_on=step[2].day if step else None,
        spans=tuple(sorted(spans, key=lambda span: (span.start, -span.end))),
    )


def _word(text: str) -> str:
    return "".join(plain(text).split())


def _token_text(text: str, span: Span) -> str:
    return text[span.start + 1 : span.end].strip("".join((*_QUOTES, *_QUOTES.values())) + " ")


def _tokens(text: str, vocabulary: Vocabulary, is_customer: Callable[[str], bool]) -> Iterator[Span]:
    """Yield what stands after @ and #; a sign inside a Latin word, as in an address, is no sign."""
    words, end = plain(text), 0
    for position, sign in enumerate(words):
        if sign not in "@#" or position < end:
            continue
        before = words[position - 1 : position]
        if position > end and before.isascii() and (before.isalnum() or before in "._%+-") and before:
            continue
        closing = _QUOTES.get(text[position + 1 : position + 2]) if sign == "@" else None
        if closing and (quoted := text.find(closing, position + 3)) > 0:
            end = quoted + 1
            yield Span(position, end, Kind.CUSTOMER)
        elif token := _TOKEN.match(words, position + 1):
            if sign == "@":
                end = position + 1 + _name_length(text[position + 1 : token.end()], is_customer)
                yield Span(position, end, Kind.CUSTOMER)
            elif length := _word_length(token[0], vocabulary.words):
                end = position + 1 + length
                yield Span(position, end, Kind.WORD)
            else:
                end = token.end()
                yield Span(position, end, Kind.UNKNOWN)


def _name_length(token: str, is_customer: Callable[[str], bool]) -> int:
    """Return how much of a token names a customer: all of it, or as much of its beginning as somebody is called."""
    lengths = [len(token), *range(min(_FULLEST, len(token) - 1), 1, -1)]
    return next((length for length in lengths if is_customer(token[:length])), len(token))


def _word_length(token: str, words: Mapping[str, Meaning]) -> int:
    """Return how much of a token is a known word, 0 for none; a Latin word counts whole only."""
    for length in range(len(token), 0, -1):
        whole = length == len(token) or not token[length - 1 : length + 1].isascii()
        if whole and token[:length] in words:
            return length
    return 0


def _without(text: str, spans: list[Span]) -> str:
    """Return text of the same length with spans replaced by blanks."""
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _happened(text: str, dates: list[SpokenDate], today: int) -> tuple[Span | None, int | None]:
    """Return the place of the day of the contact, said first and over, and the minute if a time stands after it."""
    first = dates[0] if dates else None
    if first is None or first.day >= today or text[: first.start].strip(_TRIMMED):
        return None, None
    clock = clock_at(text, first.end) or Clock(first.end, None)
    return Span(first.start, clock.end, Kind.HAPPENED), clock.minute


def _step(
    text: str, dates: list[SpokenDate], step_words: tuple[str, ...], today: int
) -> tuple[int, int, SpokenDate] | None:
    """Return where the next step begins and ends, and its day.

    The last part with a word for a step counts before the last that merely counts from today; an absolute day
    alone is as often a maturity, and today alone the day of the contact itself.
    """
    words, likely = plain(text), None
    pauses = [match.end() for match in _BOUNDARY.finditer(words)]
    for date in reversed(dates[-_LAST_DATES:]):
        start, end = _clause(text, date, pauses)
        found = _positions(words, start, end, step_words)
        said_before = bool(text[:start].strip(_TRIMMED))
        if not said_before and text[start : date.start].strip():
            start = _split(text, start, date, found)
        if found and (date.day > today or said_before):
            return start, end, date
        if likely is None and date.relative and date.day > today:
            likely = start, end, date
    return likely


def _clause(text: str, date: SpokenDate, pauses: list[int]) -> tuple[int, int]:
    """Return the part of the sentence that a date stands in, up to the end of the sentence."""
    start = max((end for end in pauses if end <= date.start), default=0)
    start += len(text[start : date.start]) - len(text[start : date.start].lstrip(_TRIMMED))
    end = _SENTENCE_END.search(text, date.end)
    return start, len(text[: end.start() if end else None].rstrip())


def _split(text: str, start: int, date: SpokenDate, words: list[int]) -> int:
    """Return where in a line without any pause the note ends: at the word for the step, or at a Chinese date."""
    if words and words[0] < date.start:
        return words[0]
    if text[date.start].isascii():
        return start
    arranged = _ARRANGED.search(text, start, date.start)
    return arranged.start() if arranged else date.start


def _positions(words: str, start: int, end: int, step_words: tuple[str, ...]) -> list[int]:
    """Return where in a part of plain text there are words for a step."""
    found = []
    for word in step_words:
        pattern = rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word)
        found += [start + match.start() for match in re.finditer(pattern, words[start:end])]
    return sorted(found)


def _step_text(text: str, start: int, end: int, date: SpokenDate) -> str:
    """Return the next step without its day; where nothing is left it stands as it was typed."""
    after = _PART_OF_DAY.sub(" in the ", text[date.end : end]) if date.end < end else ""
    return _tidy(text[start : date.start] + after) or _tidy(text[start:end])


def _tidy(text: str) -> str:
    """Return text with blanks as one and without the punctuation that was left over."""
    return _LEFT_BEFORE_STOP.sub("", " ".join(text.split())).strip(_TRIMMED)
