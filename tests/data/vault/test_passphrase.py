"""Which passphrases may protect a store."""

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.data.errors import PassphraseRuleError
from advisor_app.data.vault import passphrase

WORDS = ("otter", "violin", "glacier", "teapot", "magnet", "walnut", "harbour", "saddle", "lantern", "cobweb")


@pytest.mark.parametrize(
    "good",
    [
        "seven otters polish my violin",
        "蓝鲸在图书馆里数着星星和旧车票",
        "v8#Lq!2mZ&rT9@xK",
        "^$#@!~&*()_{}|:<>?",
        "Žluťoučký kůň úpěl ódy",
        "a" * 3 + "otter violin glacier teapot",
    ],
)
def test_good_ones(good: str) -> None:
    passphrase.check(good)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "short",
        "蓝鲸在图书馆里数星星",
        "a" * 40,
        "abcabcabcabcabcabc",
        "abcdefghijklmnopqrstuvwxyz",
        "123456789012345678",
        "zyxwvutsrqponmlkji",
        "correct horse battery staple",
        "Correct-Horse-Battery-Staple!",
        "Passwordpassword1",
        "P A S S W O R D 1234 password",
        "qwertyuiop123456",
        "床前明月光，疑是地上霜。",
        "床前明月光疑是地上霜举头望明月低头思故乡",
        "我的密码是我爱你中国银行",
        "iloveyou5201314iloveyou",
        "\x00" * 20,
        " " * 30,
        "\ud800" * 20,
    ],
)
def test_bad_ones(bad: str) -> None:
    with pytest.raises(PassphraseRuleError):
        passphrase.check(bad)


def test_the_length_counts_characters_after_normalisation() -> None:
    text = "qžwěrťzůióplkj"
    assert len(text) == passphrase.MIN_CHARACTERS - 1
    decomposed = unicodedata.normalize("NFD", text)
    assert len(decomposed) > passphrase.MIN_CHARACTERS
    with pytest.raises(PassphraseRuleError):
        passphrase.check(decomposed)
    passphrase.check(text + "m")


@given(st.lists(st.sampled_from(WORDS), min_size=4, max_size=8, unique=True))
def test_unrelated_words_are_always_good(words: list[str]) -> None:
    passphrase.check(" ".join(words))


@given(st.text())
def test_any_text_is_either_taken_or_refused_in_a_sentence(text: str) -> None:
    with suppress(PassphraseRuleError):
        passphrase.check(text)
