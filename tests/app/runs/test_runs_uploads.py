"""Uploads: bounded, told by content, safely named; all that is refused is told at once."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.runs import uploads
from app.runs.uploads import MAX_NAME, accept, safe_name
from geodata.template import write_template

CSV = "企业编号,企业名称\nA1,甲厂\n".encode()


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_good_files_are_kept_byte_for_byte(tmp_path: Path) -> None:
    book = tmp_path / "template.xlsx"
    write_template(book)
    got = accept([("名录.csv", CSV), ("模板.xlsx", io.BytesIO(book.read_bytes()))], tmp_path / "in")
    assert not got.findings
    assert [(u.name, u.kind) for u in got.uploads] == [("名录.csv", "csv"), ("模板.xlsx", "xlsx")]
    assert got.uploads[0].path.read_bytes() == CSV and got.uploads[0].bytes == len(CSV)
    assert got.uploads[1].path.read_bytes() == book.read_bytes()


def test_the_content_tells_what_a_file_is_not_its_ending(tmp_path: Path) -> None:
    got = accept([("名录.csv", zipped({"a.shp": b"x", "a.dbf": b"x"}))], tmp_path)
    assert [u.kind for u in got.uploads] == ["zip"]


def test_all_that_is_refused_is_told_at_once_with_its_remedy(tmp_path: Path) -> None:
    """A bomb (30 MB of zeros), a way out of the folder, an old .xls, an empty file, a picture.

    The good file beside them is kept, and nothing else stays in the folder.
    """
    bomb = zipped({"xl/a.xml": bytes(30_000_000), "[Content_Types].xml": b"x"})
    outside = zipped({"../../evil.shp": b"x"})
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    got = accept(
        [
            ("bomb.xlsx", bomb), ("out.zip", outside), ("alt.xls", old), ("leer.csv", b""),
            ("good.csv", CSV), ("bild.svg", b"<svg/>"),
        ],
        tmp_path,
    )  # fmt: skip
    assert [u.name for u in got.uploads] == ["good.csv"]
    assert [f.code for f in got.findings] == [
        "archive_bomb", "archive_path", "xls_old", "file_empty", "format_unknown",
    ]  # fmt: skip
    assert all(f.problem(lang) and f.remedy(lang) for f in got.findings for lang in ("zh", "en"))
    assert [p.name for p in tmp_path.iterdir()] == ["good.csv"]


class Endless(io.RawIOBase):
    """A stream without end, as a broken or evil browser might send; counts what was taken."""

    taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.taken += size
        return b"a" * size


def test_no_more_is_read_than_the_limits_allow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Limits of 10 MB a file and 15 MB in all, a stream that never ends, then files of 8 MB."""
    monkeypatch.setattr(uploads, "MAX_FILE_BYTES", 10_000_000)
    monkeypatch.setattr(uploads, "MAX_TOTAL_BYTES", 15_000_000)
    stream = Endless()
    large = b"a,b\n" + b"1,2\n" * 2_000_000
    got = accept([("endlos.csv", stream), ("eins.csv", large), ("zwei.csv", large)], tmp_path)
    assert stream.taken < 12_000_000
    assert [u.name for u in got.uploads] == ["eins.csv"]
    assert [f.code for f in got.findings] == ["file_too_large", "upload_total"]
    assert [p.name for p in tmp_path.iterdir()] == ["eins.csv"]


def test_too_many_files_are_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_FILES", 2)
    got = accept([(f"{n}.csv", CSV) for n in range(5)], tmp_path)
    assert len(got.uploads) == 2 and [f.code for f in got.findings] == ["upload_too_many"]
    assert "2.csv" in got.findings[0].problem("en")


def test_files_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """Also where only the case of letters differs, which Windows does not see."""
    got = accept([("a.csv", CSV), ("A.CSV", CSV + b"A2,x\n"), ("a.csv", CSV)], tmp_path)
    assert [u.name for u in got.uploads] == ["a.csv", "A-2.CSV", "a-3.csv"]
    assert len({u.path.name.lower() for u in got.uploads}) == 3


def test_parts_of_a_shapefile_are_kept_beside_it(tmp_path: Path) -> None:
    head = b"\x00\x00\x27\x0a" + bytes(96)
    got = accept([("区.shp", head), ("区.dbf", b"\x03" + bytes(40)), ("区.prj", b"")], tmp_path)
    assert [u.kind for u in got.uploads] == ["shp", "part", "part"]


@pytest.mark.parametrize(
    ("original", "safe"),
    [
        ("企业名录.xlsx", "企业名录.xlsx"),
        ("..\\..\\企业名录?.xlsx", "企业名录_.xlsx"),
        ("/etc/passwd", "passwd"),
        ("a/../b.csv", "b.csv"),
        ("con.csv", "file_con.csv"),
        ("..", "file_"),
        ("", "file_"),
        ("a\u202egnp.csv", "a_gnp.csv"),
        ("=cmd|' /C calc'!A0.csv", "C calc'!A0.csv"),
    ],
)
def test_names_are_made_safe_and_stay_readable(original: str, safe: str) -> None:
    assert safe_name(original) == safe


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder_or_grows_without_bound(original: str) -> None:
    name = safe_name(original)
    assert name and len(name) <= MAX_NAME + len("file_")
    assert not set(name) & set('/\\<>:"|?*\0\n') and name not in (".", "..")
    assert Path(name).name == name and safe_name(name) == name


PE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + bytes(200) + b"PE\x00\x00"
ELF = b"\x7fELF\x02\x01\x01\x00" + bytes(100)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("名录.csv", PE), ("名录.xlsx", PE), ("layer.gpkg", ELF), ("list.txt", ELF),
        ("firms.csv", b"#!/bin/sh\nrm -rf ~\n"),
        ("firms.tsv", b"\xef\xbb\xbf@echo off\r\ndel *\r\n"),
        ("firms.csv", b"<?php system('id');"), ("roads.dbf", PE),
        ("roads.prj", b"#! /usr/bin/env sh\n"),
        ("mac.json", b"\xcf\xfa\xed\xfe" + bytes(60)),
        ("java.csv", b"\xca\xfe\xba\xbe" + bytes(60)),
    ],
)  # fmt: skip
def test_programs_are_refused_whatever_they_are_called(
    tmp_path: Path, name: str, content: bytes
) -> None:
    got = accept([(name, content), ("good.csv", CSV)], tmp_path)
    assert [f.code for f in got.findings] == ["file_is_program"]
    assert "program" in got.findings[0].problem("en") and got.findings[0].remedy("zh")
    assert [u.name for u in got.uploads] == ["good.csv"]
    assert [p.name for p in tmp_path.iterdir()] == ["good.csv"]


@pytest.mark.parametrize(
    ("member", "content"),
    [("xl/embeddings/oleObject1.bin", ELF), ("xl/media/image1.png", PE), ("docs/setup.EXE", b"x"),
     ("start.bat", b"del")],
)  # fmt: skip
def test_programs_inside_workbooks_and_archives_are_refused(
    tmp_path: Path, member: str, content: bytes
) -> None:
    book = tmp_path / "template.xlsx"
    write_template(book)
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr(member, content)
    got = accept([("模板.xlsx", book.read_bytes()),
                  ("a.zip", zipped({"a.shp": b"x", "a.dbf": b"x", member: content}))],
                 tmp_path / "in")  # fmt: skip
    assert [f.code for f in got.findings] == ["archive_program"] * 2
    assert all(member in f.problem("en") for f in got.findings) and not got.uploads


def test_a_firm_whose_name_begins_with_mz_is_no_program(tmp_path: Path) -> None:
    got = accept([("a.csv", "MZ电子厂,深圳\n#!号厂,东莞\n".encode())], tmp_path)
    assert [u.kind for u in got.uploads] == ["csv"] and not got.findings
