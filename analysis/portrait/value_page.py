"""Tables and pictures of value, in words and rounded numbers."""

from typing import TYPE_CHECKING

from analysis.measurement.causal_chain import LINKS
from analysis.measurement.resistance import resistance
from analysis.metrics.tenure_profit import COMPONENTS, LAST_YEAR
from analysis.plots.value import own_and_rival, path_diagram, resistance_histogram, stacked_parts
from analysis.portrait.picture import Picture
from analysis.portrait.value import Value
from analysis.report.numbers import percent, plain, signed
from analysis.report.page_tables import Table
from analysis.typologies.occupancy import transition_shares
from analysis.typologies.ward_zones import MEANINGS, ZONES

if TYPE_CHECKING:
    import pandas as pd

    from analysis.typologies.moment import Moment

SHOWN_AT_RISK = 10
"""Customers on the page; the file has all."""
PLACES = {
    "needs met": (0.0, 3.0), "failures remembered": (0.0, 1.7), "experience": (0.0, 0.2),
    "satisfaction": (2.8, 3.0), "trust": (4.6, 0.9), "belonging": (6.4, 3.0), "habit": (6.6, 0.0),
    "loyalty": (8.6, 1.5),
}  # fmt: skip
"""Where the variables of the chain stand, inches."""
MONEY = "reference prices a customer and year"


def value_pictures(value: Value, moment: "Moment", firm: str) -> list[Picture]:
    """Return the pictures of value, in the order of the page."""
    by_year = value.by_tenure.set_index("tenure_years")[list(COMPONENTS)]
    by_year = by_year.rename(columns=COMPONENTS, index=_years)
    best = by_year.sum(axis=1)
    unit = "reference prices per purchase, or month of a contract"
    delivered = value.delivered.set_index("part")
    drawn = [
        Picture(
            "profit_by_tenure", "What customers bring, by age",
            f"From {plain(best.iloc[0], 1)} {MONEY} in the first year to {plain(best.iloc[-1], 1)} "
            "of the oldest.",
            stacked_parts(by_year, f"What a customer of {firm} brings a year, by years a customer", MONEY),
        ),
        Picture(
            "delivered_value", "Delivered value",
            f"{firm} {plain(delivered['own'].iloc[-1], 2)}, the best rival "
            f"{plain(delivered['rival'].iloc[-1], 2)}.",
            own_and_rival(delivered, (firm, "best rival"), "What customers get, less what it costs them", unit),
        ),
        Picture(
            "causal_chain", "From met needs to loyalty",
            "; ".join(f"{row['cause']} to {row['effect']} {plain(row['coefficient'], 2)}"
                      for row in value.chain.to_dict("records")) + ".",
            path_diagram(value.chain, PLACES),
        ),
        _resistance_picture(moment, firm),
    ]  # fmt: skip
    if value.zones is not None:
        drawn.append(_zones_picture(value.zones))
    return drawn


def _resistance_picture(moment: "Moment", firm: str) -> Picture:
    needed = resistance(moment, firm)[moment.present[:, moment.index(firm)]]
    title = "How far a rival must go"
    quarter = float((needed <= 0.25).mean()) if len(needed) else float("nan")
    described = f"A discount of a quarter brings {percent(quarter)} of customers to even odds."
    return Picture("resistance", title, described, resistance_histogram(needed, title))


def _zones_picture(zones: "pd.DataFrame") -> Picture:
    shares = 100.0 * zones.set_index("feature")[list(ZONES)]
    described = "; ".join(
        f"{name}: " + ", ".join(f"{zone} {plain(row[zone], 0)} %" for zone in ZONES)
        for name, row in shares.iterrows()
    )
    figure = stacked_parts(shares, "In which of Ward's zones each feature stands", "% of customers")
    return Picture("ward_zones", "Ward zones", f"{described}.", figure)


def tenure_page(value: Value) -> Table:
    """Return the components of profit by age in words."""
    rows = [
        [
            _years(row["tenure_years"]),
            f"{int(row['customers']):,}",
            *(plain(row[name], 2) for name in COMPONENTS),
            plain(row["margin"], 2),
            plain(row["recommendations"], 2),
        ]
        for row in value.by_tenure.to_dict("records")
    ]
    header = ["Years a customer", "Customers", *(_capital(word) for word in COMPONENTS.values())]
    return Table(
        f"What a customer brings by age: {MONEY}, at the rates of this moment",
        [*header, "Together, without winning", "Recommendations a year"],
        rows,
    )


def winning_page(value: Value) -> Table:
    """Return what winning customers has cost so far in words."""
    rows = [
        [
            plain(row["months"], 0),
            *(plain(row[name], 0) for name in ("won", "spent", "present")),
            *(plain(row[name], 2) for name in ("each_won", "each_present")),
        ]
        for row in value.winning.to_dict("records")
    ]
    return Table(
        "Customers won, and what they cost: cumulative since the study began, per 1,000 customers of the "
        "market; spent are the cost of winning, concessions and stated cost of policies, in reference prices",
        ["Months", "Won", "Spent", "Customers now", "For each won", "For each customer now"],
        rows,
    )  # fmt: skip


def delivered_page(value: Value) -> Table:
    """Return delivered value in words."""
    rows = [
        [
            _capital(row["part"]) + (f" ({row['side']})" if row["side"] != "all" else ""),
            *(plain(row[name], 2) for name in ("own", "rival")),
            signed(row["difference"], 2),
            row["made_of"],
        ]
        for row in value.delivered.to_dict("records")
    ]
    return Table(
        "Delivered value: all that customers get less all that it costs them, reference prices per "
        "purchase or month of a contract; a level has no zero, the difference to the rival has",
        ["Part", "This firm", "Best rival", "Difference", "Made of"],
        rows,
    )


def chain_page(value: Value) -> Table:
    """Return the path coefficients in words."""
    rows = [
        [f"{row['cause']} → {row['effect']}", signed(row["coefficient"], 2), percent(row["explained"])]
        for link in LINKS
        for row in value.chain[value.chain["effect"] == link.effect].to_dict("records")
    ]  # fmt: skip
    return Table(
        "From met needs to loyalty: standardized path coefficients over customers",
        ["Path", "Coefficient", "Of the effect explained"],
        rows,
    )


def leading_page(value: Value) -> Table | None:
    """Return what the scores of the earlier snapshot told, in words; None without one."""
    if value.leading is None:
        return None
    rows = [
        [
            _capital(row["score"]),
            *(_share(row[name]) for name in ("kept_low", "kept_high")),
            *(signed(row[name], 2) for name in ("with_kept", "with_purchases")),
        ]
        for row in value.leading.to_dict("records")
    ]
    return Table(
        "Scores of the earlier snapshot, and what the same people did until this one",
        ["Score", "Kept of the lowest third", "Kept of the highest third",
         "Correlation with being kept", "With purchases since"],
        rows,
    )  # fmt: skip


def at_risk_page(value: Value) -> Table:
    """Return the customers with most at stake in words."""
    rows = [
        [
            f"{int(row['customer']):,}",
            plain(row["tenure_months"], 0),
            plain(row["satisfaction"], 0),
            _share(row["chance_to_leave"]),
            "beyond free" if row["resistance"] == float("inf") else _share(row["resistance"]),
            plain(row["margin"], 2),
            plain(row["at_stake"], 2),
        ]
        for row in value.at_risk.head(SHOWN_AT_RISK).to_dict("records")
    ]
    return Table(
        f"Whom to speak to first: the {len(rows)} customers with most at stake, margin and stake in {MONEY}",
        ["Customer", "Months", "Satisfaction", "Chance to leave", "Resistance", "Margin", "At stake"],
        rows,
    )  # fmt: skip


def zones_page(value: Value) -> Table | None:
    """Return Ward's zones in words; None where there are no features."""
    if value.zones is None or value.zone_effects is None:
        return None
    rows = [
        [
            _capital(row["feature"]),
            plain(row["presence"], 2),
            *(_share(row[zone]) for zone in ZONES),
            signed(row["adds"], 2),
        ]
        for row in value.zones.to_dict("records")
    ]
    effects = [signed(float(value.zone_effects[zone]), 2) for zone in ZONES]
    rows.append(["Adds to satisfaction", "", *effects, signed(float(value.zone_effects.sum()), 2)])
    return Table(
        "Ward zones: shares of customers with whom a feature stands in each zone, and what it adds to "
        "satisfaction at an experience, points",
        ["Feature", "Presence", *(_capital(zone) for zone in ZONES), "Adds"],
        rows,
    )


def zone_moves_page(value: Value) -> Table | None:
    """Return where features went, in percent of a row; None without two snapshots of features."""
    if value.zone_moves is None:
        return None
    shares = transition_shares(value.zone_moves)
    rows = [
        [_capital(str(name)), f"{int(value.zone_moves.loc[name].sum()):,}", *map(_share, row)]
        for name, row in zip(shares.index, shares.to_numpy(), strict=True)
    ]
    return Table(
        "Ward zones: from the earlier snapshot (rows) to this one (columns), of each row",
        ["From", "Pairs of customer and feature", *(_capital(zone) for zone in ZONES)],
        rows,
    )


def zone_meanings() -> list[tuple[str, str]]:
    """Return what each zone means."""
    return [(_capital(zone), MEANINGS[zone]) for zone in ZONES]


def value_files(value: Value) -> "dict[str, pd.DataFrame]":
    """Return the tables of value with their digits, by the name of their file."""
    files = {
        "profit_by_tenure.csv": value.by_tenure,
        "cost_of_winning.csv": value.winning,
        "delivered_value.csv": value.delivered,
        "causal_chain.csv": value.chain,
        "customers_at_risk.csv": value.at_risk,
    }
    if value.leading is not None:
        files["leading_scores.csv"] = value.leading
    if value.zones is not None:
        files["ward_zones.csv"] = value.zones
    if value.zone_moves is not None:
        files["ward_moves.csv"] = value.zone_moves.rename_axis("origin").reset_index()
    return files


def _years(year: float) -> str:
    first = int(year)
    return f"{first} and more" if first == LAST_YEAR else f"{first} to {first + 1}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _share(share: float) -> str:
    text = plain(100.0 * share, 1)
    return text if text == "n/a" else f"{text}\N{NO-BREAK SPACE}%"
