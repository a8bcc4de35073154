from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from benchmarks.thresholds import changed, files_testing, thresholds, unnoticed

if TYPE_CHECKING:
    from pathlib import Path

MODULE = """
    from enum import IntEnum
    LEAST_DEG, OFFSET = -2.5, 0
    MOST_BYTES = 6 << 30
    REST = 1 - OFFSET
    SETTLE_S = 1.0
    POINTS = (11, 12)
    class Point(IntEnum):
        NOSE = 7
    class Params:
        dwell_s: float = 0.3
        trunk: float = 1.0
        limits: object = dict(share=0.2)
    def is_far(x: float) -> bool:
        half = 0.5 * x / 2.0
        return x > 4.5 and x > SETTLE_S and half > 0
"""
TEST = """
    import vision.far
    from vision.far import is_far
    def test_far():
        assert not is_far(3.0)
"""


def tree(root: Path) -> Path:
    for name, text in (("vision/far.py", MODULE), ("tests/vision/test_far.py", TEST)):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    (root / "vision/__init__.py").touch()
    return root


def test_numbers_that_decide_are_found_and_others_are_not(tmp_path):
    found = {one.name: (one.text, one.is_inline) for one in thresholds(tree(tmp_path))}
    assert found == {
        "LEAST_DEG": ("2.5", False),
        "MOST_BYTES": ("6", False),
        "SETTLE_S": ("1.0", False),
        "Params.dwell_s": ("0.3", False),
        "Params.limits.share": ("0.2", False),
        "is_far": ("4.5", True),
    }


def test_a_threshold_is_changed_where_it_stands(tmp_path):
    root = tree(tmp_path)
    whole = (root / "vision/far.py").read_bytes()
    least, most = (one for one in thresholds(root) if one.name in ("LEAST_DEG", "MOST_BYTES"))
    assert b"LEAST_DEG, OFFSET = -5.0, 0" in changed(whole, least, 2.0)
    assert b"MOST_BYTES = 3 << 30" in changed(whole, most, 0.5)


def test_a_drill_is_tested_by_the_file_of_its_name(tmp_path):
    for path in ("drills/bow/definition.py", "tests/drills/test_bow.py", "tests/drills/test_x.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert files_testing("drills/bow/definition.py", tmp_path) == ["tests/drills/test_bow.py"]


def test_what_no_test_notices_is_told_and_nothing_stays_changed(tmp_path):
    root = tree(tmp_path)
    whole = (root / "vision/far.py").read_bytes()
    assert files_testing("vision/far.py", root) == ["tests/vision/test_far.py"]
    dwell = next(one for one in thresholds(root) if one.name == "Params.dwell_s")
    inline = next(one for one in thresholds(root) if one.is_inline)
    assert unnoticed(dwell, root) == [0.5, 2.0]
    assert unnoticed(inline, root) == [2.0]
    assert (root / "vision/far.py").read_bytes() == whole
