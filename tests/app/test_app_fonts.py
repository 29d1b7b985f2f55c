"""The typeface draws every character that a map or a paper of ours can hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.fonts import covered, font_file, missing, standard_characters
from app.fonts.build_font import big5_first_level, gb2312
from geodata.words import LANGS, catalogue

ROOT = Path(__file__).resolve().parents[2]


def test_the_list_is_the_whole_table_of_general_standard_characters() -> None:
    """8,105 characters in three levels; the rarer ones lie beyond the basic plane."""
    assert len(standard_characters()) == 8105
    assert {"一", "埗", "漖", "洸", "喆", "堃", "骉", "䶮", "\U0002c488"} <= standard_characters()


def test_every_standard_character_can_be_drawn() -> None:
    assert not standard_characters() - covered()


def test_gb2312_and_common_signs_can_be_drawn() -> None:
    """Signs of Latin text, figures and units without exception."""
    assert not gb2312() - covered()
    assert not missing(
        "ABCxyz0123456789.,;:%°′″±×÷²³€¥£©®·—…“”‘’、。，；：？！（）《》〔〕㎡①⑳→↑≤≥■●◆"
    )


def test_frequent_traditional_characters_can_be_drawn() -> None:
    """Names of enterprises from Hong Kong and Taiwan: 5,401 characters, Big5's first level."""
    assert len(big5_first_level()) == 5401
    assert not big5_first_level() - covered()


def test_our_own_data_and_sentences_can_be_drawn() -> None:
    texts = [sentence for lang in LANGS for sentence in catalogue(lang).values()]
    for file in (ROOT / "geodata" / "guangdong").rglob("*.csv"):
        texts.append(file.read_text("utf-8"))
    assert not missing("".join(texts))


def test_names_of_all_counties_can_be_drawn() -> None:
    from geodata.boundaries import cities, counties, neighbours

    for table in (cities(), counties(), neighbours()):
        assert not missing("".join(table["name_zh"]))


def test_a_character_outside_is_named() -> None:
    assert missing("甲\U00020089乙\U00020089") == "\U00020089"


def test_it_is_small_and_licensed_and_named_apart() -> None:
    from fontTools.ttLib import TTFont

    assert font_file().stat().st_size < 3_000_000
    licence = (font_file().parent / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    with TTFont(font_file(), lazy=True) as font:
        assert font["name"].getDebugName(1) == "Noto Sans SC Subset"
        assert "Open Font License" in font["name"].getDebugName(13)


def test_matplotlib_draws_with_it() -> None:
    from app.map.style import drawing, family

    with drawing():
        import matplotlib as mpl

        assert mpl.rcParams["font.family"][0] == family() == "Noto Sans SC Subset"


@pytest.mark.parametrize("name", ["NotoSansSC-Subset.otf", "OFL.txt", "standard_characters.txt"])
def test_the_files_are_shipped_with_the_package(name: str) -> None:
    assert (ROOT / "app" / "fonts" / name).is_file()
