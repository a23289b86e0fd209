"""What the page of a comparison cannot tell."""

from analysis.comparison.outcome import Comparison
from analysis.report.reading import is_one_run, is_satisfaction_felt, kind_words, strategy_names
from analysis.report.wording import grade_legend
from simulation.scenario.problems import listed
from simulation.scenario.schema import Scenario

UNFELT = (
    "No choice of customers follows from satisfaction, trust or belonging in these markets (their "
    "weights are 0, as in every market that comes from a purchase log). They and the net promoter score "
    "are computed from the scenario's values, mostly defaults: read nothing from their levels and "
    "differences, and nothing against a strategy that works through them, such as better quality."
)
ONE_RUN = (
    "One run of each was made, so there are no intervals: how far luck alone would bring such differences "
    "is not known. --replications asks for more."
)


def caveats(comparison: Comparison) -> list[str]:
    """Return what the page cannot tell, a sentence or a few each."""
    count = len(comparison.outcomes)
    policies = [policy for o in comparison.outcomes for policy in o.scenario.policies]
    grades = sorted({policy.grade for policy in policies if policy.cost is not None})
    said = [] if is_satisfaction_felt(comparison) else [UNFELT]
    said += [
        "These are differences between simulated markets. They say what follows from the scenario's "
        "values and the model's rules, not what a real market has done.",
        ONE_RUN
        if is_one_run(comparison)
        else "The 95 % intervals are simulation noise only: they shrink with more replications and say "
        "nothing of wrong values or wrong rules.",
    ]
    if comparison.request.uncertain:
        said.append(
            "The draws cover uncertain parameters of customers over graded ranges. Firms' levers, "
            "prices and the stated costs were not drawn."
        )
    else:
        said.append("Uncertain parameters were not drawn (--uncertain): how far the answer hangs on "
                    "them is not known.")  # fmt: skip
    if grades:
        legend = grade_legend()
        said.append(
            "Costs are as stated in the scenario files, with evidence "
            + "; ".join(f"{grade} ({legend[grade]})" for grade in grades)
            + ". The break-even cost says how far they may be wrong."
        )
    free = [
        name
        for name, outcome in zip(strategy_names(comparison), comparison.outcomes, strict=True)
        if any(
            p.cost is None and p not in comparison.base.policies for p in outcome.scenario.policies
        )
    ]
    if free:
        verb = "states" if len(free) == 1 else "state"
        said.append(
            f"{listed(free)} {verb} no cost for some policy: profit is shown as if that were free."
        )
    if unlocked := _terms_that_lose_their_fee(comparison):
        said.append(unlocked)
    said.append(
        "Firms do what the scenario says they do; reactions that it does not state do not happen."
    )
    if count > 1:
        said.append(
            f"The best of {count} {kind_words(comparison)} looks a little better than it is, because luck helped "
            "to put it first."
        )
    return said


def _terms_that_lose_their_fee(comparison: Comparison) -> str:
    """Return the warning that a term without a fee holds by another rule than one with a fee."""
    before = _terms_without_fee(comparison.base)
    names = [
        name
        for name, outcome in zip(strategy_names(comparison), comparison.outcomes, strict=True)
        if _terms_without_fee(outcome.scenario) != before
    ]
    if not names:
        return ""
    return (
        f"{listed(names)}: a term that costs no fee to leave keeps most people from looking around "
        "(locked_review_share, an assumption), one with a fee does not, so that taking the last of a "
        "fee away can hold customers. What the fee alone does shows where locked_review_share is 1."
    )


def _terms_without_fee(scenario: Scenario) -> set[str]:
    """Return the firms that at some time have a term without an exit fee which keeps people in."""
    share = scenario.customers.locked_review_share
    told = (s.set.get("locked_review_share", share) for s in scenario.segments.values())
    if scenario.market.mode != "contract" or all(value == 1.0 for value in (share, *told)):
        return set()
    return {
        name
        for name, firm in scenario.firms.items()
        if any(_values(scenario, name, "contract_months", firm.contract_months))
        and 0.0 in _values(scenario, name, "exit_fee", firm.exit_fee)
    }


def _values(scenario: Scenario, firm: str, lever: str, first: float) -> list[float]:
    """Return every value that a lever of a firm has at some time."""
    own = (policy for policy in scenario.policies if policy.firm == firm)
    return [first, *(float(policy.set[lever]) for policy in own if lever in policy.set)]
