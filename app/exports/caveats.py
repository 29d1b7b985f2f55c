"""What a reader must know before quoting a plan: made-up tables, and minima it does not reach."""

from __future__ import annotations

from geodata.tables import ALL
from geodata.words import Lang, say
from geodata.world import World, synthetic_tables
from matching.plan import Plan


def missed(plan: Plan, rule: str) -> int:
    """How many soft limits of a rule the plan leaves unmet, at a price in points."""
    limits = plan.limits
    soft = ~limits["hard"].astype(bool)
    return int(((limits["rule"] == rule) & soft & (limits["excess"].astype(float) > 0)).sum())


def caveats(plan: Plan, world: World, lang: Lang) -> list[str]:
    """Sentences, most important first; none where nothing is made up and nothing is missed.

    The points of the pairings and those lost for soft limits add up to the plan's objective.
    """
    lines = []
    if plan.synthetic:
        lines.append(say("export.word.demo", lang))
        mark = say("export.word.list_mark", lang)
        names = mark.join(ALL[name].label(lang) for name in synthetic_tables(world.tables))
        if names:
            lines.append(say("export.summary.synthetic", lang, tables=names))
    if count := missed(plan, "duty"):
        lines.append(say("export.summary.duties", lang, count=count))
    if plan.paid > 0:
        points = {"earned": f"{plan.objective + plan.paid:,.1f}", "paid": f"{plan.paid:,.1f}"}
        lines.append(say("export.summary.paid", lang, **points))
    return lines
