"""Every sentence that the meeting pack says is written in both languages, and none lies idle."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from geodata.words import LANGS, catalogue

ROOT = Path(__file__).resolve().parents[3]
CODE = sorted((ROOT / "app" / "exports" / "meeting").rglob("*.py"))


def named(tree: ast.AST) -> Iterator[str]:
    """Patterns of the keys that calls of `word` name; a hole in an f-string matches anything."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "word"
        ):
            for part in ast.walk(node.args[0]):
                if isinstance(part, ast.JoinedStr):
                    yield "".join(
                        re.escape(v.value) if isinstance(v, ast.Constant) else "[^.]+"
                        for v in part.values
                    )
                elif isinstance(part, ast.Constant) and re.search(r"\.\w+$", str(part.value)):
                    yield re.escape(str(part.value))


def test_every_key_that_is_said_exists_and_every_key_is_said() -> None:
    trees = [ast.parse(file.read_text("utf-8")) for file in CODE]
    patterns = {pattern for tree in trees for pattern in named(tree)}
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    constants = {str(node.value).removeprefix("head.") for node in nodes}
    for lang in LANGS:
        keys = {k.removeprefix("meeting.") for k in catalogue(lang) if k.startswith("meeting.")}
        missing = [p for p in patterns if not any(re.fullmatch(p, key) for key in keys)]
        assert not missing
        heads = {key.split(".", 1)[1] for key in keys if key.startswith("head.")}
        assert heads <= constants, "headings that no table uses"
        said = [key for key in keys if any(re.fullmatch(p, key) for p in patterns)]
        idle = keys - set(said) - {k for k in keys if k.startswith(("task.", "setting."))}
        assert not idle
