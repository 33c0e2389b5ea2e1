"""The changes of a revision, ids among them, come back as they were."""

from advisor_app.domain.revised import packed, unpacked


def test_changes_come_back_as_they_were() -> None:
    key = bytes(range(16))
    changes = {"settled_by": [None, key], "note": ["旧", "新"], "due_on": [1, None]}
    assert unpacked(packed(changes)) == changes
    assert "旧" in packed(changes)
