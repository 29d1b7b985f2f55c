"""The planners of the load benchmark hold large messages no longer than a browser would."""

from __future__ import annotations

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.load_messages import Messages

MOST_RUNS = 2


def large(name: str, fragment: str = "") -> ForwardMsg:
    message = ForwardMsg(hash=name)
    message.metadata.cacheable = True
    message.delta.fragment_id = fragment
    message.delta.new_element.markdown.body = name
    return message


def known(name: str) -> ForwardMsg:
    return ForwardMsg(ref_hash=name)


def test_a_message_not_used_for_more_than_two_runs_is_sent_again() -> None:
    messages = Messages()
    messages.take(large("map"))
    for _ in range(MOST_RUNS):
        messages.ended([], MOST_RUNS)
        assert messages.hashes() == ["map"]
    messages.ended([], MOST_RUNS)
    assert messages.hashes() == []
    with pytest.raises(RuntimeError, match="browser would not have"):
        messages.take(known("map"))


def test_a_message_that_is_used_stays() -> None:
    messages = Messages()
    messages.take(large("ground"))
    for _ in range(3 * MOST_RUNS):
        messages.take(known("ground"))
        messages.ended([], MOST_RUNS)
    assert messages.hashes() == ["ground"]


def test_a_run_of_one_part_of_the_page_throws_away_only_messages_of_that_part() -> None:
    messages = Messages()
    for one in (large("page"), large("mine", "a"), large("other", "b")):
        messages.take(one)
    for _ in range(MOST_RUNS + 1):
        messages.ended(["a"], MOST_RUNS)
    assert messages.hashes() == ["page", "other"]


def test_small_messages_are_not_held() -> None:
    messages = Messages()
    small = large("small")
    small.metadata.cacheable = False
    messages.take(small)
    assert messages.hashes() == []
