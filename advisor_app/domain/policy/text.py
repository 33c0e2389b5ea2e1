"""Texts of a policy, which are shown in both languages of the product."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the languages of the product."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text for a language of `i18n`: "en", or Chinese."""
        return self.en if language.startswith("en") else self.zh
