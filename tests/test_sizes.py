"""Nothing grows too large to be read at once: modules, functions, folders."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "benchmarks", "drills", "sample_videos", "tests", "training", "vision")
MOST_LINES = 400
MOST_LINES_OF_FUNCTION = 60
MOST_PARAMETERS = 7
MOST_MODULES = 12


def modules(package: Path) -> list[Path]:
    return sorted(package.rglob("*.py"))


def functions(text: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many parameters have a name, without the object or class of a method."""
    names = function.args
    listed = [name.arg for name in (*names.posonlyargs, *names.args, *names.kwonlyargs)]
    return len(listed) - (listed[:1] in (["self"], ["cls"]))


def too_large(package: Path) -> list[str]:
    """Return a line for each module, function and folder that is over a limit."""
    found = []
    for path in modules(package):
        text = path.read_text("utf-8")
        if (lines := text.count("\n")) > MOST_LINES:
            found.append(f"{path.name} has {lines} lines, not {MOST_LINES}")
        for function in functions(text):
            name = f"{path.name}: {function.name}"
            if (lines := function.end_lineno - function.lineno + 1) > MOST_LINES_OF_FUNCTION:
                found.append(f"{name} has {lines} lines, not {MOST_LINES_OF_FUNCTION}")
            if (count := parameters(function)) > MOST_PARAMETERS:
                found.append(f"{name} has {count} parameters, not {MOST_PARAMETERS}")
    for folder in {path.parent for path in modules(package)}:
        inside = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        if len(inside) > MOST_MODULES:
            found.append(f"{folder.name}/ has {len(inside)} modules, not {MOST_MODULES}")
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_is_too_large(package):
    assert modules(ROOT / package)
    assert too_large(ROOT / package) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.py": "x = 1\n" * 400}, ()),
        ({"a.py": "x = 1\n" * 401}, ("a.py has 401 lines",)),
        ({"a.py": "def f():\n" + "    x = 1\n" * 59}, ()),
        ({"a.py": "def f():\n" + "    x = 1\n" * 60}, ("a.py: f has 61 lines",)),
        ({"a.py": "class A:\n    def f(self, a, b, c, /, d, *, e, f, g, **h): ...\n"}, ()),
        ({"a.py": "async def f(a, b, c, d, *, e, f, g, h): ...\n"}, ("a.py: f has 8 parameters",)),
        ({f"m{number}.py": "" for number in range(12)} | {"__init__.py": ""}, ()),
        ({f"m{number}.py": "" for number in range(13)}, ("room/ has 13 modules",)),
    ],
)
def test_one_too_many_is_found(tmp_path, files, said):
    room = tmp_path / "room"
    room.mkdir()
    for name, text in files.items():
        (room / name).write_text(text)
    found = too_large(tmp_path)
    assert len(found) == len(said)
    assert all(one.startswith(start) for one, start in zip(found, said, strict=True))
