"""How a plan came about and on what data: the sentences that let a meeting trust or doubt it."""

from __future__ import annotations

from app.exports.caveats import caveats
from app.exports.material import Material
from app.exports.meeting.content.words import figure, percent, word
from app.exports.meeting.grid import Grid
from app.exports.meeting.measure import plain
from app.exports.meeting.run import MeetingRun
from app.exports.provenance import product_version, provenance_lines
from geodata.periods import period
from geodata.words import Lang, say


def key_lines(material: Material) -> list[str]:
    """The plan in three or four sentences: what it places, how good that is proven to be."""
    plan, lang = material.plan, material.lang
    lines = [
        word(
            "summary.placed", lang, placed=figure(len(plan.placements)),
            enterprises=figure(plan.enterprises), parks=plan.placements["park_id"].nunique(),
            cities=material.placed["park_city_adcode"].nunique(),
        ),
        word(
            "summary.proof", lang, status=say(f"plan.status.{plan.status.value}", lang),
            objective=figure(plan.objective, 1), bound=figure(plan.bound, 1),
            gap=percent(plan.gap, 2),
        ),
        word(
            "summary.limits", lang, binding=int(plan.limits["binding"].sum()),
            limits=figure(len(plan.limits)),
        ),
    ]  # fmt: skip
    return [*lines, *caveats(plan, material.case.world, lang)]


def method_lines(lang: Lang) -> list[str]:
    """What the model does, in words for a meeting."""
    return [word(f"method.{i}", lang) for i in range(1, 6)]


def stamp_grid(run: MeetingRun, material: Material) -> Grid:
    """Run, fingerprints, date, versions, who and why."""
    plan, lang, case = run.plan, material.lang, run.case
    solved = say(f"plan.method.{plan.method}", lang)
    items = [
        ("scenario", material.scenario_title), ("run_id", run.run_id),
        ("fingerprint", run.fingerprint), ("case_fingerprint", plan.case_fingerprint),
        ("world_fingerprint", plan.world_fingerprint), ("world", case.world.name),
        ("years", period(case.world.years)),
        ("solver", f"{solved}; {plan.solver}; {figure(plan.seconds, 1)} s"),
        ("who", run.who), ("when", run.when), ("why", run.why),
        ("date", material.day.isoformat()), ("version", product_version()),
    ]  # fmt: skip
    rows = [[word(f"stamp.{key}", lang), plain(value)] for key, value in items if plain(value)]
    return Grid([word("head.item", lang), word("head.content", lang)], rows, (1.3, 3.2))


def map_notes(lang: Lang) -> list[str]:
    """Source, review status and effect of the borders, and the licences of map and type."""
    return [
        f"{say(f'export.map.{key}.name', lang)}: {say(f'export.map.{key}.text', lang)}"
        for key in ("source", "review", "borders", "roads", "font")
    ]


def provenance_grid(material: Material, *groups: str) -> Grid:
    """Lines of the provenance sheet of the named groups (all if none is named)."""
    lang = material.lang
    wanted = {say(f"export.group.{group}", lang) for group in groups}
    rows = [
        [plain(part) for part in line]
        for line in provenance_lines(material)
        if not wanted or line[0] in wanted
    ]
    keys = ("group", "item", "content")
    return Grid([word(f"head.{key}", lang) for key in keys], rows, (1.1, 2.2, 5.2))


def footer_all(runs: list[MeetingRun], material: Material) -> str:
    """The line on slides and pages that speak of every run."""
    return word(
        "footer.all", material.lang, fingerprints=", ".join(run.fingerprint for run in runs),
        worlds=", ".join(dict.fromkeys(run.plan.world_fingerprint for run in runs)),
        date=material.day.isoformat(), version=product_version(),
    )  # fmt: skip
