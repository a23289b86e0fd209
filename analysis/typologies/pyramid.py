"""The profitability pyramid: platinum, gold, iron and lead by customer value (S044)."""

import numpy as np

from analysis.typologies.moment import Codes, Floats, Moment
from analysis.typologies.sorting import only
from analysis.typologies.typology import UNCOUNTED, State, Threshold, Typology

PLATINUM = 0.05
GOLD = 0.15
IRON = 0.30


def margin_per_step(moment: Moment) -> Floats:
    """Return what each customer brought each firm in a step of the study, money, shape (N, J).

    Over the steps of the study that the relation existed. The classes rest on its order alone:
    one horizon and one rate of interest for all would multiply every value alike.
    """
    since = moment.get("first_step") - moment.burn_in_steps
    steps = np.clip(moment.step + 1 - np.maximum(since, 0.0), 1.0, None)
    margin: Floats = (moment.get("paid") - moment.get("cost")) / steps
    return margin


def classify(moment: Moment) -> Codes:
    """Return the class by rank among each firm's customers; who brings a loss is lead."""
    codes = np.full(moment.present.shape, UNCOUNTED, dtype=np.int8)
    margin = margin_per_step(moment)
    cuts = np.cumsum([PLATINUM, GOLD, IRON])
    for j, firm in enumerate(moment.firms):
        rows = moment.customers_of(firm)
        best_first = rows[np.argsort(-margin[rows, j], kind="stable")]
        place = (np.arange(len(rows)) + 0.5) / max(len(rows), 1)
        classes = 3 - np.digitize(place, cuts)
        classes[margin[best_first, j] < 0.0] = 0
        codes[best_first, j] = classes
    return only(moment.present, codes)


def hindrance(moment: Moment) -> str | None:
    """Return why nothing can be said: payments are counted from the start of the study."""
    if not moment.get("paid").any():
        return "payments and costs are counted from the start of the study, and it has not begun"
    return None


TYPOLOGY = Typology(
    name="pyramid",
    title="The profitability pyramid",
    says="A few customers bring most of the margin, and serving the lowest layer may cost more than it brings.",
    source="source documents S044 (figure 8-1); Zeithaml, Rust & Lemon 2001 (no fixed cuts)",
    states=(
        State("lead", "the lower half, and whoever brings a loss"),
        State("iron", "the next 30 %"),
        State("gold", "the next 15 %"),
        State("platinum", "the best 5 %"),
    ),
    columns=("paid", "cost", "first_step"),
    classify=classify,
    base="customers",
    thresholds=(
        Threshold("platinum", PLATINUM, "share of customers", "assumption (model 2.6.6)"),
        Threshold("gold", GOLD, "share of customers", "assumption (model 2.6.6)"),
        Threshold("iron", IRON, "share of customers", "assumption (model 2.6.6)"),
    ),
    shape="pyramid",
    hindrance=hindrance,
)  # fmt: skip
