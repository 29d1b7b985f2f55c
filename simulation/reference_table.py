"""The parameter table of docs/SIMULATION.md, made from the code.

python -m simulation.reference_table docs/SIMULATION.md   rewrite it; a test compares.
"""

from __future__ import annotations

import sys
from pathlib import Path

from geodata.words import say
from simulation.specs import SPECS

START, END = "<!-- generated: parameters -->\n", "<!-- end -->"


def parameter_table() -> str:
    """Markdown, one row per parameter, both languages."""
    lines = [
        "| parameter | 含义 | meaning | value | range | unit | source | where | why |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, spec in SPECS.items():
        cells = (
            f"`{name}`", say(f"sim.parameter.{name}", "zh"), say(f"sim.parameter.{name}", "en"),
            f"{spec.value:g}", f"{spec.low:g} .. {spec.high:g}", spec.unit or "-",
            f"{say(f'sim.source.{spec.source}', 'zh')} / {spec.source}",
            say(f"sim.where.{spec.where}", "en"), say(f"sim.why.{name}", "en"),
        )  # fmt: skip
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def renewed(text: str) -> str:
    """The document with its table made anew.  Raises ValueError where the marks are missing."""
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError("the marks of the parameter table are missing")
    return f"{before}{START}\n{parameter_table()}\n\n{END}{after}"


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(renewed(file.read_text("utf-8")), "utf-8")
