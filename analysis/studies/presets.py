"""The seven strategies of loyalty management (source documents S064) as presets for any industry.

A preset turns a budget, a share of the focal firm's revenue, into timed levers with their stated
cost; what money buys is in `spending`. Levers inside a firm (staff) and contacts book their own
cost, the others have the budget as a stated cost or give it away. A strategy for which a market has
no lever is left out; what a strategy of the source asks for and the preset does not set is `missing`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.studies.spending import (
    COMMUNITY_SPEND,
    DIMENSIONS,
    FIT_SPEND,
    QUALITY_HALF_SPEND,
    fewer_failures,
    focal,
    grown,
    levels,
    posts,
    raised_quality,
    staff_programs,
    surprise,
    usual_share,
    yearly_spend,
)
from analysis.studies.wording import percent
from simulation.errors import ResultError, ScenarioError
from simulation.scenario.firm_organization import ORGANIZATION
from simulation.scenario.loader import load_scenario, scenario_document, scenario_from_document
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import scenario_text
from simulation.storage import is_stamped, stamped, write_text
from simulation.tables import MONTH_DAYS

LOCK_MAX = 1.0  # logits that tools, training and formats of one's own can add (assumption)
FEE_PER_BUDGET = 100.0  # months' price of exit fee asked for each unit of discount (assumption)
TERM_MONTHS = 12.0  # length of a term where there was none (assumption)
COMPENSATION = 0.3  # money for each complaint answered (assumption, as in the shipped scenarios)
THRESHOLD = 0.3  # points redeemed from here on where there was no program (assumption)
RAMP_MONTHS = 3.0  # time until a bought lever works in full (assumption)
TIER_PART, GIFT_PART = 0.4, 0.2  # of a budget for rewards; the rest is points (assumption)
FEATURE_PART, CONTACT_PART = 0.2, 0.1  # of a budget for trust and affection (assumption)
SMALLEST_BUDGET = 1e-4  # share of revenue; levers are rounded to five digits
LARGEST_BUDGET = 0.3  # share of revenue; beyond it the saturation curves mean nothing (assumption)

Levers = Mapping[str, float]


@dataclass(frozen=True)
class Preset:
    """One strategy.

    Attributes
    ----------
    number : int
        1 to 7, in the order of the source.
    title, question : str
        For a reader.
    levers : Callable[[Scenario, float], Levers | None]
        What it sets for a budget; None where the market has no lever for it.
    stated : float
        Share of the budget that is a stated cost; the levers themselves book or give away the rest.
    compensation : float
        Stated cost of each complaint answered, beside the budget.
    missing : str
        What belongs to the strategy and is not set by the preset.
    """

    number: int
    title: str
    question: str
    levers: Callable[[Scenario, float], Levers | None]
    stated: float
    compensation: float
    missing: str

    @property
    def name(self) -> str:
        """What its variant is called."""
        return f"strategy_{self.number}"

    @property
    def is_bought(self) -> bool:
        """Whether the budget is spent whatever customers do; otherwise it depends on who takes it."""
        return self.stated > 0.0


def _complete_satisfaction(base: Scenario, budget: float) -> Levers:
    return raised_quality(base, DIMENSIONS, budget)


def _reward(base: Scenario, budget: float) -> Levers:
    program = focal(base).program
    threshold = program.threshold if program.earn_rate > 0.0 else THRESHOLD
    points = budget * (1.0 - TIER_PART - GIFT_PART)
    rate = round(min(1.0, program.earn_rate + points), 5)
    spent_here = yearly_spend(base)
    if base.market.mode == "repertoire":
        spent_here *= usual_share(base)
    return {
        "program.earn_rate": rate,
        "program.threshold": threshold,
        "program.promoted": 1.0,
        "program.birthday_gift": round(program.birthday_gift + GIFT_PART * budget * spent_here, 5),
        **levels(base, rate, TIER_PART * budget),
    }


def _trust(base: Scenario, budget: float) -> Levers:
    half = budget * (1.0 - FEATURE_PART - CONTACT_PART) / 2.0
    return {
        **fewer_failures(base, half),
        **raised_quality(base, ("E",), half),
        **surprise(base, FEATURE_PART * budget),
        **posts(base, CONTACT_PART * budget),
        "recovery": max(0.8, focal(base).recovery),
        "quick_share": max(0.9, focal(base).quick_share),
        "complaint_ease": max(0.8, focal(base).complaint_ease),
    }


def _leaving_cost(base: Scenario, budget: float) -> Levers | None:
    if base.market.mode != "contract":
        return None
    firm = focal(base)
    return {
        "discount": round(min(1.0, firm.discount + budget), 5),
        "contract_months": firm.contract_months or TERM_MONTHS,
        "exit_fee": round(firm.exit_fee + FEE_PER_BUDGET * budget, 3),
    }


def _structural_bonds(base: Scenario, budget: float) -> Levers:
    firm = focal(base)
    lock = LOCK_MAX * grown(budget / 2.0, QUALITY_HALF_SPEND)
    designed = firm.personalization.co_design
    fit = designed + (1.0 - designed) * grown(budget / 2.0, FIT_SPEND)
    return {
        "structural_lock": round(firm.structural_lock + lock, 4),
        "personalization.co_design": round(fit, 4),
    }


def _internal_management(base: Scenario, budget: float) -> Levers:
    return {**fewer_failures(base, budget / 2.0), **staff_programs(base, budget / 2.0)}


def _customer_organizations(base: Scenario, budget: float) -> Levers:
    now = focal(base).belonging.community
    return {"belonging.community": round(now + (1.0 - now) * grown(budget, COMMUNITY_SPEND), 4)}


PRESETS: tuple[Preset, ...] = (
    Preset(1, "Complete satisfaction", "What does the budget bring if it is put into service?", _complete_satisfaction, 1.0, 0.0, ""),
    Preset(2, "Reward loyalty", "What does it bring as points, status and gifts?", _reward, 0.0, 0.0, "coupons"),
    Preset(3, "Trust and affection", "What does it bring as attention, kept promises, surprises and help in need?", _trust, 1.0 - CONTACT_PART, COMPENSATION, "visits of account managers"),
    Preset(4, "Raise leaving cost", "What does it bring as a discount for a term with an exit fee?", _leaving_cost, 0.0, 0.0, "outside contracts: tiers and status that are lost on leaving"),
    Preset(5, "Structural bonds", "What does it bring as tools and formats that tie, and as products that customers design?", _structural_bonds, 1.0, 0.0, "breadth of use, which customers decide on"),
    Preset(6, "Internal management", "What does it bring if staff are trained, trusted and respected and processes mended?", _internal_management, 0.5, 0.0, "workload and coordination, which are no matter of money; closing service gaps where a scenario has none"),
    Preset(7, "Customer organizations", "What does it bring as a club?", _customer_organizations, 1.0, 0.0, "events"),
)  # fmt: skip


def strategy_variants(base: Scenario, budget: float, start: int = 0) -> dict[str, Scenario]:
    """Return the strategies that the market has levers for, each with the same budget.

    Parameters
    ----------
    base : Scenario
        The market without them.
    budget : float
        Share of the focal firm's revenue at list price. Points cost at most that much, the less
        the fewer customers join; the other strategies cost it, strategy 3 also its compensations.
        Staff levers stop costing more where all are at their upper bound.
    start : int
        First step of the study with them.

    Returns
    -------
    dict[str, Scenario]
        By name, `strategy_1` to `strategy_7`.

    Raises
    ------
    ScenarioError
        If the budget is not a share from 0.0001 to 0.3.
    ScenarioProblemsError
        If the base does not go together with a strategy.
    """
    if not SMALLEST_BUDGET <= budget <= LARGEST_BUDGET:
        msg = f"budget must be a share of revenue between {SMALLEST_BUDGET:g} and {LARGEST_BUDGET:g}. Got {budget:g}."
        raise ScenarioError(msg)
    found = {preset.name: strategy_variant(preset, base, budget, start) for preset in PRESETS}
    return {name: variant for name, variant in found.items() if variant is not None}


def strategy_variant(
    preset: Preset, base: Scenario, budget: float, start: int = 0
) -> Scenario | None:
    """Return the base with one strategy; None where the market has no lever for it."""
    levers = preset.levers(base, budget)
    if levers is None:
        return None
    cost = {"per_recovery": preset.compensation} if preset.compensation > 0.0 else {}
    if preset.is_bought:
        cost["per_purchase"] = round(preset.stated * budget * focal(base).price, 6)
    steps = max(1, round(RAMP_MONTHS * MONTH_DAYS / base.market.step_days))
    outside = {path: value for path, value in levers.items() if not _is_inside(path)}
    inside = {path: value for path, value in levers.items() if _is_inside(path)}
    common = {"firm": base.focal_firm, "from": start}
    ramp = steps if preset.is_bought else 0
    policies = [{**common, "set": outside, "ramp_steps": ramp, "cost": cost}]
    if inside:  # their cost follows the lever, so that a ramp would spend less
        policies.append({**common, "set": inside, "cost": {}})
    document = scenario_document(base)
    document["policies"] = [*document["policies"], *policies]
    document |= {"title": preset.title, "question": preset.question}
    return scenario_from_document(document)


def _is_inside(path: str) -> bool:
    return path.partition(".")[0] in ORGANIZATION


def missing_strategies(base: Scenario, budget: float) -> dict[str, str]:
    """Return the strategies without a lever in this market, and what they would need."""
    return {p.title: p.missing for p in PRESETS if p.levers(base, budget) is None}


def write_strategies(name: str | Path, budget: float, folder: Path) -> list[Path]:
    """Write the strategies of a scenario into a folder as files that `run.py compare` takes.

    The last line of each is the hash of what was written, by which an edit is seen.

    Parameters
    ----------
    name : str | Path
        The base scenario.
    budget : float
        Share of the focal firm's revenue that each may cost.
    folder : Path
        Where the files go; it is made if needed.

    Raises
    ------
    ResultError
        If one of them stands there already and is not as it was written; then none is.
    """
    base = load_scenario(name)
    said = f"{percent(budget, 1)} of the revenue of {base.focal_firm} in {name}"
    texts = {
        folder / f"{preset_name}.yaml": stamped(scenario_text(variant, f"{variant.title}, {said}"))
        for preset_name, variant in strategy_variants(base, budget).items()
    }
    for path in texts:
        _refuse_edited(path)
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        write_text(path, text)
    return list(texts)


def _refuse_edited(path: Path) -> None:
    """Refuse to write over anything but a strategy that nobody touched."""
    if not path.exists():
        return
    if not path.is_file() or not is_stamped(path.read_text(encoding="utf-8", errors="replace")):
        msg = (
            f"{path}: stands there already and is not as `strategies` writes it (the hash in its last "
            "line differs, or there is none); nothing was written. Move it to another place, or "
            "choose another --out."
        )
        raise ResultError(msg)
