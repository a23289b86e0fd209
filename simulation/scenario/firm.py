"""What a scenario may say about a firm: its levers, its costs and what nobody can change at once.

Every number here can be the subject of a timed policy. Money is in units of the category's
reference price (1 = the usual price of one purchase, or of one month of a contract).
"""

from simulation.scenario.firm_organization import Investment, Reaction, Staff, Supplier
from simulation.scenario.firm_relations import (
    Belonging,
    Breach,
    Contacts,
    Coupons,
    Deadline,
    Features,
    KeyService,
    Personalization,
    Tiers,
    Troubles,
)
from simulation.scenario.parameter import POINTS, SHARE, Block, parameter

MONEY = (0.0, 1000.0)


class Quality(Block):
    """Designed service quality by dimension, before gaps (EQ1)."""

    R: float = parameter(76.0, unit="points", bounds=POINTS, symbol="Q0_R")
    """Reliability."""
    A: float = parameter(76.0, unit="points", bounds=POINTS, symbol="Q0_A")
    """Assurance."""
    T: float = parameter(76.0, unit="points", bounds=POINTS, symbol="Q0_T")
    """Tangibles."""
    E: float = parameter(76.0, unit="points", bounds=POINTS, symbol="Q0_E")
    """Empathy."""
    Re: float = parameter(76.0, unit="points", bounds=POINTS, symbol="Q0_Re")
    """Responsiveness."""


class Program(Block):
    """A points program (EQ22a, b, f); an earn rate of 0 means there is none."""

    earn_rate: float = parameter(0.0, unit="points per unit of money", bounds=SHARE, symbol="rate")
    """Points earned on each unit of money due; a point is worth one unit of money at redemption."""
    threshold: float = parameter(0.0, unit="points", bounds=MONEY, symbol="thr")
    """Points needed before they are redeemed, at the next purchase."""
    endowment: float = parameter(0.0, unit="points", bounds=MONEY, symbol="endow")
    """Points given as a present at enrollment, once to each customer."""
    expiry_months: float = parameter(0.0, unit="months", bounds=(0.0, 1200.0), symbol="expiry")
    """Points are lost after so many months without a purchase; 0 means never."""
    breakage: float = parameter(
        0.0, unit="share", bounds=SHARE, plausible=(0.0, 0.5), symbol="breakage"
    )
    """Points expected never to be redeemed, for the accounts; must be 0 where points expire."""
    member_cost: float = parameter(
        0.002,
        unit="money per member",
        bounds=MONEY,
        plausible=(0.0, 0.02),
        symbol="fee",
        per="month",
        conversion="linear",
    )
    """Running cost of a member."""
    friction: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="friction")
    """How cumbersome enrollment is."""
    promoted: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="PROMO")
    """How strongly enrollment is promoted."""
    cash_back: float = parameter(0.0, unit="share of money paid", bounds=SHARE, symbol="cash_back")
    """Money given back to members who use the program, at once."""
    fee: float = parameter(
        0.0, unit="money per member", bounds=MONEY, per="month", conversion="linear"
    )
    """What membership costs the customer; one who has not bought for three months leaves it."""
    birthday_gift: float = parameter(0.0, unit="money", bounds=MONEY, symbol="gift")
    """Worth of a gift to every member once a year."""


class PolicyCost(Block):
    """What a policy costs beside the money it gives away, with the grade of that knowledge.

    `{}` says: nothing beyond what the lever itself gives away (a price cut, points).
    """

    once: float = parameter(0.0, unit="money per customer of the market", bounds=(0.0, 1.0e6))
    """One-off cost at the first step of the policy; of the segment's customers where one is treated."""
    per_month: float = parameter(
        0.0,
        unit="money per customer of the market",
        bounds=(0.0, 1.0e6),
        per="month",
        conversion="linear",
    )
    """Running cost, whoever is served (staff, systems); of the segment's customers where one is treated."""
    per_customer_month: float = parameter(
        0.0, unit="money per customer served", bounds=(0.0, 1.0e6), per="month", conversion="linear"
    )
    """Running cost of each customer of the firm (in the policy's segment)."""
    per_purchase: float = parameter(0.0, unit="money per unit bought", bounds=(0.0, 1.0e6))
    """Cost of each unit sold (better goods, more service)."""
    per_recovery: float = parameter(0.0, unit="money per complaint", bounds=(0.0, 1.0e6))
    """Cost of each complaint answered."""


class FirmParams(Block):
    """Everything a scenario may say about one firm."""

    share: float = parameter(..., unit="share prior", bounds=(1.0e-6, 1.0), symbol="a")
    """Mental and physical availability: the share the firm would have, all else equal."""
    reach: float = parameter(1.0, unit="share of customers", bounds=SHARE, symbol="reach")
    """Customers who could buy from the firm at all."""
    awareness: float = parameter(1.0, unit="share of customers", bounds=SHARE, symbol="aware")
    """Customers who know the firm when they enter the market."""
    active: float = parameter(1.0, unit="0 or 1", bounds=SHARE, symbol="active")
    """Whether the firm is in the market; a timed policy lets it enter or leave."""
    quality: Quality = Quality()
    gap_understanding: float = parameter(0.0, unit="points", bounds=POINTS, symbol="gap1")
    """Service gap 1: what management misunderstands of customers' wishes."""
    gap_standards: float = parameter(0.0, unit="points", bounds=POINTS, symbol="gap2")
    """Service gap 2: wishes understood but not turned into standards."""
    gap_delivery: float = parameter(0.0, unit="points", bounds=POINTS, symbol="gap3")
    """Service gap 3: standards not met in delivery."""
    promise: float | None = parameter(None, unit="points", bounds=POINTS, symbol="M")
    """Quality promised to those without experience; null promises what is delivered at the start."""
    failure_prob: float = parameter(
        0.03, unit="probability per experience", bounds=SHARE, plausible=(0.005, 0.2), symbol="fail"
    )
    """Chance that an experience goes wrong."""
    failure_severity: float = parameter(
        30.0, unit="points", bounds=(0.0, 50.0), plausible=(10.0, 50.0), symbol="sev"
    )
    """Mean severity of a failure; a single one lies between 0 and twice that."""
    troubles: Troubles = Troubles()
    price: float = parameter(1.0, unit="money", bounds=(0.0, 100.0), symbol="p")
    """List price of a unit."""
    discount: float = parameter(0.0, unit="share", bounds=SHARE, symbol="discount")
    """Taken off the list price for everybody (subsidy, voucher)."""
    newcomer_discount: float = parameter(0.0, unit="share", bounds=SHARE, symbol="newcomer")
    """Taken off for those who never bought from the firm, or for their first purchases."""
    newcomer_purchases: float = parameter(
        1.0, unit="purchases", bounds=(1.0, 50.0), symbol="n_new", source="S103: three rides"
    )
    """First purchases at which that discount holds, in a market without contracts."""
    winback_discount: float = parameter(
        0.0,
        unit="share",
        bounds=SHARE,
        plausible=(0.0, 0.5),
        symbol="winback",
        source="source documents S072",
    )
    """Taken off for former customers who lapsed or switched away."""
    promotion_prob: float = parameter(
        0.0, unit="probability per step", bounds=SHARE, symbol="promo"
    )
    """Chance that the firm is on promotion in a step."""
    promotion_depth: float = parameter(0.0, unit="share", bounds=SHARE, symbol="depth")
    """Taken off the price while on promotion."""
    convenience: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="conv")
    """How little trouble buying from the firm is."""
    advertising: float = parameter(0.0, unit="adstock units", bounds=(0.0, 100.0), symbol="ad")
    """Advertising pressure: awareness, and a place in limited consideration sets."""
    complaint_ease: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="ease")
    """How easy it is to complain."""
    recovery: float = parameter(0.5, unit="justice", bounds=SHARE, symbol="recov")
    """Mean justice of the answer to a complaint."""
    quick_share: float = parameter(0.5, unit="share", bounds=SHARE, symbol="fast")
    """Complaints answered quickly."""
    complaint_learning: float = parameter(
        0.0,
        unit="share",
        bounds=SHARE,
        plausible=(0.0, 0.3),
        symbol="learn",
        per="year",
        conversion="hazard",
    )
    """How fast failures are removed by learning from complaints."""
    failure_floor: float = parameter(
        0.005, unit="probability per experience", bounds=SHARE, symbol="fail_min"
    )
    """Failures that no learning removes."""
    program: Program = Program()
    tiers: Tiers = Tiers()
    deadline: Deadline = Deadline()
    coupons: Coupons = Coupons()
    belonging: Belonging = Belonging()
    personalization: Personalization = Personalization()
    features: Features = Features()
    contacts: Contacts = Contacts()
    key_service: KeyService = KeyService()
    breach: Breach = Breach()
    contract_months: float = parameter(0.0, unit="months", bounds=(0.0, 120.0), symbol="months")
    """Length of a contract term; 0 means no term."""
    exit_fee: float = parameter(0.0, unit="money", bounds=(0.0, 1000.0), symbol="exit_fee")
    """Fee for leaving at the start of a term; it falls with the months left."""
    structural_lock: float = parameter(0.0, unit="logit", bounds=(0.0, 1000.0), symbol="structural")
    """Switching cost built into the product (formats, identifiers)."""
    portability: float = parameter(0.0, unit="0 to 1", bounds=SHARE, symbol="portable")
    """How far a customer's data and number can be taken along; 1 leaves no trouble of changing."""
    unit_cost: float = parameter(
        0.6, unit="money per unit", bounds=(0.0, 100.0), plausible=(0.3, 0.9), symbol="c_var"
    )
    """Variable cost of a unit."""
    service_cost: float = parameter(
        0.05, unit="money per purchase", bounds=(0.0, 100.0), plausible=(0.0, 0.3), symbol="c_serve"
    )
    """Cost of serving a new customer at a purchase, or in a month of a contract."""
    service_saving: float = parameter(
        0.3,
        unit="share",
        bounds=SHARE,
        plausible=(0.0, 0.6),
        symbol="s_t",
        source="Reichheld & Sasser 1990, contested by Reinartz & Kumar 2000",
    )
    """Service cost saved with a long-standing customer, at the limit."""
    service_saving_months: float = parameter(24.0, unit="months", bounds=(1.0, 600.0), symbol="τ_c")
    """Time constant of that saving."""
    acquisition_cost: float = parameter(
        0.8, unit="annual margins", bounds=(0.0, 100.0), plausible=(0.2, 3.0), symbol="c_acq"
    )
    """Cost of winning a customer, in annual margins of an average customer at list price."""
    fixed_cost: float = parameter(
        0.0,
        unit="money per customer of the market",
        bounds=(0.0, 1000.0),
        symbol="c_fix",
        per="month",
        conversion="linear",
    )
    """Cost that does not depend on who buys."""
    investment: Investment = Investment()
    staff: Staff = Staff()
    supplier: Supplier = Supplier()
    reaction: Reaction = Reaction()
