"""What follows from the firms' terms before a run: contact, values, periods, and what is switched on.

Contact and values reach every customer of a segment alike, so that how irritated or attached one of
them is follows from when they first bought: a level that runs on by itself, less what was there
before (EQ11, EQ23). No customer has to remember it.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import kernel
from simulation.elementary import log
from simulation.rules.belonging import values_lived
from simulation.rules.choice import advertising_reach
from simulation.rules.contact import kept_of_even, risen_of_even, updated_irritation

CHANNELS: Mapping[str, tuple[float, float, float]] = {
    "text": (0.3, 0.3, 0.05),
    "email": (0.2, 0.2, 0.01),
    "chat": (0.4, 0.1, 0.02),
    "phone": (1.0, 0.8, 1.0),
    "app": (0.6, 0.1, 0.1),
    "manager": (2.0, 0.3, 5.0),
}
"""Effect, intrusion and cost of one contact (EQ23, source documents F1); cost in .01 of money."""
CONTACT_COST = 0.01  # settled 47: costs of contact are in hundredths of the reference price
FEATURES = ("first", "second", "third", "fourth")
TROUBLES = ("delivery", "product", "disappointment")
"""Kinds of failure that a firm may state beside its general one (S069)."""
DERIVED_COLUMNS = (
    "contact_effect", "contact_intrusion", "contact_cost", "contact_level", "values_level",
    "deadline_steps", "advertising_reach",
)  # fmt: skip
DERIVED_BEHAVIOR = (
    "irritation_kept", "irritation_risen", "irritation_log", "values_log",
)  # fmt: skip
LEAST_KEPT = 1.0e-12  # a logarithm is taken of what is kept from step to step
SWITCHES = (
    "has_year", "has_tiers", "has_deadline", "has_coupons", "has_bonds", "has_staff", "has_image",
    "has_personalization", "has_features", "has_contacts", "has_key", "has_breach", "has_breadth",
    "has_rewards", "has_relations", "has_gifts", "has_promises", "has_portability",
    "has_ratings", "has_self_images", "has_welcome", "has_conduct", "has_mercy", "has_visits", "has_growth",
)  # fmt: skip


def fill_derived(terms: NDArray[np.void], behavior: NDArray[np.void], step_months: float) -> None:
    """Fill in the derived columns of the firms' terms, shape (T, S, J)."""
    records, terms = terms, np.asarray(terms)  # fields are reached faster
    for column, place in (("contact_effect", 0), ("contact_intrusion", 1), ("contact_cost", 2)):
        terms[column] = sum(
            terms[f"contacts_{name}"] * numbers[place] for name, numbers in CHANNELS.items()
        )
    terms["contact_cost"] *= CONTACT_COST
    terms["deadline_steps"] = np.maximum(np.round(terms["deadline_months"] / step_months), 1.0)
    terms["program_open"] = (terms["program_earn_rate"] > 0.0) | (terms["program_cash_back"] > 0.0)
    moved = ("contact_intrusion", "belonging_responsibility", "advertising")
    if any(bool(np.any(terms[column])) for column in moved):
        run_levels(records, behavior)  # without them, levels stay at 0


@kernel
def run_levels(terms, behavior):
    """Let irritation and values run on from nothing, `terms` (T, S, J), `behavior` (S,) (EQ11, EQ23)."""
    for s in range(terms.shape[1]):
        carry, rate = behavior[s].irritation_carry, behavior[s].bond_values_rate
        for j in range(terms.shape[2]):
            irritation, values = 0.0, 0.0
            for t in range(terms.shape[0]):
                row = terms[t, s, j]
                irritation = updated_irritation(irritation, row.contact_intrusion, carry)
                values = values_lived(values, row.belonging_responsibility, rate)
                row.contact_level, row.values_level = irritation, values
                row.advertising_reach = advertising_reach(row.advertising)


@kernel
def fill_behavior(behavior):
    """Fill in what the pass would otherwise work out for each customer anew, `behavior` (S,)."""
    for s in range(behavior.size):
        row = behavior[s]
        row.irritation_kept = kept_of_even(row.irritation_carry)
        row.irritation_risen = risen_of_even(row.irritation_carry)
        row.irritation_log = log(max(row.irritation_carry, LEAST_KEPT))
        row.values_log = log(max(1.0 - row.bond_values_rate, LEAST_KEPT))


def mix_troubles(terms: NDArray[np.void]) -> None:
    """Add delivery, product and disappointment troubles to the firms' failures, shape (T, S, J).

    An experience fails if anything goes wrong: 1 - (1 - p)(1 - p_1)(1 - p_2)(1 - p_3); its mean
    severity is that of the kinds, each as often as it happens. Without them nothing is touched.
    """
    terms = np.asarray(terms)
    kinds = [terms[f"troubles_{kind}"] for kind in TROUBLES]
    if not any(np.any(chance) for chance in kinds):
        return
    stated, fine = terms["failure_prob"].copy(), 1.0 - terms["failure_prob"]
    weighed = stated * terms["failure_severity"]
    for kind, chance in zip(TROUBLES, kinds, strict=True):
        fine *= 1.0 - chance
        weighed += chance * terms[f"troubles_{kind}_severity"]
    total = stated + sum(kinds)
    mixed = np.divide(weighed, total, out=terms["failure_severity"].copy(), where=total > 0.0)
    touched = sum(kinds) > 0.0
    terms["failure_severity"] = np.where(touched, mixed, terms["failure_severity"])
    terms["failure_prob"] = np.where(touched, 1.0 - fine, stated)


def features_in_use(terms: NDArray[np.void], behavior: NDArray[np.void]) -> int:
    """Return how many features there are up to the last one that anybody expects or any firm has."""
    used = [
        bool(np.any(terms[f"features_{name}"]) or np.any(behavior[f"feature_expectation_{name}"]))
        for name in FEATURES
    ]
    return max((k for k, is_used in enumerate(used, start=1) if is_used), default=0)


def switches(terms: NDArray[np.void], behavior: NDArray[np.void]) -> dict[str, int]:
    """Return which mechanisms are ever at work in a run; the pass asks nothing else of the others.

    With them goes how many features there are.
    """
    terms, behavior = np.asarray(terms), np.asarray(behavior)  # fields are reached faster

    def ever(*columns: str) -> bool:
        return any(bool(np.any(terms[column] > 0.0)) for column in columns)

    tiers = ever("tiers_first", "tiers_second", "tiers_third")
    key = ever("key_service_spend")
    deadline = ever("deadline_reward")
    image = bool(np.any(behavior["image_weight"] > 0.0))
    breadth = bool(np.any(behavior["breadth_max"] > 1.0))
    breach = ever("breach_privacy", "breach_terms")
    contacts = ever("contact_effect")
    staff = bool(np.any(behavior["bond_gain_staff"] > 0.0))
    n_features = features_in_use(terms, behavior)
    return {
        "has_year": tiers or key,
        "has_tiers": tiers,
        "has_deadline": deadline,
        "has_coupons": ever("coupons_depth"),
        "has_bonds": staff
        or ever("belonging_recognition", "belonging_community", "belonging_responsibility"),
        "has_staff": staff,
        "has_image": image,
        "has_self_images": image or ever("belonging_responsibility"),
        "has_personalization": ever("personalization_menu", "personalization_co_design"),
        "has_features": n_features > 0,
        "n_features": n_features,
        "has_contacts": contacts,
        "has_key": key,
        "has_breach": breach,
        "has_breadth": breadth,
        "has_relations": contacts or breadth or breach or key or deadline or ever("program_fee"),
        "has_gifts": ever("program_birthday_gift", "program_fee")
        or bool(np.any(behavior["redemption_bond"] > 0.0)),
        "has_promises": bool(np.any(behavior["promise_trust_loss"] > 0.0)),
        "has_portability": ever("portability"),
        "has_ratings": bool(np.any(behavior["rating_rate"] > 0.0)),
        "has_rewards": tiers or deadline or ever("program_cash_back"),
        "has_welcome": bool(np.any(terms["newcomer_purchases"] > 1.0)),
        "has_conduct": ever("belonging_responsibility")
        and bool(np.any(behavior["responsibility_trust"] > 0.0)),
        "has_mercy": bool(np.any(behavior["involvement_forgiveness"] > 0.0)),
    }
