"""The seeded generator of the demonstration world: made-up enterprises, links, supply and quotas.

Every figure it makes is synthetic and says so in `confidence`; every constant it uses is listed
with its anchor in docs/WORLD.md.
"""
