"""The choice a customer would make now, and what it would be with a term of the utility taken out.

Everything is the multinomial logit of EQ16 over the terms that the snapshot stores (McFadden 1974).
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from analysis.typologies.moment import Floats, Masks, Moment
from simulation.snapshot import UTILITY_TERMS


@dataclass(frozen=True)
class Prop:
    """Something that holds a customer: which terms of the utility it is made of.

    Attributes
    ----------
    name, label : str
        In files, and for a reader.
    terms : tuple[str, ...]
        Terms of the utility that are set to 0 for every firm when the prop is taken out.
    meaning : str
        What the world looks like without it.
    """

    name: str
    label: str
    terms: tuple[str, ...]
    meaning: str


REACH = "reach"
ROUNDING = 1.0e-5
"""Logits; a snapshot's utilities are float32, and what is smaller is their rounding."""
PROPS: tuple[Prop, ...] = (
    Prop("attitude", "attitude", ("attitude",), "satisfaction, trust and belonging no longer count"),
    Prop("habit", "habit", ("habit",), "what was bought before no longer counts"),
    Prop("price", "price", ("price",), "all firms cost the same as ever"),
    Prop("program", "program and promotion", ("program", "promotion"), "no program and no promotion"),
    # the risk of a firm never tried is one of the procedural costs of Burnham, Frels & Mahajan 2003
    Prop("switching", "switching cost", ("switching", "inexperience"), "leaving costs nothing and no firm is a risk"),
    Prop("convenience", "convenience", ("convenience",), "all firms are equally near at hand"),
    Prop("taste", "taste", ("taste",), "nobody prefers a firm for what it is"),
    Prop(REACH, "lack of other firms", (), "every firm in the market can be reached and is known"),
)  # fmt: skip
PROP_NAMES = tuple(prop.name for prop in PROPS)
COLUMNS = (
    *(f"utility_{term}" for term in UTILITY_TERMS),
    "available",
    "considered",
    "leaving_cost",
    "provider",
)
"""What a choice probability needs of a snapshot."""


def removed_terms(props: Collection[str]) -> frozenset[str]:
    """Return the terms of the utility that the named props are made of."""
    return frozenset(term for prop in PROPS if prop.name in props for term in prop.terms)


def utilities(moment: Moment, without: Collection[str] = ()) -> Floats:
    """Return the systematic utility of each firm with some props taken out, shape (N, J), logits."""
    gone = removed_terms(without)
    total = np.zeros((moment.n_customers, len(moment.firms)))
    for term in UTILITY_TERMS:
        if term not in gone:
            total += moment.get(f"utility_{term}")
    return total


def attitude_parts(moment: Moment) -> dict[str, Floats]:
    """Return what satisfaction, trust, belonging and the brand's image add to the utility (EQ15).

    Logits, each of shape (N, J); they sum to the term `attitude`. A firm never tried is judged by
    what is expected of it.
    """
    tried = moment.get("n_experiences") > 0.0
    felt = np.where(tried, moment.get("satisfaction"), moment.get("will"))
    weight = 0.1 * moment.behavior("satisfaction_weight") * moment.get("involvement")
    parts = {
        "satisfaction": weight * (felt - 70.0),
        "trust": 0.1 * moment.behavior("trust_weight") * (moment.get("trust") - 50.0),
        "belonging": 0.1 * moment.behavior("bond_weight") * moment.get("bond"),
    }
    image = moment.get("utility_attitude") - sum(parts.values())
    return {**parts, "image": np.where(np.abs(image) > ROUNDING, image, 0.0)}


def options(moment: Moment, without: Collection[str] = ()) -> Masks:
    """Return which firms a customer chooses among, shape (N, J).

    Those of the consideration set; without the prop `reach` every firm that is in the market.
    """
    if REACH in without:
        return np.broadcast_to(moment.in_market, moment.present.shape)
    return moment.get("considered") > 0.0


def leaving_costs(moment: Moment) -> Floats:
    """Return what leaving the present provider costs, logits, shape (N,)."""
    return moment.get("leaving_cost")[:, 0]


def outside_utilities(moment: Moment, without: Collection[str] = ()) -> Floats:
    """Return the utility of buying nowhere, shape (N,); minus infinity where that is no option."""
    if "outside_utility" not in moment.behavior_table:
        return np.full(moment.n_customers, -np.inf)
    stated = moment.behavior("outside_utility")[:, 0]
    has_it = ~np.isnan(stated)
    if not has_it.any():
        return np.full(moment.n_customers, -np.inf)
    free = not moment.contract or "switching" in without
    leaving = np.zeros(moment.n_customers) if free else leaving_costs(moment)
    return np.where(has_it, stated - leaving, -np.inf)


def probabilities(values: Floats) -> Floats:
    """Return logit probabilities of rows of utilities, minus infinity being no option; same shape.

    A row without any option is a row of zeros.
    """
    best = values.max(axis=1, keepdims=True)
    weights = np.exp(values - np.where(np.isfinite(best), best, 0.0))
    total = weights.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0.0)
    return shares


def alternatives(moment: Moment, without: Collection[str] = ()) -> Floats:
    """Return the utilities a customer compares, shape (N, J + 1); the outside option stands last."""
    inside = np.where(options(moment, without), utilities(moment, without), -np.inf)
    return np.column_stack([inside, outside_utilities(moment, without)])


def choice_probabilities(moment: Moment, without: Collection[str] = ()) -> Floats:
    """Return the chance of each firm if a choice is made now, shape (N, J + 1), outside last (EQ16).

    In a contract market this is the choice of one who reviews the contract.
    """
    return probabilities(alternatives(moment, without))


def stay_probabilities(moment: Moment, without: Collection[str] = ()) -> Floats:
    """Return the chance of each firm if a choice is made now, shape (N, J)."""
    stay: Floats = choice_probabilities(moment, without)[:, :-1]
    return stay
