"""The push: what a device wrote, checked, merged and committed, with its answers, in one transaction.

Each mutation is judged by itself: one that is refused stops none of the others. All that is read, is read for
the whole push at once, and all that is written, after the last judgement. The books of the customers
concerned are locked first, in the order of their ids as everywhere, so that nobody merges into what we read.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection

from advisor_app.domain.merge import merge
from advisor_app.domain.records import ENTITIES, Revision
from advisor_app.domain.revised import packed
from advisor_app.domain.writable import NO_CUSTOMER, WRITABLE, Writable, customer_of
from advisor_app.domain.write_rules import refusal
from advisor_app.head_office.api import push_merges, push_rows
from advisor_app.head_office.api.push_rows import Known
from advisor_app.sync.protocol import (
    CHANGED,
    MAX_CUSTOMER_ATTACHMENT_BYTES,
    NEW_ROW,
    SAME,
    Mutation,
    Result,
)

Row = dict[str, Any]


class _Refused(Exception):
    """The mutation is refused; the argument is the code that the device is told."""


@dataclass
class _Work:
    """What a push has come to so far.

    `decided` are conversions with the states that they had, `late` the new rows of prospects who are merged.
    """

    new: dict[str, dict[bytes, Row]] = field(default_factory=lambda: defaultdict(dict))
    changed: dict[str, dict[bytes, Row]] = field(default_factory=lambda: defaultdict(dict))
    revisions: list[Revision] = field(default_factory=list)
    decided: dict[bytes, str | None] = field(default_factory=dict)
    late: dict[bytes, dict[str, set[bytes]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    marks: list[bytes] = field(default_factory=list)


def push(
    connection: Connection,
    device_id: bytes,
    advisor_id: int,
    books: Sequence[int],
    mutations: Sequence[Mutation],
) -> list[Result]:
    """Apply mutations in their order and return what became of each.

    `books` are the buckets that the device is granted. A mutation that was answered before is not applied
    again: it gets the same answer, with the row as it is now.
    """
    results = list[Result]()
    for part in push_merges.parts(mutations):
        results += _push(connection, device_id, advisor_id, books, part)
    return results


def _push(
    connection: Connection,
    device_id: bytes,
    advisor_id: int,
    books: Sequence[int],
    mutations: Sequence[Mutation],
) -> list[Result]:
    known = push_rows.read(connection, device_id, advisor_id, books, mutations)
    work, results = _Work(), list[Result]()
    answered: dict[bytes, Result] = {}
    for mutation in mutations:
        before = known.answers.get(mutation.id) or answered.get(mutation.id)
        if before is not None:
            results.append(_again(before))
            continue
        try:
            result = _judge(mutation, advisor_id, known, work)
        except _Refused as refused:
            result = Result("refused", str(refused))
        if result.outcome != "refused" or mutation.entity != "conversions":
            answered[mutation.id] = result  # two people may be merged later, under the same id
        results.append(result)
    push_rows.write(
        connection, device_id, known, work.new, work.changed, work.revisions, work.marks, answered
    )
    push_merges.carry_out(connection, known, work.decided, work.late)
    push_merges.hash_details(connection, work.new, work.changed)
    # Rows are shown as the whole push has left them.
    return [_shown(result, mutation, known) for result, mutation in zip(results, mutations, strict=True)]


def _again(before: Result) -> Result:
    """Return the first answer, now with the row."""
    return before if before.outcome == "refused" else msgspec.structs.replace(before, row={})


def _shown(result: Result, mutation: Mutation, known: Known) -> Result:
    """Fill in the row of an answer that has one; files are not sent back, nor rows that the device may not see."""
    if result.row is None:
        return result
    row = known.rows.get((mutation.entity, mutation.row_id))
    customer_id = None if row is None else customer_of(mutation.entity, row)
    hidden = customer_id is not None and customer_id not in known.held
    if row is None or hidden or mutation.entity == "attachments":
        return msgspec.structs.replace(result, row=None)
    fields = ENTITIES[mutation.entity].fields
    return msgspec.structs.replace(result, row={name: row[name] for name in fields})


def _judge(mutation: Mutation, advisor_id: int, known: Known, work: _Work) -> Result:
    rule = WRITABLE.get(mutation.entity)
    if rule is None:
        raise _Refused("entity_unknown")
    if mutation.assumed is None:
        return _insert(mutation, rule, advisor_id, known, work)
    return _change(mutation, mutation.assumed, advisor_id, known, work)


def _insert(mutation: Mutation, rule: Writable, advisor_id: int, known: Known, work: _Work) -> Result:
    row = msgspec.structs.asdict(_typed(NEW_ROW[mutation.entity], mutation.new))  # in the order of the record
    customer_id = customer_of(mutation.entity, row)
    if row["id"] != mutation.row_id or (customer_id or NO_CUSTOMER) != mutation.customer_id:
        raise _Refused("value_invalid")
    prospect = mutation.entity == "customers"
    if customer_id is not None and not prospect:
        if not known.reaches(customer_id):
            raise _Refused("customer_foreign")
        if mutation.entity != "conversions":  # who two people are is decided by a person
            customer_id = row["customer_id"] = known.successors.get(customer_id, customer_id)
    if rule.author:
        row[rule.author] = advisor_id
    if code := refusal(mutation.entity, None, row, advisor_id):
        raise _Refused(code)
    there = known.rows.get((mutation.entity, mutation.row_id))
    if there is not None:
        # From a device that was enrolled anew with the work of a former one: it is here, as it was sent.
        if customer_of(mutation.entity, there) != customer_id or not _reaches(
            there, known, advisor_id, mutation
        ):
            raise _Refused("row_exists")
        if mutation.entity == "conversions" and row["state"] != there["state"]:
            _decide(there, row["state"], known, work)
            there |= {"state": row["state"], "advisor_id": advisor_id}
            work.changed["conversions"][mutation.row_id] = {
                "state": row["state"],
                "advisor_id": advisor_id,
            }
        return Result("applied", row={})
    for name, target in rule.references.items():
        if row[name] is None:
            continue
        referred = known.rows.get((target, row[name]))
        if referred is None:
            raise _Refused("reference_unknown")
        if referred["customer_id"] != customer_id:
            if (customer_id, referred["customer_id"]) not in known.pairs:
                raise _Refused("reference_unknown")
            if name == "interaction_id":  # merged or parted meanwhile: it goes where its contact has gone
                customer_id = row["customer_id"] = referred["customer_id"]
    if prospect:
        known.held.add(mutation.row_id)
        known.books[mutation.row_id] = set(known.own)
    if mutation.entity == "attachments":
        _check_file(row, known)
    if mutation.entity == "risk_assessments" and (code := known.assessed.refusal(row)):
        raise _Refused(code)
    if mutation.entity == "conversions":
        row["moved"] = None
        _decide(row, row["state"], known, work, new=True)
    if customer_id != mutation.customer_id and mutation.customer_id in known.successors:
        work.late[mutation.customer_id][mutation.entity].add(mutation.row_id)
    known.rows[mutation.entity, mutation.row_id] = row
    work.new[mutation.entity][mutation.row_id] = row
    return Result("applied")


def _reaches(there: Row, known: Known, advisor_id: int, mutation: Mutation) -> bool:
    customer_id = customer_of(mutation.entity, there)
    return customer_id in known.held if customer_id else there["advisor_id"] == advisor_id


def _decide(row: Row, state: str, known: Known, work: _Work, *, new: bool = False) -> None:
    """Let a conversion have a state, if it may; its rows follow when it is written."""
    before = None if new else row["state"]
    if code := push_merges.refusal(known, row, state, before):
        raise _Refused(code)
    work.decided.setdefault(row["id"], before)


def _check_file(row: Row, known: Known) -> None:
    content: bytes = row["content"]
    if row["size"] != len(content) or row["sha256"] != hashlib.sha256(content).digest():
        raise _Refused("content_damaged")
    total = known.file_bytes.get(row["customer_id"], 0) + len(content)
    if total > MAX_CUSTOMER_ATTACHMENT_BYTES:
        raise _Refused("files_too_large")
    known.file_bytes[row["customer_id"]] = total


def _change(mutation: Mutation, assumed: Row, advisor_id: int, known: Known, work: _Work) -> Result:
    entity, row_id = mutation.entity, mutation.row_id
    # Converted to be checked; a field that was not sent is not one that was emptied.
    typed = _typed(CHANGED[entity], mutation.new)
    _typed(CHANGED[entity], assumed)
    new = {name: getattr(typed, name) for name in mutation.new}
    row = known.rows.get((entity, row_id))
    if row is None:
        raise _Refused("row_unknown")
    customer_id = customer_of(entity, row)
    if not (known.reaches(customer_id) if customer_id else row["advisor_id"] == advisor_id):
        raise _Refused("customer_foreign")
    if mutation.id in known.revised:
        return Result("applied", row={})  # as above
    if code := refusal(entity, row, new, advisor_id):
        raise _Refused(code)
    merged = merge(assumed, new, row)
    if entity == "conversions" and "state" in merged.apply:
        _decide(row, merged.apply["state"], known, work)
    if merged.conflicts and customer_id and customer_id not in known.held:
        raise _Refused("customer_left")  # what stands instead is not this device's to see any more
    if merged.apply and customer_id:
        changes = {name: [row[name], value] for name, value in merged.apply.items()}
        text = packed(changes)
        work.revisions.append(
            Revision(mutation.id, customer_id, entity, row_id, advisor_id, mutation.made_at, text)
        )
    elif merged.apply:
        work.marks.append(mutation.id)
    if merged.apply:
        row |= merged.apply
        if row_id not in work.new[entity]:
            work.changed[entity].setdefault(row_id, {}).update(merged.apply)
    if merged.conflicts:
        return Result("conflict", theirs=merged.conflicts, row={})
    if not merged.apply:
        return Result("applied", SAME)
    return Result("applied")


def _typed(kind: type[msgspec.Struct], values: Row) -> msgspec.Struct:
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError:
        raise _Refused("value_invalid") from None
