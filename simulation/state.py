"""The memory of a market: one record a customer, one record a customer and firm.

Records keep what belongs together in the same cache lines and let the pass read like prose
(`tie.satisfaction`). Attitudes are stored as float32 and computed as float64; points and payments
are int64 fixed point, so that nothing is lost or made.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_SWITCHES = 32_000  # where the counter of switches stops
NOBODY = -1  # the outside option, or no provider yet
MEMBER = 1  # has the card
ENGAGED = 2  # has the card and uses it
MOST = 65_535  # where the small counters stop
MOST_IN_A_BYTE = 255  # where the smallest ones stop
LEVEL = 3  # of `standing`: the tier, 0 to 3
KEY = 4  # of `standing`: a key customer
ENDOWED = 8  # of `standing`: has had the points that new members are given
IMAGE_FIT = 255.0  # an image that suits fully
MOST_SPENT = 4_294_967_295  # where the counter of a year's spend stops, in millionths of money
STAFF_BOND = 655.35  # a bond with staff of 100 points fills two bytes
FEATURE_EXPECTATION = 65_535.0  # likewise an expectation of 1
VISIT_POINTS = 655.35  # satisfaction of 100 points with a visit fills two bytes
SURPRISE_POINTS = 327.67  # and a visit 100 points better or worse than expected its half of them
NEVER = -1_000_000  # a step that lies before every run


@dataclass(frozen=True)
class Field:
    """One state variable: name, type, plain meaning, unit."""

    name: str
    dtype: str
    meaning: str
    unit: str


PERSON_FIELDS = (
    Field("weight_R", "f4", "importance of reliability", "share"),
    Field("weight_A", "f4", "importance of assurance", "share"),
    Field("weight_T", "f4", "importance of tangibles", "share"),
    Field("weight_E", "f4", "importance of empathy", "share"),
    Field("weight_Re", "f4", "importance of responsiveness", "share"),
    Field("price_sensitivity", "f4", "own price sensitivity", "logit per 100 %"),
    Field("need_rate", "f4", "own mean purchases", "purchases per step"),
    Field("involvement", "f4", "involvement, mean 1", "ratio"),
    Field("switching_factor", "f4", "own weight of switching costs, mean 1", "ratio"),
    Field("intro_discount", "f4", "personal discount of the present contract", "share"),
    Field("intro_until", "i4", "first step without that discount", "step"),
    Field("term_end", "i4", "step at which the present term ends", "step"),
    Field("spell_start", "i4", "step at which the present contract began", "step"),
    Field("generation", "i4", "how many left this slot before", "people"),
    Field("provider", "i2", "firm held or last bought from; -1 none", "firm"),
    Field("n_switches", "i2", "changes of firm so far", "switches"),
    Field("segment", "u1", "segment", "segment"),
    Field("n_cards", "u1", "programs joined", "programs"),
    Field("failed_last", "u1", "the last step brought a failure", "0 or 1"),
)

TIE_FIELDS = (
    Field("taste", "f4", "lasting preference, availability included", "logit"),
    Field("fit", "f4", "how well the firm suits this person", "points"),
    Field("will", "f4", "quality expected to happen", "points"),
    Field("should", "f4", "quality that should happen", "points"),
    Field("satisfaction", "f4", "cumulative satisfaction", "points"),
    Field("ability", "f4", "trust in ability", "points"),
    Field("integrity", "f4", "trust in integrity", "points"),
    Field("fairness", "f4", "trust in fairness", "points"),
    Field("bond", "f4", "belonging", "points"),
    Field("habit", "f4", "habit", "0 to 1"),
    Field("failures", "f4", "failures remembered", "failures"),
    Field("reference_price", "f4", "price expected", "money"),
    Field("cost", "f4", "cost of serving this customer in the study", "money"),
    Field(
        "given",
        "f4",
        "given to this customer in the study: concessions, rewards, policy costs",
        "money",
    ),
    Field("first_step", "i4", "step of the first purchase", "step"),
    Field("last_step", "i4", "step of the last purchase", "step"),
    Field("points", "i8", "points held", "points x 10^6"),
    Field("paid", "i8", "paid in the study", "money x 10^6"),
    Field("n_purchases", "u2", "purchases in the study (at most 65,535)", "purchases"),
    Field("n_lifetime", "u2", "purchases so far (at most 65,535)", "purchases"),
    Field("n_experiences", "u2", "experiences so far (at most 65,535)", "experiences"),
    Field("messages", "u2", "messages heard (at most 65,535)", "messages"),
    Field("reachable", "u1", "could buy here at all", "0 or 1"),
    Field("aware", "u1", "knows the firm", "0 or 1"),
    Field("member", "u1", "0 not in the program, 1 in it, 2 in it and using it", "0, 1, 2"),
    Field("cohort", "u1", "was a customer when the study began", "0 or 1"),
    Field(
        "standing",
        "u1",
        "tier of the program, 0 to 3; 4 for a key customer; 8 once endowed",
        "0 to 15",
    ),
    Field("breadth", "u1", "products used beyond the first", "products"),
    Field("image_fit", "u1", "how well the brand's image suits, 255 is fully", "0 to 255"),
    Field("in_period", "u1", "purchases in the running period (at most 255)", "purchases"),
)


VISIT_FIELDS = (
    Field("satisfaction", "u2", "satisfaction with the last visit", "points x 655.35"),
    Field("surprise", "i2", "perceived less expected quality of that visit", "points x 327.67"),
    Field("warned", "u2", "1 + step of the last warning; 0 is never (at most 65,535)", "step"),
)
LAST_VISIT_FIELDS = (
    Field("last_transaction", "f4", "satisfaction with the last visit, where kept", "points"),
    Field(
        "last_disconfirmation",
        "f4",
        "perceived less expected quality of the last visit, where kept",
        "points",
    ),
    Field("last_warning_step", "i4", "step of the last warning about the firm, where kept", "step"),
)
"""What a snapshot says of them where `market.last_visits` keeps them; no number before a visit."""
KEPT_FIELDS = (
    Field("year_spend", "f4", "spent since the last anniversary, where a firm counts it", "money"),
    Field("staff_bond", "f4", "bond with staff, where there is one", "points"),
)
FEATURE_FIELDS = tuple(
    Field(f"expects_{name}", "f4", f"how far the {name} feature is expected, if any is", "0 to 1")
    for name in ("first", "second", "third", "fourth")
)


def _dtype(fields: tuple[Field, ...]) -> np.dtype[np.void]:
    return np.dtype([(field.name, field.dtype) for field in fields], align=True)


PERSON = _dtype(PERSON_FIELDS)
TIE = _dtype(TIE_FIELDS)
VISIT = _dtype(VISIT_FIELDS)


@dataclass(frozen=True)
class State:
    """Everything that changes while a market runs, customer by customer.

    Attributes
    ----------
    people : record array of shape (N,)
        `PERSON` records.
    ties : record array of shape (N, J)
        `TIE` records, firms in the order of their names.
    outbox : ndarray of uint8, shape (2, N, J)
        Messages of this and of the last step: warnings in the high half byte, praise in the low.
    spoke : ndarray of uint8, shape (2, N)
        Whether a customer sent any message, so that silent neighbors cost one byte to skip.
    offsets : ndarray of int16, shape (N, K)
        Acquaintances as distances in slot number; 0 is no tie.
    year_spend : ndarray of uint32, shape (N, J)
        Money spent since the last anniversary of the first purchase, millionths as in the accounts;
        one row where no firm counts it.
    staff_bond : ndarray of uint16, shape (N, J)
        Bond with staff, in 1/655.35 of a point; one row where there is none.
    feature_expectation : ndarray of uint16, shape (N, 4)
        How far each feature is expected, in 1/65,535; one row where there are no features.
    visits : record array of shape (N, J)
        `VISIT` records: the last visit and the last warning; one row where they are not kept.
    """

    people: NDArray[np.void]
    ties: NDArray[np.void]
    outbox: NDArray[np.uint8]
    spoke: NDArray[np.uint8]
    offsets: NDArray[np.int16]
    year_spend: NDArray[np.uint32]
    staff_bond: NDArray[np.uint16]
    feature_expectation: NDArray[np.uint16]
    visits: NDArray[np.void]


@dataclass(frozen=True)
class Memory:
    """Which memories a market needs beside those that every customer has."""

    year_spend: bool
    staff_bond: bool
    features: bool
    visits: bool


def empty_state(n_customers: int, n_firms: int, n_acquaintances: int, memory: Memory) -> State:
    """Return zeroed state for N customers, J firms and K acquaintances."""
    people = np.zeros(n_customers, dtype=PERSON)
    ties = np.zeros((n_customers, n_firms), dtype=TIE)
    visits = np.zeros((n_customers if memory.visits else 1, n_firms), dtype=VISIT)
    return State(
        people=people.view(np.recarray),
        ties=ties.view(np.recarray),
        outbox=np.zeros((2, n_customers, n_firms), dtype=np.uint8),
        spoke=np.zeros((2, n_customers), dtype=np.uint8),
        offsets=np.zeros((n_customers, n_acquaintances), dtype=np.int16),
        year_spend=np.zeros((n_customers if memory.year_spend else 1, n_firms), dtype=np.uint32),
        staff_bond=np.zeros((n_customers if memory.staff_bond else 1, n_firms), dtype=np.uint16),
        feature_expectation=np.zeros((n_customers if memory.features else 1, 4), dtype=np.uint16),
        visits=visits.view(np.recarray),
    )
