"""Makes the browser's typeface and icon anew: `python -m app.build_static` (needs brotli).

Streamlit serves the folder `static/` to anybody who reaches the desk, so nothing but typefaces,
icons and the shipped boundaries may lie there.
"""

from __future__ import annotations

from pathlib import Path

from app.fonts import font_file

STATIC = Path(__file__).parent / "static"
TYPEFACE = STATIC / "NotoSansSC-Subset.woff2"
ICON = STATIC / "favicon.png"
BLUE, ORANGE = (0, 114, 178, 255), (217, 130, 0, 255)
SIDE = 64


def build_typeface() -> Path:
    """The product's typeface as WOFF2, with the same characters as on maps and papers."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    font = TTFont(font_file())
    font.flavor = "woff2"
    font.recalcTimestamp = False
    font.save(TYPEFACE)
    return TYPEFACE


def build_icon() -> Path:
    """Two arrows, one back and one forth: industry goes out, workers come in."""
    from PIL import Image, ImageDraw

    scale = 8
    large = Image.new("RGBA", (SIDE * scale, SIDE * scale), (0, 0, 0, 0))
    draw = ImageDraw.Draw(large)
    for colour, y, forth in ((BLUE, 20, True), (ORANGE, 44, False)):
        points = [(4, y - 5), (38, y - 5), (38, y - 15), (60, y), (38, y + 15), (38, y + 5),
                  (4, y + 5)]  # fmt: skip
        drawn = [((x if forth else SIDE - x) * scale, height * scale) for x, height in points]
        draw.polygon(drawn, fill=colour)
    large.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(ICON, optimize=True)
    return ICON


if __name__ == "__main__":
    for path in (build_typeface(), build_icon()):
        print(f"{path.name}: {path.stat().st_size / 1e6:.3f} MB")
