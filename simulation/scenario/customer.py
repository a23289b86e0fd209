"""What a scenario may say about customers: the parameters of their behavior.

One class for each behavior, so that the declaration stands beside its equation's name; a segment
may override any of them. The classes stand in `customer_choice`, `customer_memory`,
`customer_response` and `customer_relations`. Names follow docs/reference/parameters.md; symbols are those of the equations
in docs/explanation/odd.md.
"""

from simulation.scenario.customer_choice import (
    ChoiceParams,
    NeedParams,
    PriceMemoryParams,
    TasteParams,
)
from simulation.scenario.customer_memory import (
    BondParams,
    ExpectationParams,
    HabitParams,
    SatisfactionParams,
    TrustParams,
)
from simulation.scenario.customer_relations import (
    BreadthParams,
    ContactParams,
    FeatureParams,
    PromiseParams,
    RatingParams,
    RelationParams,
    RewardParams,
    StatusParams,
)
from simulation.scenario.customer_response import (
    ComplaintParams,
    ProgramResponseParams,
    ReviewParams,
    SwitchingParams,
    WordOfMouthParams,
)
from simulation.scenario.parameter import Block


class CustomerParams(
    TasteParams, NeedParams, ChoiceParams, PriceMemoryParams, SatisfactionParams, ExpectationParams,
    TrustParams, BondParams, HabitParams, SwitchingParams, ReviewParams, ComplaintParams,
    WordOfMouthParams, ProgramResponseParams, StatusParams, RewardParams, RelationParams,
    FeatureParams, ContactParams, BreadthParams, PromiseParams, RatingParams,
):  # fmt: skip
    """Everything a scenario may say about customers."""


BEHAVIORS: tuple[type[Block], ...] = (
    TasteParams, NeedParams, ChoiceParams, PriceMemoryParams, SatisfactionParams, ExpectationParams,
    TrustParams, BondParams, HabitParams, SwitchingParams, ReviewParams, ComplaintParams,
    WordOfMouthParams, ProgramResponseParams, StatusParams, RewardParams, RelationParams,
    FeatureParams, ContactParams, BreadthParams, PromiseParams, RatingParams,
)  # fmt: skip
