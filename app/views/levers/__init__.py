"""Levers on screen: grouped by theme, asked for in forms, told in words."""

from app.views.levers.themes import THEMES, theme_of

__all__ = ["THEMES", "theme_of"]
