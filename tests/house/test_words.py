"""Both languages say the same things."""

from __future__ import annotations

import string

from geodata.words import catalogue


def test_chinese_and_english_have_the_same_keys() -> None:
    assert set(catalogue("zh")) == set(catalogue("en"))


def test_no_sentence_is_empty_and_placeholders_agree() -> None:
    def holes(template: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(template) if name}

    wrong = [
        key
        for key, english in catalogue("en").items()
        if not english.strip()
        or not catalogue("zh")[key].strip()
        or holes(english) != holes(catalogue("zh")[key])
    ]
    assert not wrong


def test_english_has_no_chinese_in_it_beyond_quoted_terms() -> None:
    """A Chinese character in an English sentence is allowed only in brackets or quotes."""
    import re

    cjk = re.compile(r"[\u4e00-\u9fff]")
    quoted = re.compile(r"[(\"'“‘《〔][^)\"'”’》〕]*[)\"'”’》〕]")
    wrong = {k: v for k, v in catalogue("en").items() if cjk.search(quoted.sub("", v))}
    assert not wrong
