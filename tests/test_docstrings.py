"""Every public function that takes several things says what they are."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "benchmarks", "drills", "sample_videos", "training", "vision")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def public_functions(body: list[ast.stmt]) -> list[Function]:
    """Return the functions of a module, and the methods of its classes, whose names are public."""
    functions = []
    for node in body:
        if getattr(node, "name", "_").startswith("_"):
            continue
        if isinstance(node, ast.ClassDef):
            functions += public_functions(node.body)
        elif isinstance(node, Function):
            functions.append(node)
    return functions


def parameters(function: Function) -> list[str]:
    """Return the names of the parameters, without the object or class of a method."""
    names = function.args
    listed = [name.arg for name in (*names.posonlyargs, *names.args, *names.kwonlyargs)]
    return listed[1:] if listed[:1] in (["self"], ["cls"]) else listed


def described(docstring: str) -> set[str]:
    """Return the names that the section "Parameters" of a docstring describes."""
    section = re.search(r"^Parameters\n-+\n(.*?)(?=^\w[^\n]*\n-{3,}$|\Z)", docstring, re.M | re.S)
    if section is None:
        return set()
    heads = re.findall(r"^(\w[^\n]*)\n[ ]{4}\S", section[1], re.M)
    return {name.strip(" *") for head in heads for name in head.split(":")[0].split(",")}


def undescribed(text: str) -> list[str]:
    """Name each parameter that its function takes beside others and does not describe."""
    missing = []
    for function in public_functions(ast.parse(text).body):
        names = parameters(function)
        known = described(inspect.cleandoc(ast.get_docstring(function) or ""))
        if len(names) > 1:
            missing += [f"{function.name}: {name}" for name in names if name not in known]
    return missing


@pytest.mark.parametrize("package", PACKAGES)
def test_parameters_are_described(package):
    paths = sorted((ROOT / package).rglob("*.py"))
    assert paths
    missing = {str(path.relative_to(ROOT)): undescribed(path.read_text("utf-8")) for path in paths}
    assert {path: names for path, names in missing.items() if names} == {}


HEAD = "Do it.\n\n    Parameters\n    ----------\n"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("def f(a): ...", []),
        ("def _f(a, b): ...", []),
        ("def f(a, b): ...", ["f: a", "f: b"]),
        ("class A:\n    def f(self, a): ...", []),
        ("class A:\n    def f(self, a, *, b): ...", ["f: a", "f: b"]),
        (f'def f(a, b):\n    """{HEAD}    a, b\n        Metres.\n    """', []),
        (f'def f(a, b):\n    """{HEAD}    a : float\n        In deg.\n    """', ["f: b"]),
        (f'def f(a, b):\n    """{HEAD}    a\n    b\n        In deg.\n    """', ["f: a"]),
        (
            f'def f(a, b):\n    """{HEAD}\n    Returns\n    -------\n    a, b\n        It.\n"""',
            ["f: a", "f: b"],
        ),
    ],
)
def test_a_parameter_without_a_word_is_found(text, missing):
    assert undescribed(text) == missing
