"""Without chromium the browser tests may be skipped on a desk, but never in CI."""

from __future__ import annotations

import browser
import pytest


def test_a_missing_browser_skips_on_a_desk_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception):
        browser.missing("chromium")
    monkeypatch.setenv("CI_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match="chromium"):
        browser.missing("chromium")


def test_chromium_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/somewhere/else")
    assert browser.chromium_path() == "/somewhere/else"
