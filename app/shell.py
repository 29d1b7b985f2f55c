"""The frame around every page: what this is, whose data, which language, who sits here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from app import caches, state
from app.errors import AppError
from app.runs.records import Run, RunKind
from app.views.plain import escaped, t, tp
from geodata.words import LANGS, Lang, say
from scenarios.faults import ScenarioError

HERE = Path(__file__).parent
ICON = HERE / "static" / "favicon.png"
PAGES = ("start", "data", "scenarios", "compare", "pairings", "outlook", "export", "method")
"""Names of the page files in the order of a planner's day; the first opens by default."""
HTML_LANG = {"zh": "zh-CN", "en": "en"}

STYLE = """<style>
[data-testid="stMainBlockContainer"] {padding-top: 4.2rem; max-width: 1600px;}
.st-key-desk_header {border-bottom: 1px solid #C9D0D8; padding-bottom: .4rem;}
.st-key-desk_badge p {background: #B3261E; color: #fff; border-radius: .3rem; padding: .1rem .6rem;
  font-weight: 700; display: inline-block;}
.st-key-desk_title p {font-size: 1.1rem; font-weight: 700; margin: 0;}
[data-testid="stHeading"] h2 {font-size: 1.7rem; padding: .3rem 0 .1rem;}
[data-testid="stHeading"] h3 {font-size: 1.25rem; padding: .8rem 0 .2rem;}
[data-testid="stMarkdownContainer"] h4 {font-size: 1.1rem; padding: .2rem 0;}
[data-testid="stCaptionContainer"] {color: #4A5563; opacity: 1;}
[data-testid="stButtonGroup"] [role="radiogroup"] {flex-wrap: wrap; row-gap: .3rem;}
[data-testid="stMetricValue"], [data-testid="stMetricValue"] * {white-space: nowrap;}
[data-testid="stPageLink"] a p {color: #0B5CAD; text-decoration: underline;}
</style>"""
UPLOADER = """<style>
[data-testid="stFileUploaderDropzoneInstructions"] {display: none;}
[data-testid="InputInstructions"] {display: none;}
[data-testid="stFileUploaderDropzone"] button p {font-size: 0;}
[data-testid="stFileUploaderDropzone"] button p::after {font-size: .95rem; content: "%s";}
</style>"""
"""Streamlit says these few words in English only."""
LARGE = """<style>
html {font-size: 21px;}
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"] {display: none;}
[data-testid="stMainBlockContainer"] {max-width: none; padding-left: 1.5rem; padding-right: 1.5rem;}
[data-testid="stCaptionContainer"] {font-size: .9rem;}
[data-testid="stMetricValue"] {font-size: clamp(1.1rem, 2.1vw, 2.25rem);}
</style>"""
"""On a projector of 1280 pixels a figure with its whole ("114 / 119") must not be cut or broken."""


def pages() -> list[st.Page]:
    """The pages, titled in the language of the session."""
    return [
        st.Page(f"screens/{name}.py", title=tp(f"nav.{name}"), url_path=name, default=not number)
        for number, name in enumerate(PAGES)
    ]


def page_file(name: str) -> str:
    """The page's file as Streamlit's links want it."""
    return f"screens/{name}.py"


def go(name: str, **words: str) -> None:
    """Leave for another page, taking language and mode along."""
    st.switch_page(page_file(name), query_params={**state.carried(), **words})


def link(
    name: str, label: str, words: Mapping[str, str] | None = None, icon: str | None = None
) -> None:
    """A link to another page; `label` is a finished sentence."""
    query = {**state.carried(), **(words or {})}
    st.page_link(page_file(name), label=label, query_params=query, icon=icon)


def configure() -> None:
    """Title, icon and width of the browser tab; the first call of every run."""
    st.set_page_config(page_title=tp("product"), page_icon=str(ICON), layout="wide")


def header() -> None:
    """One line above every page; in a meeting only what must not be missing."""
    state.settle_address()
    code = HTML_LANG[state.lang()]
    # The language comes from our own list, never from the address bar.
    st.html(
        f"<script>document.documentElement.lang = '{code}';</script>"
        + STYLE + UPLOADER % tp("choose_files") + (LARGE if state.presenting() else ""),
        unsafe_allow_javascript=True,
    )  # fmt: skip
    with st.container(
        key="desk_header", horizontal=True, vertical_alignment="center", gap="medium"
    ):
        with st.container(key="desk_title", width="stretch"):
            st.markdown(t("product"))
        if synthetic():
            with st.container(key="desk_badge", width="content"):
                st.markdown(t("badge"))
        if not state.presenting():
            _who()
        _language()
        _presentation()


def own_name(lang: Lang) -> str:
    """What a language calls itself."""
    return say("page.own_name", lang)


def _language() -> None:
    state.set_widget("desk_lang", state.lang())
    st.segmented_control(
        tp("language"), LANGS, key="desk_lang", format_func=own_name,
        label_visibility="collapsed", required=True, on_change=_language_chosen,
    )  # fmt: skip


def _language_chosen() -> None:
    chosen = state.widget("desk_lang")
    if chosen in LANGS:
        state.set_lang(chosen)


def _presentation() -> None:
    on = state.presenting()
    st.button(
        t("present_off" if on else "present_on"), key="desk_present", help=t("present_help"),
        on_click=state.set_presenting, args=(not on,),
    )  # fmt: skip


def _who() -> None:
    name = who()
    with st.popover(t("who_is", name=name) if name else t("who_nobody"), key="desk_who"):
        st.text_input(
            tp("who_label"), value=name, key="desk_who_name", max_chars=60, help=t("who_help"),
            on_change=_who_given,
        )  # fmt: skip


def _who_given() -> None:
    name = str(state.widget("desk_who_name", "")).strip()
    state.remember("who", name)
    caches.store().set_setting("who", name)


def who() -> str:
    """The name that runs and scenarios of this session are signed with; "" if none was given."""
    return state.once("who", lambda: caches.store().setting("who") or "")


def data_id() -> str:
    """The data set this session works with; "" while none was ever loaded."""
    chosen = state.recall("data_id", "") or caches.store().setting("data_id") or ""
    try:
        found = caches.data(chosen).id if chosen else ""
    except AppError:
        found = ""
    state.remember("data_id", found)
    return found


def use_data(chosen: str) -> None:
    """Work with another data set, in this session and in those opened from now on."""
    state.remember("data_id", chosen)
    caches.store().set_setting("data_id", chosen)


def synthetic() -> bool:
    """Whether made-up figures are on screen: of the data in use or of a run in the address bar."""
    chosen = data_id()
    if chosen and caches.data(chosen).synthetic:
        return True
    named = [*state.address_list("runs"), *state.address_list("run")]
    for run_id in named:
        try:
            if caches.data(caches.data_of(run_id)).synthetic:
                return True
        except AppError:
            continue
    return False


def open_run(run: Run) -> None:
    """Leave for the page that shows a run: its progress, or what came out of it."""
    if run.kind is RunKind.STUDY and run.has_result:
        go("outlook", run=str(run.of_run), view="drivers")
    elif run.kind is RunKind.SIMULATE and run.has_result:
        go("outlook", run=run.id)
    elif run.has_result:
        go("pairings", run=run.id)
    else:
        go("scenarios", run=run.id)


def heading(name: str) -> None:
    """Title and one sentence of a page."""
    st.header(t(f"{name}.title"), anchor=False)
    if not state.presenting():
        st.caption(t(f"{name}.lead"))


def problem(error: AppError | ScenarioError) -> None:
    """A problem the visitor can put right: what, and what to do."""
    lang = state.lang()
    if isinstance(error, ScenarioError):
        st.error("\n\n".join(escaped(line) for line in error.text(lang).splitlines()))
        return
    st.error(f"{escaped(error.problem(lang))}\n\n{escaped(error.remedy(lang))}")
