"""AppError: something a user can put right, said in the user's language, without a traceback."""

from __future__ import annotations

from geodata.findings import Both
from geodata.words import Lang, say


class AppError(Exception):
    """A problem with a code; the sentences are `cli.error.<code>.problem` and `.remedy`.

    values fill the placeholders of both sentences.
    """

    def __init__(self, code: str, **values: object):
        self.code = code
        self.values = values
        super().__init__(self.problem("en"))

    def problem(self, lang: Lang = "zh") -> str:
        """What is wrong, as one sentence."""
        return say(f"cli.error.{self.code}.problem", lang, **self._said(lang))

    def remedy(self, lang: Lang = "zh") -> str:
        """What the user can do about it, as one sentence."""
        return say(f"cli.error.{self.code}.remedy", lang, **self._said(lang))

    def _said(self, lang: Lang) -> dict[str, object]:
        """The values, words that exist in both languages in the one that is spoken."""
        return {
            name: getattr(value, lang) if isinstance(value, Both) else value
            for name, value in self.values.items()
        }
