"""simulate: the same to the bit for any threads and blocks; stop; progress; compiled once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_sim_reference import busy
from worlds import sim_inputs

from geodata.words import LANGS, known
from simulation import indicators
from simulation.faults import SimulationError
from simulation.inputs import SimInputs
from simulation.outcome import ACCOUNTS, AWAY, FATES, FUNNEL, STATES, Outcome
from simulation.run import simulate

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def inputs() -> SimInputs:
    return busy(11, 0.6)


def same(a: Outcome, b: Outcome) -> bool:
    names = ("accounts", "parks", "funnel", "states", "duties", "fates", "splits", "fate_digests")
    return all((getattr(a, name) == getattr(b, name)).all() for name in names)


def test_threads_and_blocks_change_nothing(inputs) -> None:
    whole = simulate(inputs, 60, threads=1, block=60)
    for threads, block in ((1, 7), (2, 1), (3, 13)):
        other = simulate(inputs, 60, threads=threads, block=block)
        assert same(whole, other)
        assert whole.digest == other.digest
    assert whole.digest != simulate(inputs, 60, seed=1).digest


def test_blocks_are_kept_and_merged_in_any_order(inputs, tmp_path) -> None:
    whole = simulate(inputs, 30)
    parts = [simulate(inputs, 10, first=first) for first in (20, 0, 10)]
    for number, part in enumerate(parts):
        part.save(tmp_path / f"{number}.npz")
    loaded = [Outcome.load(tmp_path / f"{number}.npz") for number in range(3)]
    merged = Outcome.merge(loaded)
    assert same(whole, merged)
    assert merged.digest == whole.digest
    assert merged.replications.tolist() == list(range(30))
    with pytest.raises(SimulationError, match="twice"):
        Outcome.merge([parts[0], parts[0]])
    with pytest.raises(SimulationError, match="different inputs"):
        Outcome.merge([parts[0], replace(parts[1], inputs_fingerprint="other")])
    (tmp_path / "bad.npz").write_bytes(b"no")
    with pytest.raises(SimulationError, match=r"bad\.npz"):
        Outcome.load(tmp_path / "bad.npz")


def test_inputs_go_to_workers_by_path(inputs, tmp_path) -> None:
    inputs.save(tmp_path / "inputs")
    loaded = SimInputs.load(tmp_path / "inputs")
    assert loaded.fingerprint == inputs.fingerprint
    assert same(simulate(loaded, 5), simulate(inputs, 5))


def test_stop_keeps_what_is_finished(inputs) -> None:
    asked = threading.Event()

    def told(stage, done, detail):
        if stage == "simulate" and done:
            asked.set()

    outcome = simulate(inputs, 1000, block=5, threads=1, progress=told, stop=asked)
    assert outcome.replications.tolist() == list(range(5))
    with pytest.raises(SimulationError, match="stopped"):
        simulate(inputs, 10, stop=lambda: True)


def test_progress_ends_with_everything_done(inputs) -> None:
    seen: list[tuple[str, float | None]] = []
    simulate(inputs, 20, block=5, progress=lambda stage, done, detail: seen.append((stage, done)))
    assert seen[-1] == ("simulate", 1.0)
    shares = [done for stage, done in seen if stage == "simulate"]
    assert shares == sorted(shares)


def test_numbers_out_of_range_are_told_together(inputs) -> None:
    with pytest.raises(SimulationError) as error:
        simulate(inputs, 0, threads=0, seed=-1)
    assert {problem.where for problem in error.value.problems} == {
        "replications", "threads", "seed",
    }  # fmt: skip


def test_fingerprints_notice_what_matters(inputs) -> None:
    other = inputs.with_parameters(inputs.parameters.edited({"offer": 1.0}, by="x"))
    renamed = inputs.with_parameters(
        inputs.parameters.edited({"offer": inputs.parameters["offer"]}, by="somebody")
    )
    assert other.fingerprint != inputs.fingerprint
    assert renamed.fingerprint == inputs.fingerprint
    assert busy(11, 0.6).fingerprint == inputs.fingerprint
    assert busy(12, 0.6).fingerprint != inputs.fingerprint


SCRIPT = """
import sys
sys.path[:0] = [{tests!r}, {own!r}]
from test_sim_reference import busy
from simulation.run import simulate
from simulation.engine.play import play_block
told = []
simulate(busy(1, 0.6), 2, progress=lambda stage, done, detail: told.append(stage))
print("compile" in told, sum(play_block.stats.cache_misses.values()))
"""


def test_a_second_start_compiles_nothing() -> None:
    """Another process finds the compiled engine on disk and says nothing about compiling."""
    simulate(busy(1, 0.6), 1)
    script = SCRIPT.format(tests=str(ROOT / "tests"), own=str(Path(__file__).parent))
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.split() == ["False", "0"]


def test_every_label_of_an_outcome_has_words() -> None:
    keys = [f"sim.account.{name}" for name in ACCOUNTS]
    keys += [f"sim.state.{name}" for name in {*STATES, *FUNNEL, *FATES, *AWAY}]
    assert [key for key in keys if not known(key)] == []


def test_every_indicator_reads_an_outcome_and_has_words(inputs) -> None:
    outcome = simulate(inputs, 4)
    for name, indicator in indicators.ALL.items():
        values = indicator.values(outcome)
        assert values.shape == (4, len(inputs.years)), name
        assert np.isfinite(values).all(), name
        assert known(f"sim.unit.{indicator.unit}"), name
        for lang in LANGS:
            assert indicator.label(lang)
            assert indicator.note(lang)


def test_predicted_and_recommended_moves_are_apart(inputs) -> None:
    outcome = simulate(inputs, 50)
    recommended = outcome.recommended_moves
    assert recommended.sum() == (inputs.arrays.plan_park >= 0).sum()
    assert outcome.predicted_moves.sum() == pytest.approx(outcome.fates[:, 5:].sum() / 50)


def test_no_plan_is_a_plan(inputs) -> None:
    outcome = simulate(sim_inputs(enterprises="id\nE1", parks="id\nP1", years=(2016,)), 3)
    assert outcome.recommended_moves.tolist() == [0]


def test_an_outcome_is_the_same_from_a_packed_and_a_plain_file(inputs, tmp_path) -> None:
    outcome = simulate(inputs, 5)
    for compressed in (True, False):
        outcome.save(tmp_path / "o.npz", compressed=compressed)
        assert same(Outcome.load(tmp_path / "o.npz"), outcome)
