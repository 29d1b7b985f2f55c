"""The sentences on the map: tooltips, text alternative, and the words the browser puts together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.layers.classes import amount
from app.layers.layer import Layer
from geodata.words import Lang, say

if TYPE_CHECKING:
    from app.webmap.view import MapView

BROWSER_WORDS = (
    "zoom_in", "zoom_out", "reset", "map", "keys", "skip", "selected", "cleared", "flow", "added",
    "removed", "park", "park_empty", "city", "firm_to", "firm_stays", "firm", "scale", "no_data",
    "end",
)  # fmt: skip
FIRST = 3
"""Places that the text alternative names from either end."""


class Writer:
    """Puts figures into the words of one language and layer."""

    def __init__(
        self, lang: Lang, layer: Layer | None = None, *, delta: bool = False,
        names: Mapping[str, str] | None = None,
    ):  # fmt: skip
        self.lang, self.layer, self.delta = lang, layer, delta
        self.names = dict(names or {})

    def said(self, row: Any) -> tuple[str, str]:
        """Value and detail of a row of values (see layer.VALUE_COLUMNS) in words."""
        layer = self.layer
        assert layer is not None, "only rows of a layer are said"
        signed = self.delta or layer.diverging
        value = amount(row.value, layer.unit, self.lang, signed=signed)
        if self.delta:
            before, after = (
                amount(figure, layer.unit, self.lang, signed=layer.diverging)
                for figure in (row.used, row.bound)
            )
            return value, say("layer.delta.detail", self.lang, a=before, b=after)
        detail = layer.detail(
            self.lang,
            used=amount(row.used, layer.detail_unit or layer.unit, self.lang),
            bound=amount(row.bound, layer.detail_unit or layer.unit, self.lang),
            place=self.names.get(row.note, row.note),
        )
        return value, detail

    def browser(self) -> dict[str, str]:
        """The words the browser needs; those with holes keep them for it to fill."""
        from geodata.words import catalogue

        return {key: catalogue(self.lang)[f"webmap.word.{key}"] for key in BROWSER_WORDS}

    def alt(self, view: MapView) -> str:
        """Title, the largest and smallest figures or the largest flows."""
        if view.classes is not None:
            from app.webmap.beside import value_rows

            rows = value_rows(view, by_size=view.delta)
            places = [f"{r[0]} {r[1]}" for r in rows[rows.columns[[0, 2]]].itertuples(index=False)]
            key = "webmap.alt.values"
        else:
            places = [
                say("webmap.alt.flow", self.lang, a=view.cities[f.city].name,
                    b=view.parks[f.park].name, firms=f.firms)
                for f in view.flows[:FIRST]
            ]  # fmt: skip
            key = "webmap.alt.flows"
        mark = say("webmap.alt.mark", self.lang)
        most = mark.join(places[:FIRST]) or say("webmap.alt.nothing", self.lang)
        return say(key, self.lang, title=view.title, most=most, notes=" ".join(view.notes[:1]))
