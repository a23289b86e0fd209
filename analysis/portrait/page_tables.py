"""The tables of the portrait: rounded words for the page, and data frames for a terminal."""

from typing import TYPE_CHECKING, Any

from analysis.measurement.manager_view import view_table
from analysis.portrait.portrait import Portrait, Sorted
from analysis.portrait.value_page import value_files
from analysis.report.numbers import percent, plain
from analysis.report.page_tables import Table
from analysis.typologies.occupancy import NOT_COUNTED, transition_shares

if TYPE_CHECKING:
    import pandas as pd


def terminal_tables(portrait: Portrait) -> list[tuple[str, "pd.DataFrame"]]:
    """Return title and table of what a terminal shows: lock-in meter and stress test.

    Numbers are those of the page, rounded; every cell is text. All the rest, some twenty tables of
    it, is read on the page.
    """
    tables = [lock_in_page(portrait), stress_page(portrait)]
    return [(table.caption, _frame(table)) for table in tables]


def data_tables(portrait: Portrait) -> "dict[str, pd.DataFrame]":
    """Return every table with its digits, by the name of its file."""
    import pandas as pd

    def stacked(tables: "dict[str, pd.DataFrame]") -> "pd.DataFrame":
        return pd.concat(tables, names=["typology"]).reset_index("typology")

    moved = {
        one.typology.name: one.transitions.rename_axis("origin")
        .reset_index()
        .melt("origin", var_name="destination", value_name="customers")
        for one in portrait.typologies
        if one.transitions is not None
    }
    files = {
        "lock_in.csv": portrait.lock_in,
        "stress.csv": portrait.stress,
        "manager.csv": view_table(portrait.seen),
        "loyalty_card.csv": portrait.card,
        "loyalty_index.csv": portrait.index,
        "behavior.csv": portrait.behavior,
        **value_files(portrait.value),
        "occupancy.csv": stacked({o.typology.name: o.occupancy for o in portrait.typologies}),
    }
    return {**files, "transitions.csv": stacked(moved)} if moved else files


def lock_in_page(portrait: Portrait) -> Table:
    """Return the lock-in meter in words."""
    rows = [
        [
            row["prop"],
            _points(row["part_of_retention"]),
            _share(row["share_of_retention"]),
            _chance(row["retention_without_it"]),
        ]
        for row in _records(portrait.lock_in)
    ]
    total = ["stays, if a choice is made now", _points(portrait.meter.retention), "100 %", ""]
    return Table(
        f"What the retention of {portrait.firm} is made of: percentage points of the chance to stay, "
        "and that chance without the prop",
        ["Held by", "Part", "Share", "Chance to stay without it"],
        [*rows, total],
    )


def stress_page(portrait: Portrait) -> Table:
    """Return the stress test in words."""
    to = [str(column) for column in portrait.stress.columns if str(column).startswith("to ")]
    rows = [
        [
            row["what falls"],
            _amount(row["leave_per_1000"]),
            *(_amount(row[column]) for column in to),
            plain(row["satisfaction_of_leavers"], 0),
            plain(row["tenure_months_of_leavers"], 0),
        ]
        for row in _records(portrait.stress)
    ]
    return Table(
        f"If it falls tomorrow: how many more of 1,000 customers of {portrait.firm} would leave at "
        "their next choice, where to, and who they are",
        [
            "What falls",
            "Leave",
            *(c[0].upper() + c[1:] for c in to),
            "Satisfaction",
            "Months a customer",
        ],
        rows,
    )


def view_page(portrait: Portrait) -> Table:
    """Return what a manager sees beside the truth, in words."""
    rows = [
        [
            row.measure,
            _number(row.seen, row.unit),
            _number(row.truth, row.unit),
            _number(row.bias, row.unit),
            row.unit,
            row.reason,
        ]
        for row in portrait.seen
    ]
    survey = portrait.survey
    return Table(
        f"What a manager of {portrait.firm} sees: {survey.n_asked:,} asked, "
        f"{len(survey.rows):,} answered ({percent(survey.response_rate)})",
        ["Measure", "Manager sees", "Truth", "Bias", "Unit", "Why they differ"],
        rows,
    )


def card_page(portrait: Portrait) -> Table:
    """Return the loyalty card in words."""
    rows = [
        [f"{row['question']}: {row['answer']}", _share(row["manager sees"]), _share(row["truth"])]
        for row in _records(portrait.card)
    ]
    return Table("The loyalty card: shares of answers", ["Answer", "Manager sees", "Truth"], rows)


def index_page(portrait: Portrait) -> Table:
    """Return the loyalty index indicator by indicator, absent ones too."""
    rows = [
        [
            f"{row['indicator']} {row['label']}",
            plain(row["weight"], 4),
            plain(row["weight_used"], 4) if row["weight_used"] > 0.0 else "absent",
            plain(row["mean"], 1),
            row["mechanism"],
        ]
        for row in _records(portrait.index)
    ]
    left = portrait.index.loc[portrait.index["weight_used"] > 0.0, "weight"].sum()
    return Table(
        f"The loyalty index: of 16 indicators {int((portrait.index['weight_used'] > 0.0).sum())} "
        f"can be measured, with {percent(float(left))} of the weight; their weights are scaled up to 1",
        ["Indicator", "Weight", "Used", "Mean of customers", "Measured by"],
        rows,
    )


def behavior_page(portrait: Portrait) -> Table:
    """Return the behavioral indicators in words."""
    rows = [
        [row["indicator"], _measured(row["value"]), row["unit"], row["formula"]]
        for row in _records(portrait.behavior)
    ]
    return Table("Behavior", ["Indicator", "Value", "Unit", "Formula"], rows)


def occupancy_page(one: Sorted) -> Table:
    """Return the states of a typology with who stands there."""
    has_kept = "kept" in one.occupancy.columns
    rows = [
        [
            row["state"],
            state.meaning,
            f"{row['customers']:,}",
            _share(row["share"]),
            _chance(row["purchase_probability"]),
            _chance(row["purchase_probability_sd"]),
            *([_share(row["kept"])] if has_kept else []),
        ]
        for row, state in zip(_records(one.occupancy), one.typology.states, strict=True)
    ]
    header = ["State", "Who", "Customers", "Share", "Chance to buy", "sd"]
    return Table(
        f"{one.typology.title}: {one.typology.base}",
        [*header, "Kept since the earlier snapshot"] if has_kept else header,
        rows,
    )


def transition_page(one: Sorted) -> Table | None:
    """Return where people of each state went, in percent of the state; None without two snapshots."""
    if one.transitions is None:
        return None
    shares = transition_shares(one.transitions)
    counts = one.transitions.sum(axis=1)
    rows = [
        [str(name), f"{int(counts.loc[name]):,}", *(_share(value) for value in row)]
        for name, row in zip(shares.index, shares.to_numpy(), strict=True)
    ]
    return Table(
        f"{one.typology.title}: from the earlier snapshot (rows) to this one (columns), of each row; "
        f"“{NOT_COUNTED}” are {_others(one)}",
        ["From", "Customers", *map(str, shares.columns)],
        rows,
    )


def threshold_page(portrait: Portrait) -> Table:
    """Return every number that a typology rests on."""
    rows = [
        [
            one.typology.title,
            threshold.meaning,
            f"{threshold.value:g}",
            threshold.unit,
            threshold.source,
        ]
        for one in portrait.typologies
        for threshold in one.typology.thresholds
    ]
    header = ["Typology", "Threshold", "Value", "Unit", "Source"]
    return Table("Thresholds of the typologies", header, rows)


def _others(one: Sorted) -> str:
    everybody = one.typology.base.startswith("everybody in")
    return "people who are new in the market" if everybody else f"all but: {one.typology.base}"


def _records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _frame(table: Table) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(table.rows, columns=table.header)


def _points(part: float) -> str:
    return plain(100.0 * part, 1)


def _share(share: float) -> str:
    text = plain(100.0 * share, 1)
    return text if text == "n/a" else f"{text}\N{NO-BREAK SPACE}%"


def _chance(value: float) -> str:
    return plain(value, 2)


def _amount(value: float) -> str:
    return plain(value, 1) if abs(value) >= 0.05 else "0"


def _measured(value: float) -> str:
    return "beyond free" if value == float("inf") else plain(value, 3)


def _number(value: float, unit: str) -> str:
    return plain(value, 2) if unit in ("share", "1 to 5") else plain(value, 1)
