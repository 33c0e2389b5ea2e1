"""Masking of personal data: what a screen, a search or an export may show without a reason.

The masked types are distinct for the type checker, so that a raw value cannot stand where a masked one is
declared. `head` and `tail` say how many characters may show at the two ends; a policy can set less than the
defaults, which are the most that is allowed. "First 3 and last 4" holds for numbers of the length it was made
for; from shorter ones less is shown, because at least four characters always stay hidden.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NewType

MaskedPhone = NewType("MaskedPhone", str)
MaskedIdNumber = NewType("MaskedIdNumber", str)
MaskedCardNumber = NewType("MaskedCardNumber", str)
MaskedEmail = NewType("MaskedEmail", str)
MaskedAddress = NewType("MaskedAddress", str)
Surname = NewType("Surname", str)
MaskedText = NewType("MaskedText", str)

STAR = "*"
_MIN_HIDDEN = 4
# Surnames of two characters; of a name of two characters only the first is the surname all the same.
_SURNAMES_OF_TWO = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 "
    "太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 "
    "漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 "
    "公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 "
    "褚师 单于 完颜 富察 那拉 爱新"
)
_DOUBLE_SURNAMES = frozenset(_SURNAMES_OF_TWO.split())


def mask_phone(number: str, head: int = 3, tail: int = 4) -> MaskedPhone:
    """Return 138****8000 for a mobile number; an international prefix of China and separators are dropped."""
    digits = _digits(number)
    match = re.fullmatch(r"(?:00)?86(1\d{10})", digits)
    return MaskedPhone(_keep(match[1] if match else digits, head, tail))


def mask_id_number(number: str, head: int = 1, tail: int = 1) -> MaskedIdNumber:
    """Return an identity number with its first and its last character only."""
    return MaskedIdNumber(_keep(_compact(number), head, tail))


def mask_card_number(number: str, head: int = 6, tail: int = 4) -> MaskedCardNumber:
    """Return a bank card number with its first 6 (the issuer) and last 4 digits."""
    return MaskedCardNumber(_keep(_digits(number), head, tail))


def mask_email(address: str) -> MaskedEmail:
    """Return an address with the first character and its domain: z***@example.com."""
    local, at, domain = address.strip().rpartition("@")
    if not at or not local:
        return MaskedEmail(STAR * 3)
    return MaskedEmail(f"{local[0] if len(local) > 1 else ''}{STAR * 3}@{domain}")


def mask_address(address: str) -> MaskedAddress:
    """Return a postal address with its first three characters, where that leaves the most of it hidden."""
    text = address.strip()
    return MaskedAddress((text[:3] if len(text) >= 12 else "") + STAR * 6)


def surname_only(name: str) -> Surname:
    """Return a Chinese name as 张** and any other with its first letter only; the length is not shown."""
    text = "".join(name.split())
    if len(text) < 2:
        return Surname(STAR * 2)
    length = 2 if len(text) > 2 and text[:2] in _DOUBLE_SURNAMES else 1
    return Surname(text[:length] + STAR * 2)


def mask_free_text(text: str) -> MaskedText:
    """Return text in which the digits of phone, identity, passport and card numbers are starred in place.

    Digits may be of any script, full-width or Chinese, with spaces, hyphens and the like between them. Where
    a run of digits can be read in several ways, what any reading hides is hidden. A run of eleven or more
    digits without a break that is none of these is hidden whole.
    """
    plain = text.translate(_PLAIN)
    if not _GROUP.search(plain):
        return MaskedText(text)
    masked = list(text)
    for position in _hidden(plain):
        masked[position] = STAR
    return MaskedText("".join(masked))


def _keep(text: str, head: int, tail: int) -> str:
    """Star all but the ends."""
    masked = list(text)
    for position in _middle(range(len(text)), head, tail):
        masked[position] = STAR
    return "".join(masked)


def _compact(text: str) -> str:
    return "".join(c for c in text.translate(_PLAIN) if c.isalnum())


def _digits(text: str) -> str:
    return "".join(c for c in text.translate(_PLAIN).translate(_CHINESE_DIGITS) if c.isdigit())


class _Plain(dict[int, int]):
    """A table for `str.translate`: digits of any script become 0–9, full-width signs plain ones."""

    def __missing__(self, code: int) -> int:
        value = unicodedata.decimal(chr(code), None)
        simple = unicodedata.normalize("NFKC", chr(code)) if value is None else str(value)
        self[code] = ord(simple) if len(simple) == 1 else code
        return self[code]


_PLAIN = _Plain()
_CHINESE = "〇零一二三四五六七八九幺"
_CHINESE_DIGITS = str.maketrans(_CHINESE, "001234567891")
_BREAK = r"[\s\u200b-\u200f\u2060\ufeff\-‐‑‒–—―._·•/()]{0,3}"
_GROUP = re.compile(f"[0-9]+|[{_CHINESE}]+")
_RUN = re.compile(f"(?:[0-9{_CHINESE}]+{_BREAK})+")
_MIN_DIGITS = 7
_MAX_DIGITS = 19
_CHECK_LETTER = re.compile(f"{_BREAK}([Xx])(?![0-9A-Za-z])")
# A letter and eight digits, or two letters and seven: passports, and permits for Hong Kong, Macau and Taiwan.
_PASSPORT = re.compile(r"(?<![0-9A-Z])(?:[EGDSPHMCT][0-9]|E[A-Z])[0-9]{7}(?![0-9])", re.IGNORECASE)
_MOBILE = re.compile(r"(?:0|86|0086)?(1[3-9][0-9]{9})")
_ISSUERS = "34569"  # first digits of bank cards; dates and years do not begin like this
_LANDLINE = re.compile(r"0[1-9][0-9]{8,10}")


def _hidden(text: str) -> Iterator[int]:
    """Yield the positions in plain text that some reading of it hides."""
    for passport in _PASSPORT.finditer(text):
        yield from range(passport.start() + 1, passport.end() - 1)
    for run in _RUN.finditer(text):
        if len(run[0]) >= _MIN_DIGITS:
            yield from _hidden_in_run(text, [m.span() for m in _GROUP.finditer(text, *run.span())])


def _hidden_in_run(text: str, groups: list[tuple[int, int]]) -> Iterator[int]:
    """Try every sequence of neighbouring groups of digits as a number."""
    for first in range(len(groups)):
        positions: list[int] = []
        for start, end in groups[first:]:
            positions += range(start, end)
            if len(positions) > _MAX_DIGITS:
                break
            digits = "".join(text[p] for p in positions).translate(_CHINESE_DIGITS)
            whole = end - start == len(positions)
            letter = _CHECK_LETTER.match(text, end)
            if letter and len(digits) == 17 and (whole or _has_birth_date(digits)):
                yield from positions[1:]
            international = text[max(0, groups[first][0] - 1)] == "+"
            area_code = groups[first][1] - groups[first][0] in (3, 4) or whole
            for head, tail in _readings(digits, international=international, area_code=area_code):
                yield from _middle(positions, head, tail)
    for start, end in groups:
        digits = text[start:end].translate(_CHINESE_DIGITS)
        if end - start > _MAX_DIGITS or (end - start >= 11 and not any(_readings(digits, area_code=True))):
            yield from range(start, end)


def _readings(digits: str, *, international: bool = False, area_code: bool) -> Iterator[tuple[int, int]]:
    """Yield, for each kind of number that `digits` may be, how many may show at its two ends."""
    if mobile := _MOBILE.fullmatch(digits):
        yield mobile.start(1) + 3, 4
    elif (area_code and _LANDLINE.fullmatch(digits)) or (international and 8 <= len(digits) <= 15):
        yield 3, 4
    if len(digits) in (15, 18) and _has_birth_date(digits):
        yield 1, 1
    if len(digits) >= 13 and digits[0] in _ISSUERS and _passes_luhn(digits):
        yield 6, 4


def _middle(positions: Sequence[int], head: int, tail: int) -> Sequence[int]:
    """Return the positions to hide; with too few of them the head is hidden too, and then the tail."""
    if len(positions) - head - tail < _MIN_HIDDEN:
        head, tail = 0, tail if len(positions) - tail >= _MIN_HIDDEN else 0
    return positions[head : len(positions) - tail]


def _has_birth_date(digits: str) -> bool:
    """Whether an identity number of 15, 17 or 18 digits has a possible date where the birth date stands."""
    if len(digits) == 15:
        month, day, century = digits[8:10], digits[10:12], "19"
    else:
        month, day, century = digits[10:12], digits[12:14], digits[6:8]
    return century in ("18", "19", "20") and 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _passes_luhn(digits: str) -> bool:
    odd = sum(int(d) for d in digits[-1::-2])
    return (odd + sum(sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])) % 10 == 0
