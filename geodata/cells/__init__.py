"""From one cell as read to one value of the right kind, saying what was changed or cannot be read.

Each `read_*` gives a `Got`: the value (None = empty), the rule by which a cell was changed ("" if
it stands as it was) and the problem ("" if there is none).  Rules and problems are words that the
notes and the findings `cell_<problem>` use.
"""

from geodata.cells.codes import read_code, read_codes
from geodata.cells.got import EMPTY, Got
from geodata.cells.numbers import read_number
from geodata.cells.times import read_quarter, read_year
from geodata.cells.words import read_choice, read_choices, read_flag, read_text

__all__ = [
    "EMPTY",
    "Got",
    "read_choice",
    "read_choices",
    "read_code",
    "read_codes",
    "read_flag",
    "read_number",
    "read_quarter",
    "read_text",
    "read_year",
]
