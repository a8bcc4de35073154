"""What a killed or damaged batch has written down: its lines are worth what is whole of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.batch.batch import FINISHED, Ledger, Task
from app.run.pipeline import Settings
from app.session.file import to_json
from tests.store_builders import a_rep, a_session

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, key: str) -> Task:
    """Write down that a video is finished, with its session."""
    (folder / key).mkdir(exist_ok=True)
    session = to_json(a_session(reps=[a_rep(1)]))
    (folder / key / "session.json").write_text(json.dumps(session), "utf-8")
    task = Task(f"{key}.mp4", key, key, Settings())
    Ledger(folder).add(task)
    return task


def test_a_line_after_one_that_was_cut_off_counts(tmp_path: Path) -> None:
    written(tmp_path, "one")
    path = tmp_path / FINISHED
    path.write_text(path.read_text("utf-8")[:-9], "utf-8")
    written(tmp_path, "two")
    written(tmp_path, "three")
    ledger = Ledger(tmp_path)
    assert [ledger.session_of(key) is not None for key in ("one", "two", "three")] == [
        False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["{}", "[]", "3", '{"key": "two"}', '{"key": "two", "folder": "x"}', '{"key": [1]}', ""]
)
def test_a_line_that_lacks_something_is_passed_over(tmp_path: Path, line: str) -> None:
    written(tmp_path, "one")
    with (tmp_path / FINISHED).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    ledger = Ledger(tmp_path)
    assert ledger.session_of("two") is None
    assert ledger.name_for("other.mp4", set()) == "other"
    assert ledger.session_of("one") is not None


@pytest.mark.parametrize("content", ["", "[]", "3", "{}", '{"schema": "hipdrill.session/2"}'])
def test_a_damaged_session_is_not_finished(tmp_path: Path, content: str) -> None:
    written(tmp_path, "one")
    (tmp_path / "one" / "session.json").write_text(content, "utf-8")
    assert Ledger(tmp_path).session_of("one") is None
