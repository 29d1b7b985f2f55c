"""Rows as factored data: the same coefficients as writing every one of them down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.rows import AT_LEAST, AT_MOST, Block, Rows

SHAPE = (2, 3, 2)  # parks, years, tenures


def block(**changes: object) -> Block:
    """Two cities' COD by two years: P0 in city A, P1 in city B; E0 weighs 30 t, E1 50 t."""
    parks, years, tenures = SHAPE
    row_of = np.arange(parks * years).reshape(1, parks, years, 1).repeat(tenures, axis=3)
    fields: dict[str, object] = {
        "rule": "emission",
        "resource": "cod",
        "unit": "t",
        "weight": np.array([30.0, 50.0]),
        "class_of": np.zeros(2, dtype=np.int64),
        "row_of": row_of,
        "bound": np.array([60.0, 60.0, 80.0, 40.0, 40.0, 40.0]),
        "scope": ("A", "A", "A", "B", "B", "B"),
        "year": np.array([2016, 2017, 2018] * 2),
        "cumulative": True,
    }
    return Block(**(fields | changes))  # type: ignore[arg-type]


def dense(b: Block, enterprises: int) -> np.ndarray:
    """(R, E, P, T, M) every coefficient, written down from the definition and nothing else."""
    _, parks, years, tenures = b.row_of.shape
    full = np.zeros((len(b.bound), enterprises, parks, years, tenures))
    for e in range(enterprises):
        c = b.class_of[e]
        for p in range(parks):
            for t in range(years):
                for m in range(tenures):
                    r = b.row_of[c, p, t, m]
                    if r < 0:
                        continue
                    factor = 1.0 if b.factor is None else b.factor[c, p, t, m]
                    while True:
                        full[r, e, p, t, m] += b.weight[e] * factor
                        same = r + 1 < len(b.bound) and b.scope[r + 1] == b.scope[r]
                        if not (b.cumulative and same):
                            break
                        r += 1
    return full


def test_a_cumulative_placement_counts_from_its_year_on() -> None:
    """30 t at P0 from 2017 on: 0 in 2016, 30 in 2017 and 2018; city B is untouched."""
    used = block().use(np.array([0]), np.array([0]), np.array([1]), np.array([0]))
    assert used.tolist() == [0, 30, 30, 0, 0, 0]


def test_excess_is_what_lies_beyond_the_bound_on_the_wrong_side() -> None:
    used = np.array([70.0, 60.0, 0.0, 0.0, 0.0, 0.0])
    assert block().excess(used).tolist() == [10, 0, 0, 0, 0, 0]
    least = block(sense=AT_LEAST, cumulative=False)
    assert least.excess(used).tolist() == [0, 0, 80, 40, 40, 40]


def test_names_are_rule_resource_scope_year() -> None:
    assert block().names[0] == "emission/cod/A/2016"
    assert block(year=np.zeros(6, dtype=np.int64), cumulative=False).names[5] == "emission/cod/B"


def test_a_scope_may_miss_years_and_the_next_stated_year_counts() -> None:
    """City A states 2016 and 2018 only: a placement of 2017 enters at the row of 2018."""
    row_of = np.array([[[[0, 0], [1, 1], [1, 1]], [[2, 2], [3, 3], [4, 4]]]])
    b = block(
        row_of=row_of,
        bound=np.ones(5),
        scope=("A", "A", "B", "B", "B"),
        year=np.array([2016, 2018, 2016, 2017, 2018]),
    )
    used = b.use(np.array([0]), np.array([0]), np.array([1]), np.array([1]))
    assert used.tolist() == [0, 30, 0, 0, 0]


@st.composite
def blocks(draw: st.DrawFn) -> tuple[Block, int]:
    """Random blocks of every kind: classes, factors, cumulative scopes with missing years."""
    parks, years, tenures = SHAPE
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    enterprises, classes = int(random.integers(1, 5)), int(random.integers(1, 4))
    cumulative = bool(random.random() < 0.5)
    scopes = ["A", "B"]
    stated = random.random((2, years)) < 0.7
    number = np.where(stated, np.cumsum(stated).reshape(stated.shape) - 1, -1)
    entry = number.copy()
    if cumulative:
        for t in range(years - 2, -1, -1):
            entry[:, t] = np.where(entry[:, t] < 0, entry[:, t + 1], entry[:, t])
    scope_of = random.integers(-1, 2, (classes, parks))
    row_of = np.where(scope_of[:, :, None] >= 0, entry[np.maximum(scope_of, 0)], -1)
    row_of = np.repeat(row_of[..., None], tenures, axis=3)
    row_of[random.random(row_of.shape) < 0.2] = -1
    s, t = np.nonzero(stated)
    factor = random.normal(size=row_of.shape).round(1) if random.random() < 0.5 else None
    b = Block(
        rule="emission", resource="cod", unit="t",
        weight=random.choice([0.0, 1.0, 2.5], enterprises),
        class_of=random.integers(0, classes, enterprises),
        row_of=row_of, bound=random.normal(size=len(s)),
        scope=tuple(scopes[i] for i in s), year=2016 + t, factor=factor, cumulative=cumulative,
        sense=AT_MOST if random.random() < 0.5 else AT_LEAST,
    )  # fmt: skip
    return b, enterprises


@given(st.lists(blocks(), min_size=1, max_size=3))
def test_triplets_are_the_dense_coefficients(made: list[tuple[Block, int]]) -> None:
    enterprises = min(count for _, count in made)
    rows = Rows(tuple(b for b, _ in made))
    axes = (enterprises, *SHAPE)
    e, p, t, m = (axis.ravel() for axis in np.indices(axes))
    row, position, value = rows.triplets(e, p, t, m)
    matrix = np.zeros((len(rows), len(e)))
    np.add.at(matrix, (row, position), value)
    expected = np.concatenate([dense(b, enterprises).reshape(len(b.bound), -1) for b, _ in made])
    np.testing.assert_allclose(matrix, expected)
    assert (value != 0).all()
    chosen = np.arange(0, len(e), 3)
    np.testing.assert_allclose(
        rows.use(e[chosen], p[chosen], t[chosen], m[chosen]),
        expected[:, chosen].sum(axis=1),
        atol=1e-12,
    )


def test_rows_join_their_blocks_in_order() -> None:
    soft = block(price=np.full(6, 2.0), sense=AT_LEAST, rule="duty", cumulative=False)
    rows = Rows((block(), soft))
    assert len(rows) == 12 and rows.offsets == [0, 6]
    assert rows.at_least.tolist() == [False] * 6 + [True] * 6
    assert np.isinf(rows.price[:6]).all() and (rows.price[6:] == 2.0).all()
    table = rows.table()
    assert list(table["hard"]) == [True] * 6 + [False] * 6
    assert table["name"].tolist() == list(rows.names)


def test_no_rows_at_all_work() -> None:
    rows = Rows(())
    none = np.zeros(0, dtype=np.int64)
    assert len(rows) == 0 and len(rows.table()) == 0
    assert len(rows.triplets(none, none, none, none)[0]) == 0
    assert rows.use(none, none, none, none).shape == (0,)


@pytest.mark.parametrize(
    "changes",
    [
        {"sense": "<"},
        {"year": np.zeros(3, dtype=np.int64)},
        {"row_of": np.full((1, 2, 3, 2), 6)},
        {"row_of": np.zeros((2, 3, 2), dtype=np.int64)},
        {"factor": np.ones((1, 1, 1, 1))},
        {"factor": np.full((1, 2, 3, 2), np.nan)},
        {"weight": np.array([1.0, np.nan])},
        {"bound": np.array([np.inf] * 6)},
        {"price": np.ones(2)},
        {"price": np.full(6, -1.0)},
        {"year": np.array([2016, 2016, 2018, 2016, 2017, 2018])},
    ],
)
def test_a_block_refuses_what_cannot_be_meant(changes: dict) -> None:
    with pytest.raises(ValueError):
        block(**changes)
