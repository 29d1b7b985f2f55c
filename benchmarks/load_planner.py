"""One planner of the load benchmark: a line to Streamlit's server, as its browser opens it."""

from __future__ import annotations

import time
from collections import Counter
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Selectbox_pb2 import Selectbox
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.load_messages import Messages

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest message taken: a map's boundaries travel in one piece."""
GOOD = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Planner:
    """Opens `page` at `address` (host:port) with a query; then chooses in its boxes.

    Knows what a browser knows: the page it is on, the address bar, which messages it still holds,
    what stands in its boxes and which part of the page each belongs to.
    """

    def __init__(self, address: str, page: str, query: str):
        self._address, self._page, self._query = address, page, query
        self._socket: ClientConnection | None = None
        self._boxes: dict[str, Selectbox] = {}
        self._part: dict[str, str] = {}
        self._chosen: dict[str, str] = {}
        self._messages = Messages()
        self._oldest = 0
        self._script = ""
        self._told: Counter[str] = Counter()

    async def __aenter__(self) -> Planner:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        await self.close()

    async def connect(self) -> None:
        """Take the line."""
        self._socket = await connect(
            f"ws://{self._address}/_stcore/stream", max_size=LARGEST, subprotocols=["streamlit"],  # type: ignore[list-item]
        )  # fmt: skip

    async def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            await self._socket.close()

    async def open(self) -> float:
        """Ask for the page; seconds until it stands."""
        return await self._ask("")

    def offered(self, key: str) -> list[str]:
        """What the box with a widget's key offers.  Raises KeyError if the page has no such box."""
        return list(self._box(key).options)

    @property
    def told(self) -> dict[str, int]:
        """How many elements of each type the last answer brought; known ones count as ref_hash."""
        return dict(self._told)

    @property
    def query(self) -> str:
        """What stands in the address bar after the question mark."""
        return self._query

    async def choose(self, key: str, option: str) -> float:
        """Choose in a box; seconds until the page stands again.

        Raises RuntimeError if the answer does not bring the box again: then it is another page's.
        """
        name = self._box(key).id
        self._chosen[name] = option
        del self._boxes[name]
        seconds = await self._ask(self._part[name])
        if name not in self._boxes:
            raise RuntimeError(f"the answer has no box {key!r}; it has {dict(self._told)}")
        return seconds

    def _box(self, key: str) -> Selectbox:
        for name, box in self._boxes.items():
            if name.endswith(f"-{key}"):
                return box
        raise KeyError(f"the page has no box {key!r}; it has {sorted(self._boxes)}")

    async def _ask(self, fragment: str) -> float:
        """Let the script, or one part of the page, run and take in all it says.

        Raises RuntimeError if it breaks off.
        """
        assert self._socket is not None, "connect() first"
        question = BackMsg()
        state = question.rerun_script
        state.query_string = self._query
        state.page_script_hash = self._script
        state.page_name = "" if self._script else self._page
        state.fragment_id = fragment
        state.cached_message_hashes.extend(self._messages.hashes())
        for name, option in self._chosen.items():
            widget = state.widget_states.widgets.add()
            widget.id, widget.string_value = name, option
        self._told.clear()
        started = time.perf_counter()
        await self._socket.send(question.SerializeToString())
        while True:
            told = await self._socket.recv()
            message = ForwardMsg.FromString(told if isinstance(told, bytes) else told.encode())
            self._take(message)
            if message.WhichOneof("type") == "script_finished":
                if message.script_finished not in GOOD:
                    raise RuntimeError(f"the script ended with {message.script_finished}")
                return time.perf_counter() - started

    def _take(self, message: ForwardMsg) -> None:
        """Remember what a browser would."""
        self._messages.take(message)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._oldest = message.new_session.config.max_cached_message_age
            self._script = self._script or message.new_session.page_script_hash
        elif kind == "navigation":
            self._script = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "script_finished":
            self._messages.ended(message.metadata.run.fragment_ids, self._oldest)
        elif kind == "ref_hash":
            self._told[kind] += 1
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._element(message)

    def _element(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = str(element.WhichOneof("type"))
        self._told[kind] += 1
        if kind == "exception":
            raise RuntimeError(f"the page fails: {element.exception.message}")
        if kind == "selectbox":
            self._boxes[element.selectbox.id] = element.selectbox
            self._part[element.selectbox.id] = message.delta.fragment_id
