"""What a scenario may say about a firm's ways of keeping customers beside price and quality.

Everything here is off by default: 0 is exactly the market without it.
"""

from simulation.scenario.parameter import SHARE, Block, parameter

MONEY = (0.0, 1000.0)
YEARLY_SPEND = (0.0, 600.0)
"""Money in 12 months; what a customer spent in a year is counted up to 4,294 (state.MOST_SPENT)."""


def _trouble(what: str) -> float:
    chance: float = parameter(
        0.0,
        unit="probability per experience",
        bounds=SHARE,
        symbol=f"p_{what}",
        source="source documents S069",
    )
    return chance


def _severity(points: float) -> float:
    mean: float = parameter(
        points, unit="points", bounds=(0.0, 50.0), plausible=(5.0, 50.0), symbol="sev"
    )
    return mean


class Troubles(Block):
    """What goes wrong, by kind, beside the failures of `failure_prob` (EQ4; S069)."""

    delivery: float = _trouble("delivery")
    """Chance of trouble with delivery: late, lost, damaged."""
    product: float = _trouble("product")
    """Chance of trouble with the product: wrong, broken, not as described."""
    disappointment: float = _trouble("disappointment")
    """Chance that nothing is wrong, but it does not please; mostly returned."""
    delivery_severity: float = _severity(20.0)
    """Mean severity of trouble with delivery."""
    product_severity: float = _severity(40.0)
    """Mean severity of trouble with the product."""
    disappointment_severity: float = _severity(15.0)
    """Mean severity of a disappointment."""


class Tiers(Block):
    """Status levels of the program by spend in 12 months (EQ22d); a threshold of 0 means none."""

    first: float = parameter(0.0, unit="money in 12 months", bounds=YEARLY_SPEND, symbol="tier_1")
    """Spend that makes level 1."""
    second: float = parameter(0.0, unit="money in 12 months", bounds=YEARLY_SPEND, symbol="tier_2")
    """Spend that makes level 2; above that of level 1."""
    third: float = parameter(0.0, unit="money in 12 months", bounds=YEARLY_SPEND, symbol="tier_3")
    """Spend that makes level 3; above that of level 2."""
    earn_bonus: float = parameter(
        0.0, unit="share of the earn rate per level", bounds=(0.0, 10.0), symbol="tier_rate"
    )
    """Points that each level earns on top."""
    quality: float = parameter(
        0.0, unit="points per level", bounds=(0.0, 30.0), symbol="tier_Q", source="settled 47: 0"
    )
    """Empathy and Responsiveness added by each level (lounges, priority)."""
    cost: float = parameter(
        0.0,
        unit="money per member and level",
        bounds=MONEY,
        per="month",
        conversion="linear",
    )
    """Running cost of serving a level."""


class Deadline(Block):
    """Points for a number of purchases within a period (EQ22c); a reward of 0 means none."""

    purchases: float = parameter(0.0, unit="purchases", bounds=(0.0, 200.0), symbol="m")
    """Purchases needed within the period; a fraction counts as the next whole number."""
    months: float = parameter(0.0, unit="months", bounds=(0.0, 24.0))
    """Length of the period; periods are the same for everybody, the first begins with the run."""
    reward: float = parameter(0.0, unit="points", bounds=MONEY, symbol="R")
    """Points credited when the goal is reached, once a period."""


class Coupons(Block):
    """Coupons in the hands of some customers (EQ22e)."""

    reach: float = parameter(0.0, unit="share of customers", bounds=SHARE, symbol="coupon")
    """Customers who hold one at any time, others in each step."""
    depth: float = parameter(0.0, unit="share", bounds=SHARE, symbol="coupon_depth")
    """Taken off the price when it is used."""


class Belonging(Block):
    """What makes customers belong: recognition, community, staff, values (EQ11)."""

    recognition: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="recog")
    """How far customers are known and greeted as themselves."""
    community: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="comm")
    """Strength of a customers' community."""
    culture: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="culture")
    """How far staff stand for the house, so that a bond with them becomes one with the firm."""
    responsibility: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="csr")
    """Values lived and shown (social responsibility)."""
    image_x: float = parameter(0.0, unit="standard deviations", bounds=(-5.0, 5.0), symbol="image")
    """Position of the brand's image, first axis; self-images are spread around 0."""
    image_y: float = parameter(0.0, unit="standard deviations", bounds=(-5.0, 5.0), symbol="image")
    """Position of the brand's image, second axis."""


class Personalization(Block):
    """How the service adapts to a person (EQ4)."""

    menu: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="menu", source="S060")
    """Choice among variants: halves what does not fit, at full strength."""
    co_design: float = parameter(
        0.0, unit="0 to 1", bounds=SHARE, symbol="co_design", source="S060"
    )
    """Customers design their own: nothing misfits any more, at full strength."""


class Features(Block):
    """How far each of four features is there (EQ8); what they are is the scenario's business."""

    first: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="x_1")
    """Presence of the first feature."""
    second: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="x_2")
    """Presence of the second feature."""
    third: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="x_3")
    """Presence of the third feature."""
    fourth: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="x_4")
    """Presence of the fourth feature."""


def _contacts(channel: str) -> float:
    number: float = parameter(
        0.0,
        unit="contacts per customer",
        bounds=(0.0, 100.0),
        symbol=f"n_{channel}",
        per="month",
        conversion="linear",
    )
    return number


class Contacts(Block):
    """Messages to those who have bought before, by channel (EQ23)."""

    text: float = _contacts("text")
    """Text messages (SMS)."""
    email: float = _contacts("email")
    """E-mails."""
    chat: float = _contacts("chat")
    """Instant messages."""
    phone: float = _contacts("phone")
    """Telephone calls."""
    app: float = _contacts("app")
    """App or community posts."""
    manager: float = _contacts("manager")
    """Calls of an account manager."""


class KeyService(Block):
    """Better service for the best customers (EQ27); a threshold of 0 means none."""

    spend: float = parameter(0.0, unit="money in 12 months", bounds=YEARLY_SPEND, symbol="key")
    """Spend that makes a key customer, in or out of the program."""
    quality: float = parameter(0.0, unit="points", bounds=(0.0, 50.0), symbol="dQ_tier")
    """Empathy and Responsiveness added for key customers."""
    recovery: float = parameter(0.0, unit="justice", bounds=SHARE, symbol="recov_tier")
    """Justice of recovery added for key customers."""
    cost: float = parameter(
        0.0, unit="money per key customer", bounds=MONEY, per="month", conversion="linear"
    )
    """Running cost of a key customer."""
    visibility: float = parameter(0.0, unit="share", bounds=SHARE, symbol="share_visible")
    """How much of it the other customers see."""


class Breach(Block):
    """Events that break trust: a level whose rise is the event (EQ10)."""

    privacy: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="event")
    """A breach of privacy; 1 is a grave one."""
    terms: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="event")
    """A one-sided change of terms; 1 is a grave one."""
