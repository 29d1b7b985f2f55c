"""The generated parts of docs/SCENARIOS.md and docs/ASSUMPTIONS.md.

    python -m scenarios.reference docs        rewrite them
    python -m scenarios.reference docs --check   exit 1 and name the files that are out of date

A test compares them, so the documents cannot drift from the code.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from geodata.tables import unit_label
from geodata.words import Lang, known, say
from scenarios.assumptions import ASSUMPTIONS, Assumption
from scenarios.lever import Lever
from scenarios.levers import ALL
from scenarios.load import library

LANGS: tuple[Lang, Lang] = ("zh", "en")


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    cells = ([cell.replace("|", "\\|").replace("\n", " ") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _unit(unit: str, lang: Lang = "en") -> str:
    if not unit:
        return "-"
    return (
        say(f"scenario.unit.{unit}", lang)
        if known(f"scenario.unit.{unit}")
        else unit_label(unit, lang)
    )


def _span(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "-"
    ends = ("" if end is None else f"{end:g}" for end in (low, high))
    return " .. ".join(ends).strip()


def levers_table() -> str:
    """One row per lever: name, labels, unit, range, seed tasks, lead department."""
    rows = [
        (f"`{lever.name}`", lever.label("zh"), lever.label("en"), _unit(lever.unit),
         _span(lever.low, lever.high), ", ".join(map(str, lever.tasks)), lever.lead_zh)
        for lever in ALL.values()
    ]  # fmt: skip
    header = ("lever", "中文", "English", "unit", "range", "tasks (of 103)", "lead 牵头单位")
    return _table(header, rows)


def keys_of_levers() -> str:
    """One section per lever: what it does and its keys."""
    return "\n\n".join(_keys(lever) for lever in ALL.values())


def _keys(lever: Lever) -> str:
    rows = [
        (f"`{key}`", lever.key_note(key, "zh"), lever.key_note(key, "en"))
        for key in lever.setting.model_fields
    ]
    head = f"#### `{lever.name}` {lever.label('zh')} · {lever.label('en')}"
    notes = "\n\n".join(lever.note(lang) for lang in LANGS)
    return f"{head}\n\n{notes}\n\n{_table(('key', '含义', 'meaning'), rows)}"


def library_table() -> str:
    """One row per what-if of the library."""
    rows = [
        (f"`{one.name}`", one.title("zh"), one.title("en"), one.note("zh"), one.note("en"))
        for one in library()
    ]
    return _table(("name", "方案", "what-if", "说明", "note"), rows)


def assumptions_table() -> str:
    """One row per default of the policy."""
    header = ("field 字段", "含义", "meaning", "default 默认", "unit", "range to try 试算范围",
              "basis 依据", "why 理由", "where to edit 何处修改")  # fmt: skip
    return _table(header, [_assumption(one) for one in ASSUMPTIONS])


def _assumption(one: Assumption) -> tuple[str, ...]:
    where = [f"lever `{one.lever}`"] if one.lever else []
    where.append(f"`[policy] {one.field}`")
    return (
        f"`{one.field}`",
        one.label("zh"),
        one.label("en"),
        _default(one),
        _unit(one.unit),
        _span(one.low, one.high),
        " / ".join(say(f"scenario.basis.{one.basis}", lang) for lang in LANGS),
        " / ".join(one.why(lang) for lang in LANGS),
        ", ".join(where),
    )


def _default(one: Assumption) -> str:
    special = {"receiving_cities": "every_city", "rules": "own_rules"}.get(one.field)
    if special is None and one.value in (None, ()):
        special = "nothing"
    if special is not None:
        return " / ".join(say(f"scenario.docs.{special}", lang) for lang in LANGS)
    if isinstance(one.value, bool):
        return "true" if one.value else "false"
    return f"{one.value:g}" if isinstance(one.value, float) else str(one.value)


PARTS: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "SCENARIOS.md": {
        "levers": levers_table,
        "keys": keys_of_levers,
        "library": library_table,
    },
    "ASSUMPTIONS.md": {"assumptions": assumptions_table},
}
"""File -> name of its generated part -> what stands there."""


def renewed(file: str, text: str) -> str:
    """The text of a document with its generated parts made anew.

    Raises ValueError where the file lacks the marks `<!-- generated: NAME -->` .. `<!-- end -->`.
    """
    for name, make in PARTS[file].items():
        mark = rf"(<!-- generated: {name} -->\n).*?(\n<!-- end -->)"
        found = re.search(mark, text, re.DOTALL)
        if found is None:
            raise ValueError(f"{file} has no part {name!r}")
        text = f"{text[: found.end(1)]}\n{make()}\n{text[found.start(2) :]}"
    return text


def main(arguments: list[str]) -> int:
    """Rewrite (or --check) the documents in the folder given; exit code 1 where one is old."""
    folder, old = Path(arguments[0] if arguments else "docs"), []
    for file in PARTS:
        path = folder / file
        text = path.read_text("utf-8")
        if renewed(file, text) != text:
            old.append(file)
            if "--check" not in arguments:
                path.write_text(renewed(file, text), "utf-8")
    print("\n".join(old))
    return 1 if old and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
