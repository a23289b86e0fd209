"""What wakes each customer parameter: the levers and settings without which nothing reads it.

A parameter is read only where each of its wakers is awake. Levers that need one another
(`coupons.depth` and `coupons.reach`) are judged by `policy_checks`, so that one of them is named here.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from simulation.scenario.paths import BEHAVIOR
from simulation.scenario.problems import listed
from simulation.scenario.schema import Scenario

RESTS: Mapping[str, float] = {"awareness": 1.0}
"""Where a lever rests; 0 for all others."""


@dataclass(frozen=True, slots=True)
class Waker:
    """One thing that a parameter needs before anything reads it.

    Attributes
    ----------
    levers : tuple[str, ...]
        Any of these of a firm is off its rest at some time, by itself or by a policy.
    people : tuple[str, ...]
        Or any of these customer parameters is above 0 for anybody.
    reactions : tuple[str, ...]
        Or a firm answers lost share in one of these ways, which may move such a lever.
    market : tuple[str, ...]
        Or any of these settings of the market is above 0.
    firms : int
        How many firms must have such a lever.
    """

    levers: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    reactions: tuple[str, ...] = ()
    market: tuple[str, ...] = ()
    firms: int = 1

    @property
    def where(self) -> str:
        """What a market is like in which this is asleep, to follow `moves nothing in`."""
        levers = " or ".join(_shortened(self.levers))
        people = _shortened(self.people)
        settings = [*(f"market.{n}" for n in self.market), *(f"customers.{n}" for n in people)]
        if self.firms > 1:
            return f"a market where fewer than {self.firms} firms ever have {levers} above 0"
        parts = []
        if self.levers:
            limit = "below 1" if self.levers[0] in RESTS else "above 0"
            parts.append(f"no firm ever has {levers} {limit}")
        if settings:
            verb = "is" if len(settings) == 1 else "are"
            rest = "null" if self.people == LIMIT.people else "0"
            whom = " for everybody" if people else ""
            parts.append(f"{listed(settings)} {verb} {rest}{whom}")
        return f"a market where {' and '.join(parts)}"

    @property
    def advice(self) -> str:
        """What would wake it."""
        whose = "another firm too" if self.firms > 1 else "a firm"
        paths = [
            *(f"{lever} of {whose} (a policy may)" for lever in self.levers[:1]),
            *(f"market.{name}" for name in self.market[:1]),
            *(f"customers.{name}" for name in self.people[:1]),
        ]
        return f"Set {' or '.join(paths)}"


def _shortened(paths: tuple[str, ...]) -> list[str]:
    """Return paths, three and more of one group as that group (`contacts.*`)."""
    groups = [path.rpartition(".")[0] for path in paths]
    names = (
        f"{group}.*" if group and groups.count(group) > 2 else path
        for group, path in zip(groups, paths, strict=True)
    )
    return list(dict.fromkeys(names))


LAUNCHED = ("program", "imitate")
"""Reactions that may launch a program of points (EQ24)."""
CONTACTS = tuple(
    f"contacts.{name}" for name in ("text", "email", "chat", "phone", "app", "manager")
)
FEATURES = ("first", "second", "third", "fourth")
SEEN = tuple(f"features.{name}" for name in FEATURES)
HOPED = tuple(f"feature_expectation.{name}" for name in FEATURES)
TROUBLES = tuple(f"troubles.{name}" for name in ("delivery", "product", "disappointment"))

TIERS = Waker(("tiers.first", "tiers.second", "tiers.third"))
COUPONS = Waker(("coupons.depth",))
POINTS = Waker(("program.earn_rate", "deadline.reward"), reactions=LAUNCHED)
PROGRAM = Waker(("program.earn_rate", "program.cash_back"), reactions=LAUNCHED)
OTHER_PROGRAMS = Waker(PROGRAM.levers, reactions=LAUNCHED, firms=2)
GOAL = Waker(("program.threshold",))
CONTACTED = Waker(CONTACTS)
FEATURED = Waker(SEEN)
FEATURED_OR_HOPED = Waker(SEEN, HOPED)
RESPONSIBLE = Waker(("belonging.responsibility",))
FAILING = Waker(("failure_prob", *TROUBLES, "supplier.disruption_rate"))
WELCOME = Waker(("newcomer_discount",))
LIMIT = Waker(people=("consider_max",))
NETWORKED = Waker(market=("acquaintances",))
SPOKEN = Waker(people=("message_positive", "message_negative"))
UNKNOWN = Waker(("awareness",))
LOCKING = Waker(
    ("structural_lock", "exit_fee", *POINTS.levers),
    ("switching_procedural", "switching_learned", "switching_relational"),
    LAUNCHED,
)
WAKERS: Mapping[str, tuple[Waker, ...]] = {
    **dict.fromkeys(("status_weight", "promotion_bond", "demotion_trust"), (TIERS,)),
    **dict.fromkeys(("coupon_base", "coupon_proneness"), (COUPONS,)),
    "birthday_bond": (Waker(("program.birthday_gift",)),),
    "redemption_bond": (POINTS,),
    "point_value": (POINTS,),
    **dict.fromkeys(("goal_gradient", "goal_gradient_power"), (GOAL,)),
    "program_lift": (PROGRAM,),
    **dict.fromkeys(("enroll_base", "enroll_frequency", "engagement_base"), (PROGRAM,)),
    "enroll_promotion": (Waker(("program.promoted",)),),
    "enroll_friction": (Waker(("program.friction",)),),
    "enroll_other_cards": (OTHER_PROGRAMS,),
    "engagement_progress": (Waker(("program.endowment",)), GOAL),
    "bond_transfer": (Waker(("belonging.culture",)),),
    "bond_values_rate": (RESPONSIBLE,),
    "participation": (Waker(("belonging.community",)),),
    "self_image_sd": (Waker(RESPONSIBLE.levers, ("image_weight",)),),
    **{f"feature_voiced.{name}": (Waker((f"features.{name}",)),) for name in FEATURES},
    **{
        f"feature_weight.{name}": (
            Waker((f"features.{name}",), (f"feature_expectation.{name}",)),
        )
        for name in FEATURES
    },
    **dict.fromkeys(("feature_delight", "surprise_bond"), (FEATURED,)),
    **dict.fromkeys(("feature_basic_loss", "feature_drift", "feature_diffusion"), (FEATURED_OR_HOPED,)),
    **dict.fromkeys(
        ("contact_bond", "contact_recall", "contact_tolerance", "irritation_carry"), (CONTACTED,)
    ),
    "rating_extremity": (Waker(people=("rating_rate",)),),
    "promise_tolerance": (Waker(people=("promise_trust_loss",)),),
    "breach_trust": (Waker(("breach.privacy", "breach.terms")),),
    "key_envy": (Waker(("key_service.visibility",)),),
    "switching_learning_months": (Waker(people=("switching_learned",)),),
    "switching_sd": (LOCKING,),
    **dict.fromkeys(
        ("message_gain", "message_negative_impact", "message_resistance"), (NETWORKED, SPOKEN)
    ),
    "message_awareness": (NETWORKED, SPOKEN, UNKNOWN),
    "switching_horizon": (Waker(("exit_fee", *POINTS.levers), reactions=LAUNCHED),),
    "unfair_price_loss": (Waker(people=("price_visibility",)), WELCOME),
    "price_visibility": (WELCOME,),
    "promotion_salience": (Waker(("promotion_prob",)),),
    "advertising_weight": (LIMIT, Waker(("advertising",))),
    "advertising_awareness": (Waker(("advertising",)), UNKNOWN),
    "convenience_weight": (Waker(("convenience",)),),
    "complaint_ease_weight": (Waker(("complaint_ease",)), FAILING),
    **dict.fromkeys(
        (
            "failure_salience", "failure_attribution", "failure_memory_carry",
            "ability_fail_factor", "failure_trust_loss", "recovery_trust", "recovery_gain",
            "quick_bonus", "justice_expected", "justice_expected_rise", "complaint_base",
            "complaint_severity", "complaint_bond", "complaint_trust", "complaint_satisfaction",
            "review_failure",
        ),
        (FAILING,),
    ),
    "review_promotion": (Waker(("promotion_prob",)),),
    **dict.fromkeys(("review_contract_end", "locked_review_share"), (Waker(("contract_months",)),)),
}  # fmt: skip
"""What each of these customer parameters needs before anything reads it."""
DISTINCT = frozenset(waker for wakers in WAKERS.values() for waker in wakers)
"""Each waker once: asking for every parameter anew took half of all checks of a scenario."""


def unread_behavior(scenario: Scenario, varied: Container[str] = ()) -> dict[str, Waker]:
    """Return the customer parameters that nothing here reads, each with what would wake it.

    Nobody may write them, but uncertain draws may move them: what is drawn for a base is drawn for
    variants as well, and one of those may read them. What moves nothing in a market of this kind,
    whatever its firms do, is in `inert.inert_behavior`.

    Parameters
    ----------
    varied : Container[str]
        Levers, customer parameters and settings of the market (`tiers.first`, `rating_rate`,
        `acquaintances`) that an experiment moves off their rest.
    """
    asleep = {waker for waker in DISTINCT if not _is_awake(scenario, waker, varied)}
    lacking = {name: [w for w in wakers if w in asleep] for name, wakers in WAKERS.items()}
    return {name: wakers[0] for name, wakers in lacking.items() if wakers}


def says_off(name: str, value: object) -> bool:
    """Tell whether a value says that a mechanism is off: 0, the lowest that the parameter may be.

    That is so where the mechanism is asleep, and holds for a variant that wakes it.
    """
    return value == 0 and BEHAVIOR[name].bounds[0] == 0.0


def _is_awake(scenario: Scenario, waker: Waker, varied: Container[str]) -> bool:
    if any(name in varied for name in (*waker.levers, *waker.people, *waker.market)):
        return True
    if any(getattr(scenario.market, name) > 0 for name in waker.market):
        return True
    if any(value > 0.0 for name in waker.people for value in behavior_values(scenario, name)):
        return True
    if not (waker.levers or waker.reactions):
        return False
    awake = sum(
        params.reaction.policy in waker.reactions
        or any(ever(scenario, firm, lever) for lever in waker.levers)
        for firm, params in scenario.firms.items()
    )
    return awake >= waker.firms


def behavior_values(scenario: Scenario, name: str) -> Iterator[float]:
    """Yield every value that a customer parameter takes, in the market or in a segment; null is 0."""
    value: object = scenario.customers
    for step in name.split("."):
        value = getattr(value, step)
    yield float(value) if isinstance(value, int | float) else 0.0
    for segment in scenario.segments.values():
        own = segment.set.get(name)
        if isinstance(own, int | float):
            yield float(own)


def ever(scenario: Scenario, firm: str, lever: str) -> bool:
    """Tell whether a firm's lever is ever off its rest, by itself or by a policy."""
    value: object = scenario.firms[firm]
    for step in lever.split("."):
        value = getattr(value, step)
    rest = RESTS.get(lever, 0.0)
    set_to = (p.set[lever] for p in scenario.policies if p.firm == firm and lever in p.set)
    return (isinstance(value, float) and value != rest) or any(other != rest for other in set_to)
