"""Figures that pages show: plans compared, and assumptions ranked by what was drawn."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from app import comparing
from app.comparing import PlanTables, figures_table, moved, verdict
from app.outlook.draws import by_draws
from simulation import indicators


def tables(pairs: list[tuple[str, str, int, str]], output: list[float], missed: float = 0.0):
    """A plan of four enterprises as far as the figures read it."""
    frame = pd.DataFrame(pairs, columns=["enterprise_id", "park_id", "year", "tenure"])
    frame["match_share"] = 0.5
    for column in ("investment_wan_yuan", "jobs_persons", "tax_wan_yuan"):
        frame[column] = 1.0
    frame["output_wan_yuan"], frame["land_mu"], frame["plant_m2"] = output, 10.0, 100.0
    frame["park_region"] = ["east" if p == "P1" else "north" for p in frame["park_id"]]
    limits = pd.DataFrame(
        {"rule": ["duty", "duty", "park_land"], "unit": ["projects", "wan_yuan", "mu"],
         "excess": [missed, 50.0, 0.0], "binding": [True, False, True]}
    )  # fmt: skip
    plan = SimpleNamespace(limits=limits, enterprises=4, gap=0.01)
    return PlanTables(plan, frame)  # type: ignore[arg-type]


A = [("E1", "P1", 2016, "land"), ("E2", "P1", 2017, "plant"), ("E3", "P2", 2016, "land")]
B = [("E1", "P1", 2016, "land"), ("E2", "P2", 2017, "plant"), ("E4", "P2", 2018, "land")]


def test_figures_of_two_plans_by_hand() -> None:
    """A places 3 of 4 with output 8 + 6 + 9 = 23; B 8 + 6 + 1 = 15, and lacks 2 projects."""
    table = figures_table([tables(A, [8.0, 6.0, 9.0]), tables(B, [8.0, 6.0, 1.0], missed=2.0)])

    def of(name: str, number: int) -> tuple[float, float, str]:
        row = table[(table["figure"] == name) & (table["number"] == number)].iloc[0]
        return row["value"], row["difference"], row["verdict"]

    assert of("placed_share", 0) == (0.75, 0.0, "same")
    assert of("output", 1) == (15.0, -8.0, "worse")
    assert of("duties_missed", 1) == (2.0, 2.0, "worse")
    assert of("north", 1) == (2.0, 1.0, "higher") and of("east", 1) == (1.0, -1.0, "lower")
    # Land counts only where land is bought: two of the three in both plans.
    assert of("land", 0)[0] == of("land", 1)[0] == 20.0 and of("plant", 0)[0] == 100.0
    assert of("binding", 0)[0] == 2.0
    assert set(comparing.BY_NAME) == set(table["figure"])


@pytest.mark.parametrize(
    ("difference", "better", "word"),
    [(1.0, "up", "better"), (1.0, "down", "worse"), (-1.0, "down", "better"),
     (1.0, "neither", "higher"), (1e-7, "up", "same"), (float("nan"), "up", "unknown")],
)  # fmt: skip
def test_a_verdict_follows_the_declared_direction(difference, better, word) -> None:
    assert verdict(difference, 1000.0, better) == word


def test_who_goes_elsewhere_by_hand() -> None:
    columns = ["enterprise_id", "park_id", "year", "tenure"]
    table = moved(pd.DataFrame(A, columns=columns), pd.DataFrame(B, columns=columns))
    assert dict(zip(table["enterprise_id"], table["change"], strict=True)) == {
        "E2": "park", "E3": "lost", "E4": "gained",
    }  # fmt: skip


def outcome(draws: np.ndarray, values: np.ndarray, monkeypatch: pytest.MonkeyPatch):
    """As much of an outcome as the ranking reads; the indicator gives `values`."""
    it = SimpleNamespace(values=lambda _: np.column_stack([values, values * 0]))
    monkeypatch.setattr(indicators, "ALL", {"x": it})
    return SimpleNamespace(draws=draws, parameter_names=("weak", "strong", "fixed"),
                           years=(2019, 2020))  # fmt: skip


def test_assumptions_are_ranked_by_what_their_draws_did(monkeypatch: pytest.MonkeyPatch) -> None:
    """Value = 3 x strong over 0..99: the lowest quarter has mean 36, the highest 261, swing 225.

    "weak" runs 0..99 in another order, without effect; "fixed" never varies and is left out.
    """
    number = np.arange(100.0)
    weak = np.random.default_rng(0).permutation(number)
    draws = np.column_stack([weak, number, np.full(100, 5.0)])
    table = by_draws(outcome(draws, 3 * number, monkeypatch), "x", 2019)  # type: ignore[arg-type]
    assert table["parameter"].tolist() == ["strong", "weak"]
    first = table.iloc[0]
    assert (first["low_mean"], first["high_mean"], first["swing"]) == (36.0, 261.0, 225.0)
    # Each end holds 25 values 3 apart, variance 9 x 650 / 12: error 1.96 x sqrt(2 x 487.5 / 25).
    error = 1.959964 * np.sqrt(2 * 9 * (25**2 + 25) / 12 / 25)
    assert first["swing_high"] - first["swing"] == pytest.approx(error, rel=1e-6)
    assert table.iloc[1]["swing_low"] < 0 < table.iloc[1]["swing_high"] or (
        abs(table.iloc[1]["swing"]) < 60
    )


def test_too_few_replications_rank_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    few = np.arange(39.0)
    made = outcome(np.column_stack([few, few, few]), few, monkeypatch)
    with pytest.raises(ValueError, match="40 are needed"):
        by_draws(made, "x", 2019)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no year"):
        by_draws(made, "x", 1999)  # type: ignore[arg-type]
