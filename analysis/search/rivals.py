"""What a rival may answer: a reaction of the model by its name, values of one's own, a whole scenario."""

from collections.abc import Mapping

from analysis.experiments.experiment import VARIANT
from analysis.search.form import ReactionForm
from analysis.search.plan import Reaction
from simulation.scenario import firm_organization
from simulation.scenario.firm_checks import ONLY_WITH_POLICY
from simulation.scenario.schema import Scenario, Value

NO_REACTION = "none"
BUDGET = 0.1
"""Share of its revenue that a reaction may cost where nothing is said (assumption)."""


def name_of(one: ReactionForm) -> str | None:
    """Return what an answer is called: its name, or the reaction that it is."""
    return one.name or one.reaction


def largest_rival(scenario: Scenario) -> str | None:
    """Return the firm other than the focal one with the largest share, None where there is none."""
    rivals = {name: firm for name, firm in scenario.firms.items() if name != scenario.focal_firm}
    return max(rivals, key=lambda name: rivals[name].share, default=None)


def answer_of(one: ReactionForm, scenarios: Mapping[str, Scenario], base: str) -> Reaction:
    """Return an answer of the rival as values by dotted path.

    Parameters
    ----------
    one : ReactionForm
        As the file writes it, checked.
    scenarios : Mapping[str, Scenario]
        The base, and those that answers name.
    base : str
        Name of the base.
    """
    scenario = scenarios[one.variant or base]
    values: dict[str, Value] = {}
    if one.variant is not None:
        values[VARIANT] = one.variant
    firm = one.firm or largest_rival(scenario)
    if one.reaction is not None and firm is not None:
        values |= _reaction_values(one, scenario, firm)
    return Reaction(name_of(one) or "", {**values, **one.set})


def _reaction_values(one: ReactionForm, scenario: Scenario, firm: str) -> dict[str, Value]:
    """Return what lets a firm react so, and what its present reaction needs and this one does not."""
    own = scenario.firms[firm].reaction
    rest = firm_organization.Reaction()
    found: dict[str, Value] = {"policy": one.reaction}
    for name, reactions in ONLY_WITH_POLICY.items():
        if one.reaction not in reactions and getattr(own, name) != getattr(rest, name):
            found[name] = getattr(rest, name)
    if one.reaction != NO_REACTION:
        found["budget"] = own.budget or BUDGET if one.budget is None else one.budget
    return {f"firms.{firm}.reaction.{name}": value for name, value in found.items()}
