"""Every sentence goes through the text files, and every key that the code asks for is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.words import LANGS, catalogue, known
from scenarios.behaviour import Behaviour
from scenarios.policy import Policy

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "app").rglob("*.py"))
CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
KEY = re.compile(r"(?:export|map|cli)\.(?!png|svg)[a-z0-9_.{}]+")


def strings(file: Path) -> Iterator[str]:
    """Every string of a file that is no docstring; of f-strings the pattern with {} for values."""
    tree = ast.parse(file.read_text("utf-8"))
    docs = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docs.add(node.value)
    inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
              for part in node.values}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in docs
            and node not in inside
        ):
            yield node.value


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(ROOT).as_posix())
def test_no_chinese_sentence_stands_in_the_code(file: Path) -> None:
    assert not [text for text in strings(file) if CJK.search(text)]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(ROOT).as_posix())
def test_every_key_that_the_code_names_is_in_both_languages(file: Path) -> None:
    """A whole key must exist; of a key with a hole at least one that fits must."""
    wrong = []
    for text in strings(file):
        if not KEY.fullmatch(text):
            continue
        pattern = re.compile(re.escape(text).replace(r"\{\}", r"[^.]+"))
        for lang in LANGS:
            if not any(pattern.fullmatch(key) for key in catalogue(lang)):
                wrong.append(text)
    assert not wrong


def test_every_sentence_of_the_app_is_used() -> None:
    """A key that no string of the code leads to is left over."""
    used = [
        re.compile(re.escape(text).replace(r"\{\}", ".+"))
        for file in FILES
        for text in strings(file)
        if KEY.fullmatch(text)
    ]
    own = [key for key in catalogue("zh") if key.split(".")[0] in ("export", "map", "cli")]
    unused = [key for key in own if not any(pattern.fullmatch(key) for pattern in used)]
    assert not unused


def test_every_setting_of_a_policy_has_a_label() -> None:
    fields = [name for name in Policy.model_fields if name != "behaviour"]
    assert all(known(f"export.policy.{name}") for name in fields)
    assert all(known(f"scenario.what.behaviour.{name}") for name in Behaviour.model_fields)


def test_every_file_of_a_pack_is_described() -> None:
    from app.exports.pack import FILES as NAMES

    assert all(known(f"cli.file.{name.replace('.', '_')}") for name in NAMES)


def test_every_error_has_problem_and_remedy() -> None:
    codes = {key.split(".")[2] for key in catalogue("zh") if key.startswith("cli.error.")}
    codes.discard("interrupted")
    assert codes
    for code in codes:
        assert known(f"cli.error.{code}.problem") and known(f"cli.error.{code}.remedy")
