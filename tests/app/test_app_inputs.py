"""Options about inputs: headers named by hand, assumed values, folders, and Ctrl-C early on."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from app import entry
from app.errors import AppError
from app.inputs import AssumptionRefused, Inputs
from app.job import check_folder

FIRMS = "企业编号,企业名称,所在市,行业大类,怪名\nA1,甲厂,深圳市,39,100\nA2,乙厂,东莞市,,200\n"


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    """Two firms with their land under a header that nobody knows; A2 has no division."""
    file = tmp_path / "firms.csv"
    file.write_text(FIRMS, encoding="utf-8")
    return file


def test_a_header_named_by_hand_is_read_as_that_column(firms: Path) -> None:
    world = Inputs({"enterprises": firms}, headers={"怪名": "land_mu"}).world()
    assert world["enterprises"]["land_mu"].tolist() == [100, 200]


@pytest.mark.parametrize(
    ("headers", "code"),
    [({"怪名": "land_acres"}, "header_column"), ({"没有": "land_mu"}, "header_unknown")],
)
def test_an_unknown_header_or_column_is_an_error(
    firms: Path, headers: dict[str, str], code: str
) -> None:
    with pytest.raises(AppError) as refused:
        Inputs({"enterprises": firms}, headers=headers).world()
    assert refused.value.code == code and refused.value.remedy("zh")


def test_an_assumed_value_that_cannot_stand_is_one_error(firms: Path) -> None:
    with pytest.raises(AssumptionRefused, match="division=电子"):
        Inputs({"enterprises": firms}, assume={"division": "电子"}).world()
    assert Inputs({"enterprises": firms}, assume={"division": "24"}).world()


def test_results_cannot_go_into_a_file(firms: Path, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="not a folder"):
        check_folder(firms)
    check_folder(tmp_path)
    check_folder(tmp_path / "new")
    check_folder(None)


def test_ctrl_c_while_loading_is_said_without_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Raised before the command listens, as by a key pressed while modules are imported."""

    def pressed() -> None:
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("app.cli.main", pressed)
    monkeypatch.setattr("sys.argv", ["doubletransfer", "demo", "--lang", "en"])
    try:
        with pytest.raises(SystemExit) as ended:
            entry.main()
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended.value.code == entry.INTERRUPTED
    assert "Interrupted" in capsys.readouterr().err
