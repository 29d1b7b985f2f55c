"""simulate: play a plan forward in many replications, on threads, in blocks, with progress.

Every replication is addressed by its number alone, so the result is the same to the bit for any
number of threads, any block size and any order; a block can be kept and merged later.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simulation.accounts import accounts_of, incumbents_trade
from simulation.addresses import MOST_REPLICATIONS, seed_key
from simulation.arrays import AMOUNTS, F64, RAW
from simulation.draws import macro_draws, parameter_draws
from simulation.faults import ConservationError, Problem, SimulationError
from simulation.inputs import Progress, SimInputs
from simulation.outcome import (
    AWAY,
    DUTY_FIGURES,
    FATES,
    FUNNEL,
    PARK_FIGURES,
    STATES,
    Outcome,
)
from simulation.specs import NAMES

Stop = Callable[[], bool]
BLOCK = 50
MOST_SEED = 1 << 56
BALANCED = 1e-9
"""Relative error allowed between what was there and what is booked."""


def simulate(
    inputs: SimInputs,
    replications: int = 1000,
    seed: int | None = None,
    threads: int = 2,
    first: int = 0,
    progress: Progress | None = None,
    stop: Stop | threading.Event | None = None,
    block: int = BLOCK,
) -> Outcome:
    """Replications first .. first + replications - 1 of the inputs.

    seed: None = that of the case.  progress(stage, share done, detail): "compile" once where the
    engine is not yet compiled on this machine, then "simulate".  stop: asked between blocks; what
    is finished by then is returned.  Raises SimulationError for numbers out of range and where
    nothing was finished, ConservationError where the engine's books do not balance (a defect).
    """
    tell = progress or (lambda stage, done, detail: None)
    number = inputs.seed if seed is None else seed
    check_numbers(replications, number, threads, first, block)
    stopped = stop.is_set if isinstance(stop, threading.Event) else (stop or (lambda: False))
    warm_up(inputs, tell)
    todo = blocks_of(first, replications, block)
    total, done = replications, 0
    parts: list[Outcome] = []
    tell("simulate", 0.0, f"0 / {total}")
    with ThreadPoolExecutor(max_workers=threads) as pool:
        running: set[Future[Outcome]] = set()
        while True:
            while len(running) < threads and not stopped():
                numbers = next(todo, None)
                if numbers is None:
                    break
                running.add(pool.submit(play, inputs, numbers, number))
            if not running:
                break
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                part = future.result()
                done += len(part)
                parts.append(slim(part, parts))
                tell("simulate", done / total, f"{done} / {total}")
    if not parts:
        raise SimulationError([Problem("stopped")])
    return Outcome.merge(parts)


def slim(part: Outcome, earlier: list[Outcome]) -> Outcome:
    """The block with its counts by enterprise and park moved to the first block.

    They are the largest arrays, and only their sum is kept: twenty copies would fill the memory.
    """
    if not earlier:
        return part
    np.add(earlier[0].fates, part.fates, out=earlier[0].fates)
    np.add(earlier[0].splits, part.splits, out=earlier[0].splits)
    nothing = np.zeros((), np.int64)
    return replace(
        part,
        fates=np.broadcast_to(nothing, part.fates.shape),
        splits=np.broadcast_to(nothing, part.splits.shape),
    )


def play(inputs: SimInputs, numbers: npt.NDArray[np.int64], seed: int) -> Outcome:
    """One block: the replications of these numbers, on this thread."""
    from simulation.engine.play import play_block

    a, parameters = inputs.arrays, inputs.parameters
    size, firms, parks, years = len(numbers), a.firm_low.size, a.park_city.size, a.years.size
    draws = parameter_draws(parameters, numbers, seed)
    macro = macro_draws(parameters, inputs.years, numbers, seed)
    addressed = np.zeros_like(numbers) if parameters.uncertainty == "parameters" else numbers
    rows = a.region.size + len(AWAY)
    raw = np.zeros((size, years, rows, len(RAW)))
    park = np.zeros((size, years, parks, len(PARK_FIGURES)), np.float32)
    funnel = np.zeros((size, years, len(FUNNEL)), np.int32)
    states = np.zeros((size, years, len(STATES)), np.int32)
    duties = np.zeros((size, years, len(inputs.duty_pairs), len(DUTY_FIGURES)))
    fates = np.zeros((firms, len(FATES) + parks), np.int64)
    splits = np.zeros(firms, np.int64)
    digests = np.zeros(size, np.uint64)
    k0, k1 = seed_key(seed)
    play_block(
        a, addressed.astype(np.uint32), draws, macro, k0, k1, parameters.tastes == "persistent",
        raw, park, funnel, states, duties, fates, splits, digests,
    )  # fmt: skip
    _balance(a.amounts, raw, states, fates, size)
    demand = macro[:, :, 0]
    park[..., PARK_FIGURES.index("output_wan_yuan")] *= demand[:, :, None]
    return Outcome(
        replications=numbers,
        accounts=accounts_of(raw, a, draws, macro),
        parks=park,
        funnel=funnel,
        states=states,
        duties=duties,
        incumbents_processing_trade_wan_yuan=incumbents_trade(a, draws, macro),
        draws=draws,
        macro=macro,
        fate_digests=digests,
        fates=fates,
        splits=splits,
        enterprise_id=inputs.enterprise_id,
        park_id=inputs.park_id,
        cities=inputs.cities,
        years=inputs.years,
        city_region=inputs.city_region,
        duty_pairs=inputs.duty_pairs,
        duties_planned=inputs.duties_planned,
        duties_required=inputs.duties_required,
        plan_park=a.plan_park,
        parameter_names=NAMES,
        inputs_fingerprint=inputs.fingerprint,
        case_fingerprint=inputs.case_fingerprint,
        scenario=inputs.scenario,
        seed=seed,
        synthetic=inputs.synthetic,
    )


def warm_up(inputs: SimInputs, tell: Progress) -> None:
    """Compile the engine for these arrays, or load it; tells "compile" only where it compiles."""
    from simulation.engine.play import play_block

    if play_block.signatures:
        return
    if not is_cached():
        tell("compile", None, "")
    play(inputs, np.zeros(0, np.int64), inputs.seed)


def is_cached() -> bool:
    """Whether a compiled engine of exactly this code lies on disk."""
    from simulation.engine import SOURCES
    from simulation.engine.play import play_block

    folder = Path(play_block.stats.cache_path)
    return any(folder.glob(f"*{SOURCES}*.nbc"))


def blocks_of(first: int, replications: int, block: int) -> Iterator[npt.NDArray[np.int64]]:
    """The numbers of the replications, block by block."""
    for start in range(first, first + replications, block):
        yield np.arange(start, min(start + block, first + replications), dtype=np.int64)


def check_numbers(replications: int, seed: int, threads: int, first: int, block: int) -> None:
    """Raise SimulationError with all numbers that are out of range."""
    asked = (
        ("replications", replications, 1, MOST_REPLICATIONS),
        ("threads", threads, 1, 1024),
        ("block", block, 1, MOST_REPLICATIONS),
        ("first", first, 0, MOST_REPLICATIONS - max(replications, 1)),
        ("seed", seed, 0, MOST_SEED - 1),
    )
    problems = [
        Problem("out_of_range", name, {"value": value, "low": low, "high": high})
        for name, value, low, high in asked
        if not low <= value <= high
    ]
    if problems:
        raise SimulationError(problems)


def _balance(
    amounts: F64, raw: F64, states: npt.NDArray, fates: npt.NDArray, replications: int
) -> None:
    """Raise ConservationError unless every firm is in one state and every amount is somewhere."""
    firms = len(amounts)
    if not (states.sum(axis=2) == firms).all():
        raise ConservationError("an enterprise is in no state, or in two, at the end of a year")
    if not (fates.sum(axis=1) == replications).all():
        raise ConservationError("an enterprise has no fate, or two")
    there = amounts.sum(axis=0)
    booked = raw[..., : len(AMOUNTS)].sum(axis=2)
    if not np.allclose(booked, there, rtol=BALANCED, atol=BALANCED * max(1.0, there.max())):
        raise ConservationError("origin, host and the rows behind the cities do not add up")
    shared = raw[..., RAW.index("tax_shared_wan_yuan")].sum(axis=2)
    if not np.allclose(shared, 0.0, atol=1e-6):
        raise ConservationError("shared tax was paid that nobody got")
