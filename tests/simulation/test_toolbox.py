"""Programs, belonging, features and contact: off is nothing, on is felt, nothing is lost."""

from typing import Any

import numpy as np
import pytest

from simulation.elementary import MICRO, micro
from simulation.ledger import MILLI
from simulation.snapshot import UTILITY_TERMS, views_at
from simulation.state import ENGAGED, LEVEL, NEVER
from tests.simulation.markets import BOTH, CONTRACT, REPERTOIRE, changed, history, ran, total

PROGRAM = {"earn_rate": 0.05, "threshold": 0.2}
TIERS = {"first": 2.0, "second": 6.0, "third": 12.0, "earn_bonus": 0.5, "quality": 4.0}
LEVERS: dict[str, dict[str, Any]] = {
    # what switches a mechanism on, at full strength
    "tiers": {"program": PROGRAM, "tiers": TIERS},
    "deadline": {"program": PROGRAM, "deadline": {"purchases": 3, "months": 3, "reward": 0.3}},
    "cash-back": {"program": {**PROGRAM, "cash_back": 0.05}},
    "fee": {"program": {**PROGRAM, "fee": 0.02}},
    "birthday": {"program": {**PROGRAM, "birthday_gift": 0.2}},
    "coupons": {"coupons": {"reach": 0.3, "depth": 0.2}},
    "recognition": {"belonging": {"recognition": 1.0}},
    "community": {"belonging": {"community": 1.0}},
    "values": {"belonging": {"responsibility": 1.0}},
    "personalization": {"personalization": {"menu": 1.0, "co_design": 0.5}},
    "features": {"features": {"first": 1.0, "fourth": 0.5}},
    "contacts": {"contacts": {"text": 2.0, "email": 1.0}},
    "key service": {
        "key_service": {"spend": 5.0, "quality": 10.0, "visibility": 0.5, "cost": 0.05}
    },
    "breach": {"breach": {"privacy": 1.0}},
    "portability": {"portability": 1.0},
}
SWITCHING = {"customers.switching_procedural": 0.5}
BEFORE = 12  # steps of burn-in


def leaves(tree: dict[str, Any], prefix: str = "") -> dict[str, float]:
    flat: dict[str, float] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            flat.update(leaves(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat


def with_policy(document: dict[str, Any], lever: str, start: int) -> Any:
    settings = leaves(LEVERS[lever])
    policy = {"firm": "Alpha", "set": settings, "from": start}
    pairs = [("policies", [policy])]
    if lever == "portability":
        pairs += list(SWITCHING.items())
    return changed(document, *pairs)


def without(document: dict[str, Any], lever: str) -> Any:
    return changed(document, *(SWITCHING.items() if lever == "portability" else ()))


def attitudes(market: Any) -> np.ndarray:
    ties = np.asarray(market.state.ties)
    return np.stack([ties[name] for name in ("satisfaction", "fairness", "bond", "habit")])


@pytest.mark.parametrize("mode", BOTH)
@pytest.mark.parametrize("lever", LEVERS)
def test_before_its_start_a_policy_changes_not_one_bit_and_after_it_something(mode, lever) -> None:
    base, treated = ran(without(BOTH[mode], lever)), ran(with_policy(BOTH[mode], lever, 6))
    start = BEFORE + 6
    for measure in base.ledger.firms.dtype.names:
        same = base.ledger.firms[measure][:start] == treated.ledger.firms[measure][:start]
        assert same.all(), measure
    assert (base.ledger.flows[:start] == treated.ledger.flows[:start]).all()
    assert any(
        (base.ledger.firms[m][start:] != treated.ledger.firms[m][start:]).any()
        for m in base.ledger.firms.dtype.names
    )


@pytest.mark.parametrize("mode", BOTH)
def test_levers_of_strength_zero_are_bit_identical_to_their_absence(mode) -> None:
    nothing = {path: 0.0 for lever in LEVERS.values() for path in leaves(lever)}
    kept = {path: value for path, value in nothing.items() if not path.startswith("program.e")}
    kept.pop("program.threshold", None)
    policy = {"firm": "Beta", "set": kept, "from": 2}
    assert history(ran(changed(BOTH[mode], ("policies", [policy])))) == history(
        ran(changed(BOTH[mode]))
    )


@pytest.mark.parametrize("mode", BOTH)
@pytest.mark.parametrize("lever", ["tiers", "deadline", "cash-back", "fee"])
def test_points_are_conserved_to_the_last_one_with_every_reward(mode, lever) -> None:
    market = ran(
        changed(
            BOTH[mode], *((f"firms.Alpha.{key}", value) for key, value in LEVERS[lever].items()),
            ("customers.exit_rate", 0.05),
        )
    )  # fmt: skip
    earned = total(market, "points_earned").sum(axis=0)
    gone = total(market, "points_redeemed").sum(axis=0) + total(market, "points_expired").sum(
        axis=0
    )
    held = np.asarray(market.state.ties["points"]).sum(axis=0)
    assert earned[0] > 0
    assert (earned == gone + held).all()
    # the liability in the accounts is what members hold (no breakage here)
    assert (total(market, "reward_cost").sum(axis=0) == held).all()


def test_what_members_pay_for_membership_is_what_the_firm_takes() -> None:
    market = ran(
        changed(
            REPERTOIRE, ("firms.Alpha.program", {"earn_rate": 0.05, "fee": 0.02}),
            ("customers.exit_rate", 0.0), ("market.burn_in_steps", 0),
        )
    )  # fmt: skip
    paid = np.asarray(market.state.ties["paid"]).sum(axis=0)
    assert (paid == total(market, "revenue").sum(axis=0)).all()
    # 7/30 of a month's fee for each member and step, each rounded to a millionth
    fees = round(0.02 * 7 / 30 * MICRO) * total(market, "members")[:, 0].sum()
    redeemed = total(market, "points_redeemed")[:, 0].sum()
    due = total(market, "units")[:, 0].sum()  # the price is 1
    assert fees > 0
    assert total(market, "revenue")[:, 0].sum() == due - redeemed + fees


def test_a_closed_program_takes_no_fees_and_gives_nothing_more() -> None:
    program = {"earn_rate": 0.05, "fee": 0.02, "birthday_gift": 0.1}
    deadline = {"purchases": 2, "months": 3.0, "reward": 0.1}
    closing = {"firm": "Alpha", "set": {"program.earn_rate": 0.0}, "from": 0, "cost": {}}
    market = ran(
        changed(
            REPERTOIRE, ("firms.Alpha.program", program), ("firms.Alpha.deadline", deadline),
            ("policies", [closing]), ("market.steps", 60),
        )
    )  # fmt: skip
    start = market.config.market.burn_in_steps
    names = ("revenue", "units", "points_earned", "points_redeemed", "member_cost", "members")
    before, after = (
        {name: total(market, name)[part, 0].sum() for name in names}
        for part in (slice(start), slice(start, None))
    )
    assert before["members"] > 0 < after["members"]
    assert before["points_earned"] > 0 < before["member_cost"]
    assert before["revenue"] > before["units"] - before["points_redeemed"]  # fees
    # the price is 1: members pay for what they buy with money or with points, and nothing else
    assert after["revenue"] == after["units"] - after["points_redeemed"]
    assert after["points_earned"] == after["member_cost"] == 0


def test_cash_back_is_a_cost_and_not_lost_revenue() -> None:
    program = {"earn_rate": 0.0, "cash_back": 0.1, "member_cost": 0.0}
    market = ran(changed(REPERTOIRE, ("firms.Alpha.program", program)))
    given = np.asarray(market.ledger.firms["member_cost"])[..., 0].sum()
    everything = total(market, "units")[:, 0].sum()
    assert total(market, "revenue")[:, 0].sum() == everything
    assert 0 < given < 0.1 * everything


def test_members_rise_with_their_spend_and_fall_a_year_after_they_stop() -> None:
    stop = {"firm": "Alpha", "set": {"price": 100.0}, "from": 20}
    market = ran(
        changed(
            {**REPERTOIRE, "policies": [stop]},
            ("firms.Alpha.program", PROGRAM), ("firms.Alpha.tiers", TIERS),
            ("customers.enroll_base", 20.0), ("market.steps", 150), ("customers.exit_rate", 0.0),
        )
    )  # fmt: skip
    levels = [total(market, f"tier_{k}")[:, 0] for k in (1, 2, 3)]
    assert sum(level[BEFORE + 19] for level in levels) > 100
    assert sum(level[-1] for level in levels) < 10
    assert total(market, "promoted")[:, 0].sum() > 100
    assert total(market, "demoted")[:, 0].sum() > 100
    standing = np.asarray(market.state.ties["standing"])[:, 0] & 3
    assert (np.bincount(standing, minlength=4)[1:] == [level[-1] for level in levels]).all()


def test_levels_of_a_program_of_cash_back_alone_pull_as_those_of_one_with_points() -> None:
    # a level that one in four members has is worth .6 (1 - 1/4)**.5 logits, and 5 % back
    # price sensitivity x .05; the share of members is that at the end of the last step
    tiers = {"first": 6.0, "quality": 3.0, "cost": 0.01}
    market = ran(
        changed(
            REPERTOIRE, ("firms.Alpha.program", {"cash_back": 0.05}), ("firms.Alpha.tiers", tiers),
            ("customers.enroll_base", 20.0), ("customers.exit_rate", 0.0),
            ("customers.status_weight", 0.6),
        )
    )  # fmt: skip
    last = market.tables.n_steps - 1
    members, levels = total(market, "members")[:, 0], total(market, "tier_1")[:, 0]
    assert 0 < levels[last] < members[last]
    ties, people = market.state.ties, market.state.people
    pulled = views_at(market.world, last).utilities[:, 0, UTILITY_TERMS.index("program")]
    cash_back = np.asarray(people["price_sensitivity"]) * 0.05  # one card: all attention
    status = 0.6 * (1.0 - levels[last - 1] / members[last - 1]) ** 0.5
    level = np.asarray(ties["standing"])[:, 0] & LEVEL
    joined = np.asarray(ties["member"])[:, 0] == ENGAGED
    np.testing.assert_allclose(pulled[joined], (cash_back + status * level)[joined], rtol=1e-5)
    assert total(market, "points_earned").sum() == 0


@pytest.mark.parametrize("tiers", [{}, {"first": 0.5, "second": 40.0}], ids=["plain", "tiers"])
def test_who_leaves_a_program_and_joins_again_is_endowed_once(tiers: dict[str, float]) -> None:
    # Everybody joins at the first purchase, leaves after three months without one, and joins again.
    # No points are earned before the last step, so that all there are were given: .05 a person.
    program = {"cash_back": 0.01, "endowment": 0.05, "fee": 0.001}
    points = {"firm": "Alpha", "set": {"program.earn_rate": 0.01}, "from": 103, "cost": {}}
    market = ran(
        changed(
            {**REPERTOIRE, "policies": [points]},
            ("firms.Alpha.program", program), ("firms.Alpha.tiers", tiers),
            ("customers.enroll_base", 20.0), ("customers.exit_rate", 0.0),
            ("customers.need_rate", 0.1), ("market.steps", 104),
        )
    )  # fmt: skip
    earned = total(market, "points_earned")[:-1, 0].sum()
    first_step = np.asarray(market.state.ties["first_step"])[:, 0]
    came = ((first_step != NEVER) & (first_step < market.tables.n_steps - 1)).sum()
    assert total(market, "enrolled")[:, 0].sum() > 1.5 * came
    assert earned == came * micro(0.05)


def test_a_fall_costs_trust_in_fairness() -> None:
    def fairness(loss: float) -> float:
        stop = {"firm": "Alpha", "set": {"tiers.first": 500.0}, "from": 0}
        market = ran(
            changed(
                {**REPERTOIRE, "policies": [stop]},
                ("firms.Alpha.program", PROGRAM), ("firms.Alpha.tiers", {"first": 1.0}),
                ("customers.enroll_base", 20.0), ("market.steps", 80),
                ("customers.demotion_trust", loss), ("customers.trust_weight", 0.0),
            )
        )  # fmt: skip
        assert total(market, "demoted")[:, 0].sum() > 50
        return float(np.asarray(market.state.ties["fairness"])[:, 0].mean())

    assert fairness(10.0) < fairness(0.0) - 0.5


@pytest.mark.parametrize(
    ("lever", "sign"),
    [("recognition", 1), ("community", 1), ("values", 1), ("personalization", 1), ("breach", -1)],
)
def test_what_a_firm_does_for_its_customers_moves_their_attitudes_its_way(lever, sign) -> None:
    base, treated = ran(without(CONTRACT, lever)), ran(with_policy(CONTRACT, lever, 0))
    # satisfaction, fairness and bond with Alpha, over those who tried it
    tried = np.asarray(base.state.ties["n_experiences"])[:, 0] > 0
    moved = (attitudes(treated) - attitudes(base))[:3, :, 0][:, tried].mean(axis=1)
    assert moved.sum() * sign > 0.1


def test_too_much_contact_backfires() -> None:
    def bond(calls: float) -> float:
        policy = {"firm": "Alpha", "set": {"contacts.phone": calls}, "from": 0}
        market = ran(changed({**CONTRACT, "policies": [policy]}, ("customers.contact_bond", 0.5)))
        return float(np.asarray(market.state.ties["bond"])[:, 0].mean())

    # irritation runs to .8 n/(-ln .8 30/7) = .84 n: one call a month stays below 3, ten go far beyond
    none, some, many = bond(0.0), bond(1.0), bond(10.0)
    assert some > none > many


def test_a_feature_delights_at_first_and_is_then_taken_for_granted() -> None:
    pairs = (
        ("customers.feature_drift", 0.05), ("customers.feature_delight", 20.0),
        ("customers.feature_diffusion", 0.0), ("customers.exit_rate", 0.0),
        ("customers.review_base", 0.0),
        ("market.steps", 70), ("market.customers", 1_500), ("customers.satisfaction_weight", 0.0),
    )  # fmt: skip
    policy = {"firm": "Alpha", "set": {"features.first": 1.0}, "from": 0}
    base, treated = (
        ran(changed({**CONTRACT, "policies": policies}, *pairs)) for policies in ([], [policy])
    )
    extra = (
        total(treated, "satisfaction")[:, 0] / total(treated, "customers")[:, 0]
        - total(base, "satisfaction")[:, 0] / total(base, "customers")[:, 0]
    )[BEFORE:] / MILLI
    assert extra.max() > 1.0
    assert abs(extra[-10:].mean()) < 0.25 * extra.max()
    expected = np.asarray(treated.state.feature_expectation)[:, 0] / 65_535.0
    assert expected[np.asarray(treated.state.ties["n_experiences"])[:, 0] > 20].min() > 0.9


def test_staff_bonds_become_bonds_with_the_house_where_the_culture_carries_them() -> None:
    def bond(culture: float) -> float:
        market = ran(
            changed(
                CONTRACT, ("customers.bond_gain_staff", 0.06), ("customers.bond_gain", 0.0),
                ("firms.Alpha.belonging.culture", culture), ("firms.Alpha.quality.E", 95.0),
                ("customers.bond_transfer", 0.1), ("customers.bond_weight", 0.0),
            )
        )  # fmt: skip
        return float(np.asarray(market.state.ties["bond"])[:, 0].mean())

    assert bond(1.0) > bond(0.0) + 0.5 > 0.5


def test_breadth_grows_raises_spending_and_ends_with_the_contract() -> None:
    wide = (("customers.breadth_max", 4.0), ("customers.cross_buying", 0.05))
    market = ran(changed(CONTRACT, *wide))
    ties, people = np.asarray(market.state.ties), np.asarray(market.state.people)
    assert total(market, "cross_bought").sum() > 50
    assert ties["breadth"].max() <= 3
    left = people["provider"][:, None] != np.arange(3)
    stale = (ties["breadth"] > 0) & left
    # who left in the very last step is seen to it in the next one
    assert stale.sum() <= total(market, "lost")[-1].sum()
    units = total(market, "units").sum() / total(market, "purchases").sum()
    assert units > total(ran(changed(CONTRACT)), "units").sum() / (36 * 400)


def test_off_mechanisms_take_no_memory() -> None:
    market = ran(changed(REPERTOIRE))
    state = market.state
    assert len(state.year_spend) == len(state.staff_bond) == len(state.feature_expectation) == 1
    assert market.world.toolbox.ndim == 2  # the pass is compiled without the toolbox
    tiered = ran(changed(REPERTOIRE, ("firms.Alpha.tiers", TIERS)))
    assert tiered.state.year_spend.shape == (300, 3)
    assert tiered.world.toolbox.ndim == 1


def test_who_leaves_a_program_for_its_fee_loses_level_and_points() -> None:
    market = ran(
        changed(
            REPERTOIRE, ("firms.Alpha.program", {"earn_rate": 0.05, "threshold": 9.0, "fee": 0.02}),
            ("firms.Alpha.tiers", {"first": 0.5}), ("customers.need_rate", 0.2),
            ("customers.enroll_base", 20.0), ("market.steps", 60), ("customers.exit_rate", 0.0),
        )
    )  # fmt: skip
    ties = np.asarray(market.state.ties)[:, 0]
    stranger = ties["member"] == 0
    assert total(market, "enrolled")[:, 0].sum() > (ties["member"] > 0).sum()
    assert (ties["standing"][stranger] & 3 == 0).all()
    assert (ties["points"][stranger] == 0).all()
    assert total(market, "points_expired")[:, 0].sum() > 0


def test_public_ratings_are_j_shaped_where_only_strong_feelings_speak() -> None:
    def shares(extremity: float) -> np.ndarray:
        market = ran(
            changed(
                REPERTOIRE, ("customers.rating_rate", 1.0), ("market.customers", 1_500),
                ("customers.rating_extremity", extremity),
            )
        )  # fmt: skip
        stars = np.array([total(market, f"stars_{k}").sum() for k in range(1, 6)])
        return stars / stars.sum()

    all_of_them, loud = shares(0.0), shares(1.0)
    # the middle, three stars, keeps silent, and the ends are overrepresented
    assert loud[2] < 0.3 * all_of_them[2]
    assert loud[4] > all_of_them[4]
    assert loud[0] > all_of_them[0]


def test_ratings_are_written_and_change_nothing_else() -> None:
    base, rated = ran(changed(REPERTOIRE)), ran(changed(REPERTOIRE, ("customers.rating_rate", 0.5)))
    assert np.asarray(base.state.ties).tobytes() == np.asarray(rated.state.ties).tobytes()
    with_one = total(rated, "stars_5").sum()
    assert with_one > 0


@pytest.mark.parametrize("network", ["random", "scale_free"])
def test_ties_of_every_network_are_the_customers_own(network) -> None:
    small, large = (
        ran(changed(REPERTOIRE, ("market.network", network), ("market.customers", n)))
        for n in (2_500, 4_000)
    )
    inside = np.abs(small.state.offsets) > 0
    # who is in reach in the small market is the same person in the large one
    assert (large.state.offsets[:2_500][inside] == small.state.offsets[inside]).all()
    assert inside.mean() > 0.6
    default = ran(changed(REPERTOIRE, ("market.customers", 2_500)))
    assert (default.state.offsets != small.state.offsets).any()
    assert total(small, "praise").sum() > 0


def test_a_brand_that_moves_its_image_is_seen_anew_by_everybody() -> None:
    policy = {"firm": "Alpha", "set": {"belonging.image_x": 3.0}, "from": 5}
    weighed = ("customers.image_weight", 1.0)
    base, moved = (
        ran(changed({**CONTRACT, "policies": policies}, weighed)) for policies in ([], [policy])
    )
    start = BEFORE + 5
    assert (base.ledger.flows[:start] == moved.ledger.flows[:start]).all()
    fits = [np.asarray(market.state.ties["image_fit"])[:, 0].mean() for market in (base, moved)]
    # E exp(-d^2/2) for a self-image N(0, 1) in two dimensions: 1/2; times exp(-9/4) at distance 3
    assert fits[0] / 255.0 == pytest.approx(0.5, abs=0.06)
    assert fits[1] / 255.0 == pytest.approx(0.5 * np.exp(-9.0 / 4.0), abs=0.03)
    assert total(moved, "customers")[-1, 0] < total(base, "customers")[-1, 0]


def test_a_first_gift_counts_in_full_however_old_the_relation() -> None:
    calm = (
        ("customers.exit_rate", 0.0), ("customers.review_base", 0.0), ("customers.bond_gain", 0.0),
        ("customers.review_dissatisfaction", 0.0), ("customers.review_failure", 0.0),
        ("customers.bond_decay", 0.0), ("customers.complaint_base", -10.0),
        ("customers.birthday_bond", 10.0), ("market.burn_in_steps", 61), ("market.steps", 24),
        ("firms.Alpha.program", {"earn_rate": 0.05}), ("customers.enroll_base", 20.0),
    )  # fmt: skip
    policy = {"firm": "Alpha", "set": {"program.birthday_gift": 0.1}, "from": 0}
    market = ran(changed(CONTRACT, *calm, ("policies", [policy])))
    held = np.asarray(market.state.people["provider"]) == 0
    bonds = np.asarray(market.state.ties["bond"])[held, 0]
    # a year is 365 days and a step 30: 24 steps hold one birthday or two, worth 10 and 10 + 7
    assert set(np.round(bonds, 3)) <= {10.0, 17.0}
    assert 17.0 in np.round(bonds, 3)


def test_coupons_that_won_a_contract_are_counted() -> None:
    market = ran(changed(CONTRACT, ("firms.Alpha.coupons", {"reach": 0.9, "depth": 0.3})))
    used, won = (total(market, name)[:, 0] for name in ("coupons_used", "gained"))
    assert 0 < used.sum() <= won.sum()
    assert (used <= won).all()
