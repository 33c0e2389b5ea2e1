"""Errors that cross from one of our processes to another, as documents and not as pickles.

What a process reads from another must not run there, and the sentence is made where it is read, because the
language may change while it is shown.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from advisor_app import errors
from advisor_app.errors import AppError, IssuesError

_PLAIN = (str, int, float, bool, type(None))


def carry(error: AppError) -> dict[str, Any]:
    """Return an error as a JSON document; values that JSON does not know become their text."""
    families = [kind for kind in type(error).__mro__ if kind.__module__ == errors.__name__]
    return {
        "error": type(error).__name__,
        "family": families[0].__name__,
        "title": error.title,
        "message_id": error.message_id,
        "what_to_do": error.what_to_do,
        "values": {
            name: value if isinstance(value, _PLAIN) else str(value) for name, value in error.values.items()
        },
        "issues": [carry(issue) for issue in error.issues] if isinstance(error, IssuesError) else [],
        "retry_after": getattr(error, "retry_after", None),
    }


def carried(document: Mapping[str, Any]) -> AppError:
    """Return the error that `carry` made a document of.

    Where this process has not loaded its class, it comes back as the family that the class belongs to.
    """
    kinds = {kind.__name__: kind for kind in _kinds(AppError)}
    kind = kinds.get(document["error"]) or kinds.get(document["family"], AppError)
    more: dict[str, Any] = {"what_to_do": document["what_to_do"], **document["values"]}
    if issubclass(kind, IssuesError):
        more["issues"] = [carried(issue) for issue in document["issues"]]
    error = kind(document["message_id"], **more)
    vars(error)["title"] = document["title"]
    if document["retry_after"] is not None:
        vars(error)["retry_after"] = document["retry_after"]
    return error


def _kinds(kind: type[AppError]) -> Iterator[type[AppError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)
