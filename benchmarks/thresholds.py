"""The thresholds of `vision` and `drills`: how many there are, and which ones no test notices.

    python -m benchmarks.thresholds [ROOM ...] [--only NAME] [--list] [--mutate] [--root DIR]

A room is a folder or module (`vision/body`, `drills/gate.py`). Prints how many thresholds each has:
*named* are numbers in constants and defaults of fields, *inline* are floats within functions. With
``--mutate`` each is set to half and to double its value in a copy of the tree, the tests that
import its module are run, and changes that none of them notices are listed: this takes minutes for
a room, an hour for all.

These are not thresholds: 0, and 1 without a unit (nothing, all, a sign); anything smaller than 1e-5
(a guard against dividing by zero); a member of an enumeration, an index, a range; in functions, a
number of plain geometry or of bytes; and what `NONE` lists, each with its reason.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

AREAS = ("vision", "drills")
UNITS = ("_s", "_deg", "_px", "_m", "_hz")
PLAIN = (1.0, 2.0, 3.0, 90.0, 180.0, 360.0, 255.0, 127.5)
TINY = 1e-5
FACTORS = (0.5, 2.0)
LONGEST_S = 600  # tests that take longer hang, which counts as noticed
NONE = {
    "landmark numbers": "POINTS WORLD_POINTS SWAPPED SIZE_POINTS ARMS LEGS",
    "units, and proportions of the body": "UNIT_DEG UPPER_ARM_TRUNKS ARM_TRUNKS TRUNK_LEGS "
    "UPPER_SHARE SHANK_SHARE",
    "shapes of what the models read, and where": "_SIZES N_FEATURES N_LINEAR N_STANCE N_OUTLINE "
    "N_UPRIGHT _PER_TRUNK _HEIGHT LOWER UPPER OUTLINE_FROM OUTLINE_TO OUTLINE_COLUMNS "
    "_OUTLINE_STEPS _OUTLINE_REACH MIN_SIDE_PX MAX_SIDE_PX",
    "rounding of time stamps, pauses of a loop that waits": "LEAST_STEP_S SLACK_S _LOOK_S _PAUSE_S",
    "directions": "UNKNOWN_UPRIGHT sign",
    "formats of files, pipes and cameras": "_NO_TIMES PIPE_BYTES HEIGHTS_PX _ROOT DECIMALS",
    "how much of a file or picture is looked at": "GREY_ROWS HALVINGS _LOOKED_AT _MOST_BOXES",
    "what a person is asked to do": "GOOD_RATE Dose Tempo Band _bands TARGETS_DEG",
    "where to stand and what is drawn": "Placement GaugeScale figure_deg",
    "points that fix a movement": "TO_FIT",
    "ranges": "range arange",
}
"""Reasons not to be a threshold, and the constants, fields and calls that they apply to."""
EXCLUDED = frozenset(name for names in NONE.values() for name in names.split())


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that decides something, and where it is written (columns in bytes)."""

    path: str
    name: str
    text: str
    is_inline: bool
    line: int
    column: int
    end: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.name} = {self.text}"


def thresholds(root: Path, rooms: tuple[str, ...] = AREAS) -> list[Threshold]:
    """Return the thresholds of some packages, in the order of the text.

    Parameters
    ----------
    root
        The folder that holds the packages.
    rooms
        Folders or modules, relative to it.
    """
    listed = []
    for room in rooms:
        for path in [root / room] if room.endswith(".py") else sorted((root / room).rglob("*.py")):
            tree, name = ast.parse(path.read_bytes()), path.relative_to(root).as_posix()
            listed += list(_numbers(tree, name, "", is_inline=False))
    return listed


def _numbers(node: ast.AST, path: str, name: str, *, is_inline: bool) -> Iterator[Threshold]:
    """Yield the thresholds below a node; ``name`` is the dotted name of what it belongs to."""
    for child in ast.iter_child_nodes(node):
        last = ""
        match child:
            case ast.ClassDef(bases=[ast.Name(id=base), *_]) if base.endswith("Enum"):
                continue
            case ast.Subscript():
                continue
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = [ast.Assign([a], b) for a, b in zip(names, values, strict=True)]
                yield from _numbers(ast.Module([*pairs], []), path, name, is_inline=is_inline)
                continue
            case ast.Assign(targets=[target]) | ast.AnnAssign(target=target) if not is_inline:
                last = ast.unparse(target).split("[")[0]
            case ast.FunctionDef(name=last) | ast.ClassDef(name=last) | ast.keyword(arg=str(last)):
                pass
            case ast.Call(func=ast.Name(id=last) | ast.Attribute(attr=last)):
                if last not in EXCLUDED:
                    last = ""
            case ast.Constant(value=value) if _decides(node, name, value, is_inline=is_inline):
                place = (child.lineno, child.col_offset, child.end_col_offset or 0)
                yield Threshold(path, name, ast.unparse(child), is_inline, *place)
        if last not in EXCLUDED:
            inside = is_inline or isinstance(child, ast.FunctionDef)
            yield from _numbers(child, path, f"{name}.{last}".strip("."), is_inline=inside)


def _decides(parent: ast.AST, name: str, value: object, *, is_inline: bool) -> bool:
    """Whether a literal is a threshold, by the rules at the top of this module."""
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) < TINY:
        return False
    if is_inline:
        is_half = value == 0.5 and not isinstance(parent, ast.Compare)  # a mean, or rounding
        return isinstance(value, float) and value not in PLAIN and not is_half
    if isinstance(parent, ast.BinOp):  # 6 << 30 is a number, 1 - SHARE is not
        is_number = isinstance(parent.left, ast.Constant) and isinstance(parent.right, ast.Constant)
        return is_number and getattr(parent.left, "value", None) is value
    return value != 1 or name.lower().endswith(UNITS)


@cache
def _stands_on(path: Path, root: Path) -> frozenset[Path]:
    """Return the modules that a module imports, directly or indirectly."""
    seen: set[Path] = set()
    waiting = [path]
    while waiting:
        for node in ast.walk(ast.parse(waiting.pop().read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{part.name}" for part in node.names)]
                files = {root / f"{name.replace('.', '/')}.py" for name in names}
                new = {file for file in files - seen if file.exists()}
                seen |= new
                waiting += new
    return frozenset(seen)


def files_testing(path: str, root: Path) -> list[str]:
    """Return the test files that import a module: those named like it first, then its folder's.

    A drill is found by its folder's name and not imported: the test file of that name counts, too.

    Parameters
    ----------
    path
        The module, relative to the root.
    root
        The folder that holds the packages.
    """
    module, own = root / path, root / "tests" / Path(path).parent
    every = (root / "tests" / path.split("/")[0]).rglob("test_*.py")
    named = f"test_{module.parent.name}.py"
    tests = [test for test in every if test.name == named or module in _stands_on(test, root)]
    tests.sort(key=lambda test: (module.stem not in test.name, test.parent != own, test))
    return [test.relative_to(root).as_posix() for test in tests]


def changed(text: bytes, threshold: Threshold, factor: float) -> bytes:
    """Return the text of a module with another value for a threshold.

    Parameters
    ----------
    text
        The whole module.
    threshold
        A threshold in it.
    factor
        Its value is multiplied by this.
    """
    lines = text.splitlines(keepends=True)
    line, value = lines[threshold.line - 1], ast.literal_eval(threshold.text)
    new = str(type(value)(value * factor)).encode()
    lines[threshold.line - 1] = line[: threshold.column] + new + line[threshold.end :]
    return b"".join(lines)


def unnoticed(threshold: Threshold, copy: Path) -> list[float]:
    """Return the factors of a threshold at which all tests still pass.

    Parameters
    ----------
    threshold
        The threshold to change.
    copy
        A copy of the tree, in which it is changed for a while.
    """
    path, tests = copy / threshold.path, files_testing(threshold.path, copy)
    command = [sys.executable, "-B", "-m", "pytest", "-xq", "-p", "no:cacheprovider"]
    run = partial(subprocess.run, cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)})
    kept, missed = path.read_bytes(), []
    for factor in FACTORS:
        path.write_bytes(changed(kept, threshold, factor))
        with suppress(subprocess.TimeoutExpired):
            done = run([*command, *tests], capture_output=True, timeout=LONGEST_S)
            if not (tests and done.returncode):
                missed.append(factor)
    path.write_bytes(kept)
    return missed


def main() -> None:
    """Print the counts of every room and, if asked to, what no test notices."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rooms", nargs="*", default=AREAS, metavar="ROOM")
    parser.add_argument("--only", default="", metavar="NAME", help="those with it in their name")
    parser.add_argument("--list", action="store_true", help="every threshold with its place")
    parser.add_argument("--mutate", action="store_true", help="which of them no test notices")
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[1], metavar="DIR")
    options = parser.parse_args()
    every = thresholds(options.root, tuple(options.rooms))
    chosen = [threshold for threshold in every if options.only in threshold.name]
    kinds = [(str(room), x.is_inline) for x in chosen for room in Path(x.path).parents[:-1]]
    counts = Counter(kinds)
    for room in sorted({room for room, _ in counts}):
        print(f"{room:28s} {counts[room, False]:4d} named {counts[room, True]:4d} inline")
    if options.list:
        print("\n".join(map(str, chosen)))
    if options.mutate:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "tree")
            shutil.copytree(options.root, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
            for threshold in chosen:
                if missed := unnoticed(threshold, copy):
                    print(f"{threshold}: no test notices it times {missed}", flush=True)


if __name__ == "__main__":
    main()
