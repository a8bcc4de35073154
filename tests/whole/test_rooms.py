"""What lies in app/gui needs Qt; what does not need it belongs into another room."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for path in sorted((ROOT / "app" / "gui").rglob("*.py"))
    if path.name != "__init__.py"
}


@cache
def imported(module: str) -> frozenset[str]:
    """Return what a module imports, types only included: `a.b` and `a.b.name` of each."""
    names = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def needs_qt(module: str, asking: frozenset[str] = frozenset()) -> bool:
    """Say whether a module imports Qt, itself or through another module of the window."""
    if any(name.split(".")[0] in {"PyQt6", "pyqtgraph"} for name in imported(module)):
        return True
    others = (imported(module) & MODULES.keys()) - asking
    return any(needs_qt(other, asking | {module}) for other in others)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_of_the_window_needs_qt(module):
    assert needs_qt(module)
