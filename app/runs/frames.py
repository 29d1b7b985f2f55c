"""Tables as Parquet files that give back exactly what went in: dtypes, None, text beside numbers.

Parquet has one type a column.  Columns of our tables are text or numbers; those of notes hold both,
and are kept as JSON, cell by cell.  What pandas called each column stands in the file's metadata.
Empty cells of text come back as None, whatever they were.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd

KEY = b"doubletransfer.columns"
TEXT, MIXED = "text", "mixed"


def write_frame(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table; its index is not kept.  Raises OSError, TypeError for a cell JSON has not."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays, kinds = [], {}
    for name in frame.columns:
        column = frame[name]
        kind = _kind(column)
        kinds[str(name)] = [kind, str(column.dtype)]
        if kind == TEXT:
            arrays.append(pa.array(column.to_numpy(object), type=pa.string(), from_pandas=True))
        elif kind == MIXED:
            arrays.append(pa.array([_json(v) for v in column], type=pa.string()))
        else:
            arrays.append(pa.array(column, from_pandas=False))
    table = pa.table(arrays, names=[str(name) for name in frame.columns])
    table = table.replace_schema_metadata({KEY: json.dumps(kinds).encode()})
    pq.write_table(table, path, compression="zstd")
    return path


def read_frame(path: Path) -> pd.DataFrame:
    """The table that `write_frame` wrote.  Raises OSError, ValueError where it is no such file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
        kinds = json.loads(table.schema.metadata[KEY])
    except (pa.ArrowException, KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    columns: dict[str, pd.Series] = {}
    for name, (kind, dtype) in kinds.items():
        values = table.column(name)
        if kind == TEXT:
            columns[name] = pd.Series(values.to_pylist(), dtype=dtype)
        elif kind == MIXED:
            cells = [None if v is None else json.loads(v) for v in values.to_pylist()]
            columns[name] = pd.Series(cells, dtype=dtype)
        elif dtype.startswith(("float", "int", "uint", "bool")) and dtype != "boolean":
            columns[name] = pd.Series(values.to_numpy(), dtype=dtype)
        else:
            columns[name] = pd.Series(values.to_pylist(), dtype=dtype)
    return pd.DataFrame(columns, columns=list(kinds))


def _kind(column: pd.Series) -> str:
    if not (pd.api.types.is_object_dtype(column) or pd.api.types.is_string_dtype(column)):
        return "plain"
    found = pd.api.types.infer_dtype(column, skipna=True)
    return TEXT if found in ("string", "empty") else MIXED


def _json(value: Any) -> str | None:
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return json.dumps(value, ensure_ascii=False)
