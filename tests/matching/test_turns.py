"""Which way of improving a plan comes next."""

from __future__ import annotations

from matching.engine.turns import Turns, Way

WAYS = (Way.NEIGHBOURHOOD, Way.OSCILLATION)


def test_every_way_is_tried_once_before_any_is_preferred() -> None:
    turns = Turns(tuple(Way), repeatable=False)
    tried = []
    for _ in Way:
        tried.append(turns.next())
        turns.told(tried[-1], 1.0, 1.0)
    assert set(tried) == set(Way)


def test_the_way_that_gains_more_a_second_goes_on() -> None:
    """Neighbourhoods bring 3 points in 3 s, oscillations 6 in 4 s: 1.5 a second; and back."""
    for oscillated, then in ((6.0, Way.OSCILLATION), (2.0, Way.NEIGHBOURHOOD)):
        turns = Turns(WAYS, repeatable=False)
        turns.told(turns.next(), 3.0, 3.0)
        turns.told(turns.next(), oscillated, 4.0)
        assert turns.next() is then


def test_a_way_that_waited_twice_its_own_time_is_asked_again() -> None:
    """A round of 3 s waits for 6 s: two oscillations of 4 s are enough, whatever they gain."""
    turns = Turns(WAYS, repeatable=False)
    turns.told(turns.next(), 3.0, 3.0)
    turns.told(turns.next(), 600.0, 4.0)
    assert turns.next() is Way.OSCILLATION
    turns.told(Way.OSCILLATION, 600.0, 4.0)
    assert turns.next() is Way.NEIGHBOURHOOD


def test_a_way_that_brings_nothing_is_asked_less_and_less_often() -> None:
    """Rounds of 1 s: the poor one waits for 4 s, 8 s, 16 s (2 doubled with each), no longer."""
    turns = Turns(WAYS, repeatable=False)
    waits, since = [], 0
    for _ in range(60):
        way = turns.next()
        gain = 1.0 if way is Way.OSCILLATION else 0.0
        turns.told(way, gain, 1.0)
        if way is Way.NEIGHBOURHOOD:
            waits.append(since)
            since = 0
        else:
            since += 1
    assert waits[:5] == [0, 4, 8, 16, 16]


def test_where_the_clock_must_not_decide_seconds_do_not_count() -> None:
    """Rounds of the same gains come in the same order, however long they took."""
    orders = []
    for seconds in (0.2, 50.0):
        turns = Turns(WAYS, repeatable=True)
        order = []
        for number in range(12):
            order.append(turns.next())
            turns.told(order[-1], float(number % 3), seconds if number % 2 else 1.0)
        orders.append(order)
    assert orders[0] == orders[1]
