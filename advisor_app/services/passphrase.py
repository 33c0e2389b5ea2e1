"""Whether a new passphrase may protect a book, to be said while it is typed."""

from advisor_app.errors import AppError


def complaint(passphrase: str) -> AppError | None:
    """Return why a passphrase may not be used, or None if it may."""
    from advisor_app.data.errors import PassphraseRuleError  # late: the first window must not wait for it
    from advisor_app.data.vault.passphrase import check

    try:
        check(passphrase)
    except PassphraseRuleError as error:
        return error
    return None
