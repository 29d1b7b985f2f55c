"""Outcome: what happened in some replications, as arrays; blocks of it can be merged and kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.arrays import F64
from simulation.faults import Problem, SimulationError

ACCOUNTS = (
    "establishments", "output_wan_yuan", "value_added_wan_yuan", "jobs_persons",
    "jobs_incoming_persons", "jobs_indirect_persons", "wages_wan_yuan",
    "tax_collected_wan_yuan", "tax_kept_wan_yuan", "investment_wan_yuan", "support_wan_yuan",
    "award_wan_yuan", "energy_tce", "cod_t", "nh3n_t", "so2_t", "nox_t", "voc_t",
    "land_used_mu", "land_vacated_mu", "plant_used_m2", "processing_trade_wan_yuan",
)  # fmt: skip
"""Columns of `Outcome.accounts`: of the year; land and plants: in use (vacated) at its end."""
AWAY = ("other_province", "abroad", "closed", "in_transition")
"""Rows behind the cities: what left the province, closed, or is not produced while lines ramp up
(gap between the end at the origin and full capacity at the host)."""
STAGES = (
    "intention", "matching", "signed", "approval", "land", "construction", "producing",
    "full_capacity",
)  # fmt: skip
ENDS = ("fell_through", "split", "other_province", "abroad", "closed")
FUNNEL = (*STAGES, *ENDS)
"""Columns of `Outcome.funnel`: how many enterprises have ever got so far by the end of the year."""
STATES = ("origin", *STAGES, "split", "other_province", "abroad", "closed")
"""Where an enterprise is at the end of a year: in exactly one of these.  split: a share produces in
a park, the rest at the origin.  A project that fell through leaves its enterprise at the origin."""
FATES = ("origin", "fell_through", "other_province", "abroad", "closed")
"""First columns of `Outcome.fates`; the parks follow."""
PARK_FIGURES = ("signed_projects", "producing_projects", "output_wan_yuan")
DUTY_FIGURES = (
    "signed_projects", "signed_investment_wan_yuan", "producing_projects",
    "producing_investment_wan_yuan",
)  # fmt: skip
REGIONS = ("prd", "east", "west", "north", "unknown")

PER_REPLICATION = (
    "replications", "accounts", "parks", "funnel", "states", "duties",
    "incumbents_processing_trade_wan_yuan", "draws", "macro", "fate_digests",
)  # fmt: skip
SUMMED = ("fates", "splits")
LABELS = (
    "enterprise_id", "park_id", "cities", "years", "city_region", "duty_pairs", "duties_planned",
    "duties_required", "plan_park", "parameter_names", "inputs_fingerprint", "case_fingerprint",
    "scenario", "seed", "synthetic",
)  # fmt: skip
FORMAT = 1


@dataclass(frozen=True, eq=False)
class Outcome:
    """R replications of N enterprises, P parks, C cities, T years.

    replications (R,): their numbers.  accounts (R, T, C + AWAY, ACCOUNTS): float64.  parks
    (R, T, P, PARK_FIGURES): float32, cumulative; output of the year.  funnel (R, T, FUNNEL): int32,
    cumulative.  states (R, T, STATES): int32, sums to N.  duties (R, T, Q, DUTY_FIGURES): float64,
    cumulative, per pair of duty_pairs.
    incumbents_processing_trade_wan_yuan (R, T): of firms that stood in East, West and North
    before and are not in the list (an assumption, `ewn_processing_share`).  draws (R, parameters):
    what each replication assumed, columns parameter_names.  macro (R, T, 5): `macro.SHOCKS`.
    fate_digests (R,): 64-bit digest of the integer fate, decision year and split of every firm.
    fates (N, FATES + P): in how many replications each enterprise ended so (a split enterprise
    counts at its park).  splits (N,): in how many only a share moved.

    Labels: enterprise_id (N,), park_id (P,), cities (C,) adcodes with "" = not known, years (T,),
    city_region (C,) of REGIONS, duty_pairs (Q,) "sending>receiving", duties_planned (T, Q, 2):
    projects and investment the plan places, cumulative; duties_required (T, Q, 2): what the duties
    that have ended by then ask for.  plan_park (N,): recommended park, -1 =
    none.
    """

    replications: npt.NDArray[np.int64]
    accounts: F64
    parks: npt.NDArray[np.float32]
    funnel: npt.NDArray[np.int32]
    states: npt.NDArray[np.int32]
    duties: F64
    incumbents_processing_trade_wan_yuan: F64
    draws: F64
    macro: F64
    fate_digests: npt.NDArray[np.uint64]
    fates: npt.NDArray[np.int64]
    splits: npt.NDArray[np.int64]
    enterprise_id: tuple[str, ...]
    park_id: tuple[str, ...]
    cities: tuple[str, ...]
    years: tuple[int, ...]
    city_region: tuple[str, ...]
    duty_pairs: tuple[str, ...]
    duties_planned: F64
    duties_required: F64
    plan_park: npt.NDArray[np.int32]
    parameter_names: tuple[str, ...]
    inputs_fingerprint: str
    case_fingerprint: str
    scenario: str
    seed: int
    synthetic: bool

    def __len__(self) -> int:
        return len(self.replications)

    def account(self, name: str) -> F64:
        """(R, T, C) one of ACCOUNTS in the cities.  Raises KeyError."""
        if name not in ACCOUNTS:
            raise KeyError(f"no account {name!r}; there are {', '.join(ACCOUNTS)}")
        return self.accounts[:, :, : len(self.cities), ACCOUNTS.index(name)]

    def away(self, name: str) -> F64:
        """(R, T, AWAY) one of ACCOUNTS of what is in no city.  Raises KeyError."""
        self.account(name)
        return self.accounts[:, :, len(self.cities) :, ACCOUNTS.index(name)]

    def in_regions(self, *regions: str) -> npt.NDArray[np.bool_]:
        """(C,) whether each city lies in one of the regions."""
        return np.isin(np.array(self.city_region), regions)

    def stage(self, name: str) -> npt.NDArray[np.int32]:
        """(R, T) one of FUNNEL."""
        return self.funnel[:, :, FUNNEL.index(name)]

    @property
    def predicted_moves(self) -> F64:
        """(P,) mean number of enterprises that end at each park, signed or further."""
        return self.fates[:, len(FATES) :].sum(axis=0) / max(1, len(self))

    @property
    def recommended_moves(self) -> npt.NDArray[np.int64]:
        """(P,) enterprises the plan places at each park."""
        return np.bincount(self.plan_park[self.plan_park >= 0], minlength=len(self.park_id))

    @property
    def digest(self) -> str:
        """SHA-256 of replication numbers and integer fates; equal for any threads and blocks."""
        text = hashlib.sha256(self.inputs_fingerprint.encode())
        text.update(self.replications.astype("<i8").tobytes())
        text.update(self.fate_digests.astype("<u8").tobytes())
        return text.hexdigest()

    @classmethod
    def merge(cls, blocks: Iterable[Outcome]) -> Outcome:
        """All blocks as one, replications ascending; each block counted once.

        Raises SimulationError where blocks come from different inputs or share a replication.
        """
        parts = sorted(blocks, key=lambda block: int(block.replications[0]) if len(block) else -1)
        if not parts:
            raise SimulationError([Problem("nothing_to_merge")])
        if len({(b.inputs_fingerprint, b.seed) for b in parts}) > 1:
            raise SimulationError([Problem("different_inputs")])
        numbers = np.concatenate([block.replications for block in parts])
        if len(np.unique(numbers)) != len(numbers):
            unique, counts = np.unique(numbers, return_counts=True)
            values = {"numbers": ", ".join(map(str, unique[counts > 1][:6]))}
            raise SimulationError([Problem("replication_twice", values=values)])
        if len(parts) == 1:
            return parts[0]
        order = np.argsort(numbers, kind="stable")
        in_order = bool((np.diff(numbers) > 0).all())
        changes: dict[str, Any] = {}
        for name in PER_REPLICATION:
            joined = np.concatenate([getattr(block, name) for block in parts])
            changes[name] = joined if in_order else joined[order]
        for name in SUMMED:
            total = getattr(parts[0], name).copy()
            for block in parts[1:]:
                total += getattr(block, name)
            changes[name] = total
        return replace(parts[0], **changes)

    def save(self, path: Path, *, compressed: bool = True) -> None:
        """Write one .npz file, whole or not at all; `load` gives the same Outcome.

        compressed=False: more than twice as large, and ready in a tenth of the time.
        """
        arrays = {name: getattr(self, name) for name in (*PER_REPLICATION, *SUMMED)}
        for name in ("duties_planned", "duties_required", "plan_park"):
            arrays[name] = getattr(self, name)
        labels = {n: getattr(self, n) for n in LABELS if n not in arrays}
        labels["format"] = FORMAT
        text = np.frombuffer(json.dumps(labels).encode(), dtype=np.uint8)
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            write = np.savez_compressed if compressed else np.savez
            write(file, labels=text, **arrays)
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Outcome:
        """Read what `save` wrote.  Raises SimulationError where the file is not such a file."""
        try:
            with np.load(path, allow_pickle=False) as file:
                labels: Mapping[str, Any] = json.loads(bytes(file["labels"]))
                arrays = {name: file[name] for name in file.files if name != "labels"}
            if labels["format"] != FORMAT:
                raise KeyError("format")
            given = {**arrays, **{k: v for k, v in labels.items() if k != "format"}}
            for name in ("enterprise_id", "park_id", "cities", "years", "city_region",
                         "duty_pairs", "parameter_names"):  # fmt: skip
                given[name] = tuple(given[name])
            return cls(**{f.name: given[f.name] for f in fields(cls)})
        except (OSError, ValueError, KeyError, EOFError) as error:
            values = {"error": f"{type(error).__name__}: {error}"}
            raise SimulationError([Problem("not_an_outcome", path.name, values)]) from error
