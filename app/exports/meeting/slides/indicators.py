"""Indicators: key figures, pairings by city and output by year, with native charts."""

from __future__ import annotations

from app.exports.meeting.content.indicators import by_city, by_year, indicators_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.chart import SERIES, add_chart
from app.exports.meeting.deck.deck import BODY_TOP, BODY_WIDTH, LEFT, Deck
from app.exports.meeting.deck.type import write_box
from app.exports.meeting.meeting import Meeting
from app.map.panel import key_figures
from app.map.style import REGIONS, STRONG


def add(deck: Deck, meeting: Meeting, run: int) -> None:
    """One slide; every indicator stands in the notes."""
    lang, material = meeting.lang, meeting.materials[run]
    notes = [f"{label}: {value}" for label, value in indicators_grid(material).rows]
    slide = deck.slide(word("title.indicators", lang), meeting.tag(run), meeting.footer(run), notes)
    deck.cards(slide, key_figures(material), (LEFT, BODY_TOP, BODY_WIDTH, 0.95))
    if not len(material.placed):
        write_box(slide, [word("word.nothing", lang)], (LEFT, BODY_TOP + 1.3, BODY_WIDTH, 1.0),
                  lang, largest=18)  # fmt: skip
        return
    box = (LEFT, BODY_TOP + 1.05, BODY_WIDTH / 2 - 0.1, 4.3)
    add_chart(slide, by_city(material), box, lang, "bars")
    chart = by_year(material)
    names = {material.region_names[region]: STRONG[region].removeprefix("#") for region in REGIONS}
    colours = [names.get(name, SERIES[0]) for name, _ in chart.series]
    add_chart(
        slide, chart, (LEFT + BODY_WIDTH / 2 + 0.1, *box[1:]), lang, "stacked",
        number_format="#,##0.0", colours=colours, labels=False,
    )  # fmt: skip
