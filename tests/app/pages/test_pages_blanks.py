"""Streamlit writes "None" where a table has nothing: ours say a dash, or nothing at all."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

VIEWS = sorted((Path(__file__).resolve().parents[3] / "app" / "views").glob("*.py"))


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_every_table_says_what_stands_in_a_gap(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "dataframe":
            said = {word.arg for word in node.keywords}
            assert "placeholder" in said, f"{path.name}:{node.lineno}"
