"""Missing figures follow from coefficients by arithmetic a person can redo, or stay empty."""

from __future__ import annotations

import math
import time
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import estimators
from geodata.division_words import MINIMUM_CONFIDENCE, guess_divisions
from geodata.estimates import COLUMNS, estimate, expected_range
from geodata.findings import Finding
from geodata.notes import NOTE_COLUMNS
from geodata.shipped import read_shipped
from geodata.tables import complete
from geodata.words import known

FACTORS = {"low_factor": 0.5, "high_factor": 2.0}


def firms(**columns: object) -> pd.DataFrame:
    """Table enterprises with ids E1, E2 ...; every column not given is empty."""
    count = max(len(v) for v in columns.values() if isinstance(v, list))
    ids = [f"E{i}" for i in range(1, count + 1)]
    return complete("enterprises", pd.DataFrame({"enterprise_id": ids, **columns}))


def table(**ratios: float) -> pd.DataFrame:
    """Table industries with the one division 39."""
    return complete("industries", pd.DataFrame([{"division": "39", **FACTORS, **ratios}]))


@cache
def coefficients() -> pd.DataFrame:
    return read_shipped("industries")


@pytest.fixture
def shipped() -> pd.DataFrame:
    return coefficients()


def note(notes: pd.DataFrame, column: str) -> pd.Series:
    return notes[notes["column"] == column].iloc[0]


def codes(findings: list[Finding]) -> list[tuple[str, str | None, int]]:
    return [(f.code, f.column, int(str(f.values["count"]))) for f in findings]


# --- arithmetic ---------------------------------------------------------------------------------


def test_jobs_from_output_and_their_range() -> None:
    """20,000 wan yuan = 2 times 100m yuan; 2 * 99 = 198 jobs; 0.5 and 2 times: 99 to 396."""
    frame, notes, _ = estimate(
        firms(division=["39"], output_wan_yuan=[20_000.0]), table(jobs_persons_per_100m_yuan=99)
    )
    assert frame.loc[0, "jobs_persons"] == pytest.approx(198)
    row = note(notes, "jobs_persons")
    assert (row["low"], row["high"]) == (pytest.approx(99), pytest.approx(396))
    assert (row["rule"], row["unit"], row["kind"]) == ("jobs_from_output", "persons", "estimated")
    assert (row["table"], row["row"], row["id"]) == ("enterprises", 2, "E1")
    assert (row["before"], row["after"]) == (None, pytest.approx(198))
    assert row["source"].startswith("industries 39")


def test_output_from_jobs_is_the_inverse() -> None:
    """198 jobs / 99 per 100m yuan = 2 times 100m yuan = 20,000 wan yuan."""
    frame, notes, _ = estimate(
        firms(division=["39"], jobs_persons=[198.0]), table(jobs_persons_per_100m_yuan=99)
    )
    assert frame.loc[0, "output_wan_yuan"] == pytest.approx(20_000)
    assert note(notes, "output_wan_yuan")["rule"] == "output_from_jobs"


def test_every_quantity_of_one_firm_by_hand() -> None:
    """Output 30,000 wan yuan = 3 times 100m yuan.

    land 3 * 14 = 42 mu; energy 30,000 * 0.034 = 1,020 tce; COD 3 * 0.4 = 1.2 t; NH3-N 3 * 0.03 =
    0.09 t; tax 30,000 * 0.045 = 1,350; investment 30,000 * 0.33 = 9,900; jobs 3 * 99 = 297; plant
    297 * 25 = 7,425 m2.
    """
    ratios = table(
        jobs_persons_per_100m_yuan=99, energy_tce_per_wan_yuan=0.034, cod_t_per_100m_yuan=0.4,
        nh3n_t_per_100m_yuan=0.03, so2_t_per_100m_yuan=1, nox_t_per_100m_yuan=2,
        voc_t_per_100m_yuan=5, land_mu_per_100m_yuan=14, investment_per_output=0.33,
        tax_per_output=0.045, plant_m2_per_job=25,
    )  # fmt: skip
    frame, notes, findings = estimate(firms(division=["39"], output_wan_yuan=[30_000.0]), ratios)
    expected = {
        "jobs_persons": 297, "land_mu": 42, "plant_m2": 7_425, "energy_tce": 1_020, "cod_t": 1.2,
        "nh3n_t": 0.09, "so2_t": 3, "nox_t": 6, "voc_t": 15, "tax_wan_yuan": 1_350,
        "investment_wan_yuan": 9_900,
    }  # fmt: skip
    for column, value in expected.items():
        assert frame.loc[0, column] == pytest.approx(value), column
    assert sorted(notes["column"]) == sorted(expected)
    assert findings == []


def test_land_and_plant_are_both_estimated_since_tenure_is_open() -> None:
    frame, _, _ = estimate(
        firms(division=["39"], output_wan_yuan=[10_000.0], jobs_persons=[100.0]),
        table(land_mu_per_100m_yuan=14, plant_m2_per_job=25),
    )
    assert frame.loc[0, ["land_mu", "plant_m2"]].tolist() == [14.0, 2_500.0]


def test_scatter_of_a_chain_adds_in_squares() -> None:
    """Jobs (factor 2) from output that is itself from investment (spread 0.6, factor 2^0.6).

    ln of the joint factor = ln 2 * sqrt(1 + 0.36), so 100 jobs range from 100 / 2^1.166 up.
    """
    frame, notes, _ = estimate(
        firms(division=["39"], investment_wan_yuan=[3_300.0]),
        table(jobs_persons_per_100m_yuan=100, investment_per_output=0.33),
    )
    assert frame.loc[0, "jobs_persons"] == pytest.approx(100)
    row = note(notes, "jobs_persons")
    factor = 2 ** math.sqrt(1 + 0.6**2)
    assert row["low"] == pytest.approx(100 / factor) and row["high"] == pytest.approx(100 * factor)


def test_order_of_what_output_is_taken_from() -> None:
    """Jobs before investment before tax before a typical enterprise."""
    ratios = table(
        jobs_persons_per_100m_yuan=100, investment_per_output=0.5, tax_per_output=0.1,
        typical_output_wan_yuan=7_000,
    )  # fmt: skip
    nan = float("nan")
    frame, notes, _ = estimate(
        firms(
            division=["39"] * 4,
            jobs_persons=[100.0, nan, nan, nan],
            investment_wan_yuan=[1.0, 2_000.0, nan, nan],
            tax_wan_yuan=[1.0, 1.0, 300.0, nan],
        ),
        ratios,
    )
    assert frame["output_wan_yuan"].tolist() == pytest.approx([10_000, 4_000, 3_000, 7_000])
    rules = notes.loc[notes["column"] == "output_wan_yuan", "rule"].tolist()
    assert rules == ["output_from_jobs", "output_from_investment", "output_from_tax",
                     "output_typical"]  # fmt: skip


def test_typical_output_has_a_range_of_ten_to_either_side(shipped: pd.DataFrame) -> None:
    _, notes, _ = estimate(firms(division=["17"], name_zh=["甲"]), shipped)
    row = note(notes, "output_wan_yuan")
    assert row["rule"] == "output_typical"
    assert row["after"] / row["low"] == pytest.approx(10, rel=0.05)
    assert row["high"] / row["after"] == pytest.approx(10, rel=0.05)


def test_output_is_not_put_below_exports() -> None:
    """A typical enterprise makes 7,000; this one exports 12,000, so it makes at least that."""
    frame, notes, _ = estimate(
        firms(division=["39"], export_wan_yuan=[12_000.0]), table(typical_output_wan_yuan=7_000)
    )
    assert frame.loc[0, "output_wan_yuan"] == 12_000
    row = note(notes, "output_wan_yuan")
    assert row["low"] == pytest.approx(12_000) and row["high"] == pytest.approx(7_000 * 2**1.93)


# --- what nothing supports ----------------------------------------------------------------------


def test_without_coefficient_the_cell_stays_empty_and_one_doubt_counts() -> None:
    frame, notes, findings = estimate(
        firms(division=["39"] * 3, output_wan_yuan=[1.0, 2.0, 3.0], voc_t=[float("nan")] * 2 + [9]),
        table(jobs_persons_per_100m_yuan=99, plant_m2_per_job=25, land_mu_per_100m_yuan=14),
    )
    assert frame["voc_t"].isna().tolist() == [True, True, False]
    assert "voc_t" not in set(notes["column"])
    doubts = codes(findings)
    assert ("no_coefficient", "voc_t", 2) in doubts
    assert ("no_coefficient", "nox_t", 3) in doubts
    assert len([d for d in doubts if d[1] == "voc_t"]) == 1
    assert not any(column in ("jobs_persons", "land_mu") for _, column, _ in doubts)


def test_doubts_are_kept_apart_by_division(shipped: pd.DataFrame) -> None:
    """VOC is supported nowhere; NOx for paper (22), not for electronics (39)."""
    _, _, findings = estimate(
        firms(division=["39", "22", "39"], output_wan_yuan=[1.0, 2.0, 3.0]), shipped
    )
    told = {(f.column, f.values["division"]): f.values["count"] for f in findings}
    assert told[("voc_t", "39")] == 2 and told[("voc_t", "22")] == 1
    assert told[("nox_t", "39")] == 2 and ("nox_t", "22") not in told


def test_an_unlisted_division_gets_one_doubt() -> None:
    frame, notes, findings = estimate(
        firms(division=["99", "99"], output_wan_yuan=[1.0, 2.0]), table(tax_per_output=0.1)
    )
    assert codes(findings) == [("division_without_coefficients", "division", 2)]
    assert frame["tax_wan_yuan"].isna().all() and notes.empty


def test_odd_given_figures_are_kept_and_nothing_rests_on_them() -> None:
    frame, notes, _ = estimate(
        firms(division=["39"] * 2, output_wan_yuan=[-5.0, np.inf]), table(tax_per_output=0.1)
    )
    assert frame["output_wan_yuan"].tolist() == [-5.0, np.inf]
    assert frame["tax_wan_yuan"].isna().all() and notes.empty


# --- divisions from words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("product", "division"),
    [
        ("锂电池", "38"), ("塑胶玩具", "24"), ("plastic toys", "24"), ("五金模具", "35"),
        ("电子钟表", "40"), ("牛仔裤", "18"), ("玩具、塑胶制品", "24"), ("LED照明", "38"),
        ("printed circuit boards", "39"), ("陶瓷", "30"), ("furniture", "21"), ("饲料", "13"),
    ],
)  # fmt: skip
def test_division_of_a_product(product: str, division: str) -> None:
    found = guess_divisions([product], [None], [None]).iloc[0]
    assert found["division"] == division and found["confidence"] >= MINIMUM_CONFIDENCE


def test_product_outweighs_name_and_vague_names_stay_open() -> None:
    """欣欣电子 makes furniture today; "Technology" says nothing."""
    found = guess_divisions(
        ["家具", None, float("nan")],
        ["欣欣电子有限公司", None, "东方科技"],
        [None, "Best Technology Co", None],
    )
    assert found["division"].tolist() == ["21", None, None]


def test_guessed_division_is_noted_and_used(shipped: pd.DataFrame) -> None:
    frame, notes, findings = estimate(
        firms(name_en=["Sun Battery Ltd", "Acme Inc"], output_wan_yuan=[10_000.0] * 2), shipped
    )
    assert frame["division"].tolist() == ["38", None]
    row = note(notes, "division")
    assert (row["after"], row["rule"], row["kind"]) == ("38", "division_from_words", "estimated")
    assert "battery" in row["source"]
    assert frame.loc[0, "jobs_persons"] == pytest.approx(91)
    assert np.isnan(frame.loc[1, "jobs_persons"])
    doubts = codes(findings)
    assert ("division_guessed", "division", 1) in doubts
    assert ("division_unknown", "division", 1) in doubts
    assert not any(f.code == "no_coefficient" and f.values["division"] == "None" for f in findings)


# --- expected ranges ----------------------------------------------------------------------------


def test_expected_range_ignores_the_column_itself() -> None:
    """COD 0.4 t per 100m yuan, output 20,000 wan yuan: 0.8 t, factor 2^1.93 = 3.81 to either side.

    800 given (kg entered for t) lies far outside.
    """
    low, high = expected_range(
        firms(division=["39"], output_wan_yuan=[20_000.0], cod_t=[800.0]),
        table(cod_t_per_100m_yuan=0.4),
        "cod_t",
    )
    assert low[0] == pytest.approx(0.8 / 2**1.93) and high[0] == pytest.approx(0.8 * 2**1.93)
    assert high[0] < 800


def test_expected_range_needs_a_given_figure_not_a_typical_one(shipped: pd.DataFrame) -> None:
    low, high = expected_range(firms(division=["39"], cod_t=[1.0]), shipped, "cod_t")
    assert np.isnan(low).all() and np.isnan(high).all()


def test_expected_range_of_output_comes_from_jobs() -> None:
    """100 jobs at 100 per 100m yuan: 10,000 wan yuan, 5,000 to 20,000."""
    low, high = expected_range(
        firms(division=["39"], jobs_persons=[100.0], output_wan_yuan=[1.0]),
        table(jobs_persons_per_100m_yuan=100),
        "output_wan_yuan",
    )
    assert (low[0], high[0]) == (pytest.approx(5_000), pytest.approx(20_000))


def test_expected_range_refuses_a_column_it_does_not_know() -> None:
    with pytest.raises(KeyError, match="sea_mu"):
        expected_range(firms(division=["39"]), table(), "sea_mu")


# --- properties ---------------------------------------------------------------------------------

AMOUNT = st.one_of(st.just(float("nan")), st.floats(0, 1e7))
FIRM = st.fixed_dictionaries(
    {
        "division": st.sampled_from(["13", "22", "26", "30", "39", "41", "43", "99", None]),
        **dict.fromkeys((*COLUMNS, "export_wan_yuan"), AMOUNT),
    }
)


@settings(max_examples=50)
@given(st.lists(FIRM, min_size=1, max_size=12))
def test_given_cells_never_change_and_values_lie_in_their_range(rows: list[dict]) -> None:
    before = firms(**{k: [r[k] for r in rows] for k in rows[0]})
    kept = before.copy(deep=True)
    after, notes, _ = estimate(before, coefficients())
    pd.testing.assert_frame_equal(before, kept)
    for column in COLUMNS:
        stated = before[column].notna()
        assert (after.loc[stated, column] == before.loc[stated, column]).all()
        filled = (after[column].notna() & ~stated).sum()
        assert filled == (notes["column"] == column).sum()
    numbers = notes[notes["column"] != "division"]
    value = numbers["after"].astype(float)
    assert (numbers["low"].astype(float) <= value * (1 + 1e-9)).all()
    assert (value <= numbers["high"].astype(float) * (1 + 1e-9)).all()
    assert (value >= 0).all()
    assert list(notes.columns) == list(NOTE_COLUMNS)


@settings(max_examples=40)
@given(st.floats(1, 1e6), st.floats(0.01, 100), st.sampled_from(["13", "22", "31", "39"]))
def test_estimates_scale_with_output(output: float, factor: float, division: str) -> None:
    frame, _, _ = estimate(
        firms(division=[division] * 2, output_wan_yuan=[output, output * factor]),
        coefficients(),
    )
    for column in COLUMNS:
        one, other = frame[column]
        if not np.isnan(one):
            assert other == pytest.approx(one * factor)


# --- the shipped table, the texts, the speed ----------------------------------------------------


def test_shipped_coefficients_have_sources_and_plausible_ratios(shipped: pd.DataFrame) -> None:
    """Land stays within the documented projects: 0.27 to 8.6 ha, that is 4 to 129 mu, per 100m."""
    assert shipped["division"].tolist() == [str(d) for d in range(13, 44)]
    assert shipped["source"].str.len().gt(20).all() and shipped["confidence"].notna().all()
    assert shipped["voc_t_per_100m_yuan"].isna().all()
    assert shipped["land_mu_per_100m_yuan"].dropna().between(4, 129).all()
    assert shipped["jobs_persons_per_100m_yuan"].dropna().between(20, 400).all()
    assert (shipped["low_factor"] < 1).all() and (shipped["high_factor"] > 1).all()


@pytest.mark.shared
def test_shipped_coefficients_are_those_of_the_facts(shipped, shared_folder) -> None:
    facts = pd.read_csv(shared_folder / "facts" / "industries.csv", dtype={"code": str})
    assert facts["code"].tolist() == shipped["division"].tolist()
    for theirs, ours in {
        "workers_per_100m_yuan_output": "jobs_persons_per_100m_yuan",
        "energy_tce_per_10k_yuan_output": "energy_tce_per_wan_yuan",
        "cod_t_per_100m_yuan": "cod_t_per_100m_yuan",
        "nh3n_t_per_100m_yuan": "nh3n_t_per_100m_yuan",
        "so2_t_per_100m_yuan": "so2_t_per_100m_yuan",
        "nox_t_per_100m_yuan": "nox_t_per_100m_yuan",
    }.items():
        np.testing.assert_allclose(facts[theirs], shipped[ours])
    half_floor = facts["land_ha_per_100m_yuan_output_at_floor"] * 15 * 0.5
    np.testing.assert_allclose(half_floor, shipped["land_mu_per_100m_yuan"], rtol=0.05)


def test_every_rule_and_doubt_is_said_in_both_languages() -> None:
    for estimator in estimators.ALL:
        for rule in estimator.rules:
            assert known(f"estimate.rule.{rule.code}")
    _, _, findings = estimate(
        firms(division=["99", None, None, "39"], product=["a", "玩具", "b", "c"]), table()
    )
    assert {f.code for f in findings} == {
        "division_without_coefficients", "division_guessed", "division_unknown", "no_coefficient",
    }  # fmt: skip
    for finding in findings:
        assert finding.problem("zh") and finding.remedy("en")


def test_thirty_thousand_firms_take_less_than_two_seconds(shipped: pd.DataFrame) -> None:
    count = 30_000
    frame = firms(
        division=[str(13 + i % 31) for i in range(count)],
        output_wan_yuan=[float(i) if i % 3 else float("nan") for i in range(count)],
    )
    start = time.process_time()
    after, notes, _ = estimate(frame, shipped)
    assert time.process_time() - start < 2.0
    assert len(after) == count and len(notes) > 150_000
