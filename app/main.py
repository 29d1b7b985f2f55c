"""The planning desk in the browser; started by `doubletransfer app`."""

from __future__ import annotations

import streamlit as st

from app import caches, shell, state
from app.guard import guarded

state.begin()
shell.configure()
page = st.navigation(shell.pages(), position="top")
caches.warm()
with guarded():
    shell.header()
    page.run()
