"""The page of files and columns: what a run leaves behind, from the fields that are recorded."""

from analysis.markdown import code, table
from analysis.reference.page import page
from simulation.ledger import FIRM_MEASURES, TENURE_MEASURES, Measure
from simulation.organization import CONDUCT_FIELDS
from simulation.results import FORMAT, TABLES
from simulation.snapshot import MOVED_FIELDS, UTILITY_TERMS
from simulation.state import (
    FEATURE_FIELDS,
    KEPT_FIELDS,
    LAST_VISIT_FIELDS,
    PERSON_FIELDS,
    TIE_FIELDS,
    Field,
)

INTRODUCTION = f"""\
`run.py run` writes a folder. `simulation.results.load` reads it back and checks it against the hashes in the manifest.
This is format {FORMAT}. Money and points are in plain units here; inside a run they are integers of a millionth."""

MANIFEST = (
    ("format", "version of this layout"),
    ("name", "what the caller called the scenario"),
    ("scenario", "the scenario in full, defaults included"),
    ("scenario_hash", "SHA-256 of the scenario's content"),
    ("seed", "seed of the draws"),
    ("code_version", "hash of the simulation's source code"),
    ("versions", "Python, machine type and the libraries that touch a number"),
    ("files", "SHA-256 of every table"),
)
FIRM_KEYS = (
    ("step", "step, counted from the start of the study; the burn-in has negative ones", "step"),
    ("segment", "segment; `everyone else` is what the named ones leave over", "segment"),
    ("firm", "firm", "firm"),
)
MARKET_COLUMNS = (
    ("step", "as above", "step"),
    ("origin", "firm last bought from or held; missing: nobody yet, or the outside option", "firm"),
    ("destination", "firm chosen; missing: the outside option", "firm"),
    ("moves", "choices that went this way; staying is a move from a firm to itself", "choices"),
)
TENURE_KEYS = (
    ("firm", "firm", "firm"),
    ("tenure_months", "age of the contract; the last row is 120 months or more", "months"),
)
SNAPSHOT_KEYS = (
    ("step", "end of this step", "step"),
    ("customer", "slot; a newcomer takes a leaver's slot with a higher generation", "slot"),
    ("firm", "firm", "firm"),
)
SNAPSHOT_EXTRAS = (
    ("trust", "0.4 ability + 0.4 integrity + 0.2 fairness", "points"),
    ("present", "the firm counts this person as a customer", "true or false"),
    ("available", "in the market, within reach and known", "true or false"),
    ("considered", "available, and in the set a choice is made from", "true or false"),
    ("leaving_cost", "what leaving the firm held or last bought from costs", "logit"),
)


def columns_page() -> str:
    """Return the page that explains every file and column of a result folder."""
    columns = ("column", "meaning", "unit")
    return page(
        "Result files",
        INTRODUCTION,
        "## `manifest.json`",
        table(("key", "what it holds"), [(code(key), meaning) for key, meaning in MANIFEST]),
        f"Beside it stands `timing.json` (wall time, host, date), the only file that differs between two runs of one seed. "
        f"The tables are {', '.join(code(f'{name}.parquet') for name in TABLES)}.",
        "## `firms.parquet`",
        "One row for each step, segment and firm, burn-in included.",
        table(columns, [*_keys(FIRM_KEYS), *map(_measure, FIRM_MEASURES)]),
        "What goes on inside a firm holds for all its customers: every segment's row carries the same, and it is not to be "
        "added up.",
        table(columns, _keys(CONDUCT_FIELDS)),
        "## `market.parquet`",
        "Choices between firms, one row for each step and pair of firms between which somebody moved. In contract markets "
        "only those who reviewed their contract chose.",
        table(columns, _keys(MARKET_COLUMNS)),
        "## `tenure.parquet`",
        "Life table of contracts in the study; zeros in repertoire markets.",
        table(columns, [*_keys(TENURE_KEYS), *map(_measure, TENURE_MEASURES)]),
        "## `customers.parquet`",
        "Snapshots: every customer toward every firm at the end of the burn-in, at the last step, and wherever `--snapshot` "
        "says. Columns 'where moved' are there if staff, a supplier, investment, learning or reactions of any firm move what "
        "customers are offered; elsewhere the scenario tells it. Sums in the study start from 0 at its first step; those of a person who left the category are gone with "
        "them. The outside option has no row. `provider` counts the firms from 0 in alphabetical order, as `firm` lists "
        "them.",
        table(
            columns,
            [
                *_keys(SNAPSHOT_KEYS),
                *map(_field, PERSON_FIELDS),
                *map(_field, TIE_FIELDS),
                *map(_field, (*KEPT_FIELDS, *FEATURE_FIELDS, *LAST_VISIT_FIELDS)),
                *_keys(SNAPSHOT_EXTRAS),
                *((code(f"utility_{t}"), f"term of the utility: {t}", "logit") for t in UTILITY_TERMS),
                *map(_field, MOVED_FIELDS),
            ],
        ),
    )  # fmt: skip


def _keys(rows: tuple[tuple[str, str, str], ...]) -> list[tuple[str, str, str]]:
    return [(code(name), meaning, unit) for name, meaning, unit in rows]


def _measure(measure: Measure) -> tuple[str, str, str]:
    return code(measure.name), measure.meaning, measure.unit


def _field(field: Field) -> tuple[str, str, str]:
    return code(field.name), field.meaning, field.unit.removesuffix(" x 10^6")
