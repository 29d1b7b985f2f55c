"""A meeting pack while it is made, and its files when it is there; single maps besides."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

import streamlit as st

from app import caches, packing, shell, state
from app.guard import apart
from app.views import maps
from app.views.plain import escaped, t, tp
from app.views.runs import scenario_title
from geodata.words import known, say

EVERY_S = 1.0
MIME = {
    ".zip": "application/zip",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".csv": "text/csv",
    ".json": "application/json",
    ".gpkg": "application/geopackage+sqlite3",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def contents(runs: Sequence[str], sims: Sequence[str]) -> None:
    """What the pack will hold, and which plans were not played forward yet."""
    st.markdown(t("papers.contents"))
    unplayed = [run for run, sim in zip(runs, sims, strict=True) if not sim]
    if unplayed:
        names = ", ".join(
            scenario_title(caches.store().runs.get(run).scenario_id) for run in unplayed
        )
        st.caption(t("papers.unplayed", names=names))
        shell.link("outlook", tp("papers.to_outlook"), {"run": unplayed[0]})


def standing(key: str) -> None:
    """How the pack stands: progress with Stop, files, or what went wrong."""
    now = packing.look(caches.store().home, key)
    if now is None:
        return
    lang = state.lang()
    if now.stage == "running":
        apart(_follow, key, every_s=EVERY_S)
    elif now.stage == "failed":
        st.error(f"{escaped(now.problem(lang))}\n\n{escaped(now.remedy(lang))}")
    elif now.stage == "stopped":
        st.warning(t("papers.stopped"))
    else:
        _files(key)


def _follow(key: str) -> None:
    home = caches.store().home
    now = packing.look(home, key)
    if now is None or now.stage != "running":
        st.rerun()
        return
    st.progress(min(max(now.share, 0.0), 1.0), text=t("papers.making", file=now.detail or "…"))
    st.button(t("run.stop"), key="export_stop", on_click=packing.stop, args=(home, key))


def _files(key: str) -> None:
    """A button for the whole pack, then one for every file in it."""
    home = caches.store().home
    paths = packing.made(home, key)
    root = packing.pack_folder(home, key) / packing.FILES
    st.success(t("papers.done", number=len(paths)))
    whole = [path for path in paths if path.parent == root]
    for number, path in enumerate(whole):
        _file(path, root, f"export_file_{number}")
    with st.expander(t("papers.single_files", number=len(paths) - len(whole))):
        for number, path in enumerate(path for path in paths if path.parent != root):
            _file(path, root, f"export_part_{number}")


def _file(path: Path, root: Path, key: str) -> None:
    """The button that downloads one file; the zip's is the large one."""
    name = path.relative_to(root).as_posix()
    whole = path.suffix == ".zip"
    label = t("papers.download", name=name, what=what(path.name))
    st.download_button(
        t("papers.download_all") if whole else label, path.read_bytes, name.replace("/", "-"),
        MIME.get(path.suffix, "application/octet-stream"), key=key, on_click="ignore",
        type="primary" if whole else "secondary", icon=":material/download:",
    )  # fmt: skip


def what(name: str) -> str:
    """What a file of the pack is, in words."""
    stem = name.replace(".", "_").replace("-", "_")
    for key in (f"cli.file.{stem}", f"page.file.{stem}"):
        if known(key):
            return say(key, state.lang())
    return ""


def single_map(runs: Sequence[str]) -> None:
    """One map of one layer for a slide, drawn when it is asked for."""
    with st.expander(t("papers.single_map"), key="export_map", on_change="rerun") as box:
        if not box.open:
            return
        run = caches.loaded(runs[0])
        layer = maps.pick_layer(maps.run_input(run), "export_layer")
        view = maps.run_view(run, layer)
        for kind in ("png", "svg", "pdf"):
            st.download_button(
                t("papers.map_as", kind=kind.upper()), partial(print_bytes, view, kind),
                f"map-{run.run.id}-{layer or 'flows'}.{kind}", MIME[f".{kind}"],
                key=f"export_map_{kind}", on_click="ignore",
            )  # fmt: skip


def print_bytes(view: maps.MapView, kind: str) -> bytes:
    """The print twin of a map as a file."""
    from app.webmap.prints import write_print

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"map.{kind}"
        write_print(view, path, day=date.today())
        return path.read_bytes()
