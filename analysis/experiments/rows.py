"""Rows of a store as Arrow tables: the same types in every part."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analysis.experiments.experiment import Factor

if TYPE_CHECKING:
    import pyarrow as pa

    from simulation.scenario.schema import Value

INDEX = ("point", "replication", "seed")
SCENARIO = "scenario"
"""Column with the key of what was run."""


def row_schema(factors: Sequence[Factor], outcomes: Sequence[str]) -> "pa.Schema":
    """Return the columns of a part: point, replication, seed, key, factors, outcomes."""
    import pyarrow as pa

    fields = [(name, pa.int64()) for name in INDEX]
    fields.append((SCENARIO, pa.string()))
    fields += [(factor.path, _type(factor)) for factor in factors]
    fields += [(name, pa.float64()) for name in outcomes]
    return pa.schema(fields)


def row_table(rows: Sequence[Mapping[str, Any]], schema: "pa.Schema") -> "pa.Table":
    """Return rows as a table; what a row leaves out is null."""
    import pyarrow as pa

    columns = {
        field.name: pa.array([_fitted(row.get(field.name), field.type) for row in rows], field.type)
        for field in schema
    }
    return pa.table(columns, schema=schema)


def _fitted(value: Any, kind: Any) -> Any:
    """Return a value in the type of its column; a word column takes anything in its spelling."""
    import pyarrow as pa

    if value is None:
        return None
    return str(value) if pa.types.is_string(kind) else value


def _type(factor: Factor) -> Any:
    import pyarrow as pa

    given: list[Value] = list(factor.values or ())
    if factor.has_base and factor.base is not None:
        given.append(factor.base)
    known = [value for value in given if value is not None]
    if factor.values is None and not factor.is_whole:
        return pa.float64()
    if known and all(isinstance(value, bool) for value in known):
        return pa.bool_()
    if all(isinstance(value, int) and not isinstance(value, bool) for value in known):
        return pa.int64()
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in known):
        return pa.float64()
    return pa.string()
