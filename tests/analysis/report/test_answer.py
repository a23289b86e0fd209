"""The sentence a reader starts with: what it says, and what it must not claim."""

import math
from dataclasses import replace

import pytest

from analysis.comparison.intervals import Difference
from analysis.report.answer import answer_sentence
from analysis.report.findings import findings, twin_sentence
from analysis.report.reading import compares_markets
from analysis.terminal.comparing import comparison_view
from simulation.scenario.loader import scenario_document, scenario_from_document
from tests.analysis.report.made import comparison, run, strategy, two_strategies, unfelt
from tests.analysis.terminal.printed import printed

ALL_FIRMS = ["Alpha", "Beta", "Delta", "Gamma"]
RULE = {"set": {"portability": 0.6}, "cost": {}}
LATER = {**RULE, "firm": "Alpha", "from": 2}


def test_a_clear_winner_is_named_with_amount_interval_base_and_draws():
    # Mean 40, standard deviation 1, so the half-width is 4.303 / sqrt(3) = 2.48.
    assert answer_sentence(two_strategies()) == (
        "Better service pays best: against Telecom postpaid it adds 40.0 reference prices per 1,000 "
        "customers of the market to Alpha's profit, 4.0 % of it, over 4 months (95 % interval "
        "+37.5 to +42.5, simulation noise only), and it did better than the baseline in 30 of 32 "
        "draws of the uncertain parameters."
    )


def test_a_strategy_whose_interval_covers_zero_is_not_said_to_pay():
    sentence = answer_sentence(
        comparison(
            strategy("Better service", (-50.0, 10.0, 70.0)),
            strategy("Price cut", (-9.0, -10.0, -11.0)),
        )
    )
    assert sentence.startswith("No strategy clearly pays: of two, Better service comes out first")
    assert "(−139 to +159, simulation noise only) covers no change" in sentence


def test_one_strategy_that_is_not_clear_is_told_as_one():
    sentence = answer_sentence(comparison(strategy("Better service", (-50.0, 10.0, 70.0))))
    assert sentence.startswith("Whether Better service pays is not clear: against Telecom postpaid")


def test_where_every_strategy_loses_none_is_said_to_pay():
    sentence = answer_sentence(
        comparison(
            strategy("Better service", (-9.0, -10.0, -11.0)),
            strategy("Price cut", (-80.0, -90.0, -100.0)),
        )
    )
    assert sentence.startswith(
        "No strategy pays: both lower profit, and the least harmful against Telecom postpaid is "
        "Better service: it takes 10.0 reference prices"
    )


def test_a_loser_among_unclear_ones_does_not_make_all_of_them_losers():
    sentence = answer_sentence(
        comparison(
            strategy("Better service", (-9.0, -10.0, -11.0)),
            strategy("Price cut", (-200.0, 10.0, 130.0)),
        )
    )
    assert sentence.startswith("No strategy clearly pays")


def test_another_metric_is_told_in_its_own_words_and_units():
    sentence = answer_sentence(
        comparison(
            strategy("Better service", (0.029, 0.030, 0.031), metric="cohort_survival"),
            metric="cohort_survival",
        )
    )
    assert sentence == (
        "Better service raises cohort survival: against Telecom postpaid Alpha's cohort survival is "
        "3.00 percentage points higher over 4 months (95 % interval +2.75 to +3.25, simulation noise "
        "only)."
    )


def test_less_of_a_bad_thing_is_praised():
    sentence = answer_sentence(
        comparison(
            strategy("Better service", (-0.0019, -0.0020, -0.0021), metric="churn_rate"),
            strategy("Price cut", (0.0019, 0.0020, 0.0021), metric="churn_rate"),
            metric="churn_rate",
        )
    )
    assert sentence.startswith(
        "Better service lowers churn most: against Telecom postpaid Alpha's churn is 0.200 percentage "
        "points per month lower"
    )


def test_more_of_a_bad_thing_is_not():
    sentence = answer_sentence(
        comparison(
            strategy("Price cut", (0.0019, 0.0020, 0.0021), metric="churn_rate"),
            metric="churn_rate",
        )
    )
    assert sentence.startswith("Price cut does not help: against Telecom postpaid Alpha's churn is")
    assert "higher" in sentence


def test_where_every_strategy_harms_a_rate_the_least_harmful_is_named():
    sentence = answer_sentence(
        comparison(
            strategy("Better service", (0.0019, 0.0020, 0.0021), metric="churn_rate"),
            strategy("Price cut", (0.0049, 0.0050, 0.0051), metric="churn_rate"),
            metric="churn_rate",
        )
    )
    assert sentence.startswith(
        "No strategy lowers churn: both raise it, and the least harmful against Telecom postpaid is "
        "Better service: Alpha's churn is 0.200 percentage points per month higher over 4 months"
    )


def test_a_strategy_that_changes_nothing_is_told_without_doubt():
    same = strategy("Better service", (0.0, 0.0, 0.0), wins=(0, (0.0, 0.39)))
    assert answer_sentence(comparison(same, uncertain=6)) == (
        "Better service does not change profit: Alpha's profit is that of Telecom postpaid in every "
        "replication."
    )
    other = strategy("Price cut", (0.0, 0.0, 0.0))
    assert answer_sentence(comparison(same, other)).startswith(
        "No strategy changes profit: Alpha's"
    )


def test_a_first_strategy_that_changes_nothing_is_not_called_unclear():
    sentence = answer_sentence(
        comparison(
            strategy("Better service", (0.0, 0.0, 0.0)), strategy("Price cut", (-9.0, -10.0, -11.0))
        )
    )
    assert sentence.startswith("No strategy pays: of two, Better service comes out first")
    assert "it does not change profit: Alpha's profit is that of Telecom postpaid" in sentence
    assert "covers no change" not in sentence


def test_an_interval_below_zero_is_never_said_to_cover_no_change():
    sentence = answer_sentence(
        comparison(
            strategy("Better service", (-9.0, -10.0, -11.0)),
            strategy("Price cut", (-300.0, 60.0, 100.0)),
        )
    )
    assert sentence.startswith("No strategy clearly pays: of two, Better service comes out first")
    assert "takes 10.0 reference prices" in sentence
    assert "(95 % interval −12.5 to −7.5, simulation noise only)" in sentence
    assert "but the 95 % interval" not in sentence


def test_one_run_gives_no_interval_and_no_winner():
    sentence = answer_sentence(comparison(strategy("Better service", (40.0,))))
    assert sentence.startswith("Better service comes out first in the one run that was made")
    assert "95 %" not in sentence


def test_in_one_run_a_strategy_that_does_no_better_does_not_come_out_first():
    loser, worse = strategy("Price cut", (-40.0,)), strategy("Gifts", (-50.0,))
    alone = answer_sentence(comparison(loser))
    assert alone.startswith(
        "Price cut comes out behind Telecom postpaid in the one run that was made: it takes 40"
    )
    assert answer_sentence(comparison(loser, worse)).startswith(
        "Every strategy comes out behind Telecom postpaid in the one run that was made, Price cut "
        "the least: it takes 40"
    )
    same = strategy("Better service", (0.0,))
    assert answer_sentence(comparison(same)).startswith(
        "Better service does not change profit in the one run that was made; how sure"
    )
    assert "and no strategy does better than Telecom" in answer_sentence(comparison(same, loser))


def test_in_one_run_less_of_a_bad_thing_comes_first():
    fewer = strategy("Better service", (-0.004,), metric="churn_rate")
    more = strategy("Price cut", (0.004,), metric="churn_rate")
    assert answer_sentence(comparison(fewer, metric="churn_rate")).startswith(
        "Better service comes out first"
    )
    assert answer_sentence(comparison(more, metric="churn_rate")).startswith(
        "Price cut comes out behind Telecom postpaid"
    )


def test_a_rival_that_cannot_be_told_apart_is_named():
    sentence = answer_sentence(
        comparison(
            strategy("Better service", (39.0, 40.0, 41.0)),
            strategy("Price cut", (42.0, 40.0, 35.0)),
        )
    )
    assert "; Price cut cannot be told apart from it" in sentence


def test_an_unclear_strategy_with_a_higher_mean_does_not_win():
    sentence = answer_sentence(
        comparison(
            strategy("Price cut", (-100.0, 60.0, 200.0)),
            strategy("Better service", (39.0, 40.0, 41.0)),
        )
    )
    assert sentence.startswith("Better service pays best")
    assert "; Price cut is ahead on average, but its interval covers no change" in sentence


@pytest.mark.parametrize(
    ("wins", "words"),
    [
        ((2, (0.02, 0.20)), ", but it did better than the baseline in only 2 of 32 draws"),
        (
            (17, (0.36, 0.69)),
            "; it did better in 17 of 32 draws of the uncertain parameters, which does not",
        ),
    ],
)
def test_draws_that_do_not_agree_with_the_winner_are_said(wins, words):
    made = comparison(strategy("Better service", (39.0, 40.0, 41.0), wins=wins), uncertain=32)
    assert words in answer_sentence(made)


def test_what_could_not_be_measured_is_not_ranked():
    outcome = strategy("Better service", (0.0, 0.0, 0.0), metric="cohort_survival")
    missing = Difference(math.nan, math.nan, 3)
    outcome = replace(outcome, differences=outcome.differences | {"cohort_survival": missing})
    sentence = answer_sentence(comparison(outcome, metric="cohort_survival"))
    assert sentence.startswith("Cohort survival of Alpha could not be measured")


def test_the_findings_tell_the_twins_of_the_first_strategy_and_its_break_even_cost():
    sentences = findings(two_strategies())
    assert (
        "Of every 1,000 customers Alpha had when Better service began, 20.0 were saved by it, 900.0 "
        "would have stayed anyway, 5.0 were lost because of it and 75.0 left all the same. Of what it "
        "gave, 90 % went to those who would have stayed anyway: 8.33 reference prices were given for "
        "each customer saved."
    ) in sentences
    assert any(
        "charged a stated cost of 20.0; it breaks even at 60.0" in line for line in sentences
    )


def test_the_findings_name_who_keeps_most_customers_even_where_it_does_not_pay():
    loser = strategy("Price cut", (-80.0, -90.0, -100.0))
    kept = {"cohort_survival": Difference(0.03, 0.004, 3)}
    loser = replace(loser, differences=loser.differences | kept)
    sentences = findings(comparison(strategy("Better service", (39.0, 40.0, 41.0)), loser))
    assert sentences[0] == (
        "Price cut keeps the most customers: the survival of the customers at the start changes by "
        "+3.00 percentage points (+2.60 to +3.40), but it does not pay."
    )


def test_the_findings_say_when_a_cost_of_nothing_would_not_help():
    sentences = findings(comparison(strategy("Price cut", (-80.0, -90.0, -100.0))))
    assert "No strategy clearly keeps more customers than the baseline." in sentences
    assert "Price cut would lower profit even if its stated cost (0) were nothing." in sentences


def test_a_loss_that_may_be_none_is_not_told_as_a_fact():
    sentences = findings(comparison(strategy("Price cut", (-300.0, 60.0, 210.0))))
    assert any(
        line.startswith("On average Price cut would lower profit even if its stated cost (0) were")
        and "but that is not clear" in line
        for line in sentences
    )


def test_costs_beside_a_baseline_with_policies_of_its_own_are_told_as_differences():
    cheaper = strategy("No policy", (39.0, 40.0, 41.0), policy_cost=-20.0)
    made = comparison(cheaper)
    made = replace(made, base_runs=[run({}, 20.0) for _ in made.base_runs])
    assert any(
        "No policy is charged 20.0 less in stated costs than the baseline; it breaks even at 20.0 "
        "reference prices per 1,000 customers of the market more." in line
        for line in findings(made)
    )


def test_customers_counted_before_another_strategy_began_are_not_those_of_the_start_of_this_one():
    late = with_levers(strategy("Late service", (39.0, 40.0, 41.0)), start=2, recovery=0.9)
    assert "had when the study began, 20.0 were saved by Late service, 900.0" in twin_sentence(
        comparison(late), "Late service", late
    )
    began = replace(comparison(late), start_step=1)
    assert "had when the first strategy began" in twin_sentence(began, "Late service", late)
    own = replace(comparison(late), start_step=2)
    assert "had when Late service began, 20.0 were saved by it" in twin_sentence(
        own, "Late service", late
    )


def with_levers(outcome, firm="Alpha", start=0, **levers):
    """Return a strategy whose file has one policy that moves these levers."""
    document = scenario_document(outcome.scenario)
    document["policies"] = [{"firm": firm, "set": levers, "from": start, "cost": {}}]
    return replace(outcome, scenario=scenario_from_document(document))


def test_customers_who_stay_only_because_leaving_costs_more_are_a_finding():
    fee = with_levers(strategy("Exit fee", (39.0, 40.0, 41.0)), exit_fee=9.0)
    found = replace(
        fee,
        differences=fee.differences | {"mean_satisfaction": Difference(-0.5, 0.2, 3)},
        account=replace(
            fee.account, profit=fee.account.profit | {"stayed_anyway": 0.0, "left_anyway": 63.0}
        ),
    )
    # 12 of 600 were saved; of 30 - 9 + 63 = 84 gained, 63 came from those who left all the same.
    assert findings(comparison(found))[-1] == (
        "The 20.0 of every 1,000 customers whom Exit fee saved stay only because leaving costs more: "
        "it changes nothing but the exit fee, and the satisfaction of Alpha's customers changes by "
        "−0.50 points (−0.70 to −0.30); 75 % of the margin it gained from the customers of the start "
        "came from those who left all the same."
    )


def test_where_those_who_left_brought_nothing_their_part_is_not_told():
    fee = with_levers(strategy("Exit fee", (39.0, 40.0, 41.0)), exit_fee=9.0)
    assert findings(comparison(fee))[-1].endswith("changes by 0 points (0 to 0).")


@pytest.mark.parametrize(
    ("firm", "levers"),
    [
        ("Alpha", {"exit_fee": 9.0, "discount": 0.1}),
        ("Alpha", {"discount": 0.1}),
        ("Beta", {"exit_fee": 9.0}),
    ],
)
def test_a_strategy_that_does_anything_else_is_not_said_to_hold_by_cost_alone(firm, levers):
    made = with_levers(strategy("Mixed", (39.0, 40.0, 41.0)), firm, **levers)
    assert not any("leaving costs more" in sentence for sentence in findings(comparison(made)))


def test_where_nobody_was_saved_nobody_is_held():
    fee = with_levers(strategy("Exit fee", (39.0, 40.0, 41.0)), exit_fee=9.0)
    nobody = replace(fee.account, customers=fee.account.customers | {"saved": 0})
    made = comparison(replace(fee, account=nobody))
    assert not any("leaving costs more" in sentence for sentence in findings(made))


def _pleasing(title, policy_cost):
    """Return a strategy with satisfied customers who buy as they did."""
    found = strategy(title, (-policy_cost,) * 3, policy_cost=policy_cost)
    runs = [
        run({"profit": 1000.0 - policy_cost, "mean_satisfaction": 2.0}, policy_cost)
        for _ in range(3)
    ]
    return replace(found, runs=runs)


def test_who_pleases_customers_that_act_on_nothing_of_it_is_said_to_move_nobody():
    better = _pleasing("Better quality", 5.0)
    cheaper = strategy("Price cut", (90.0, 80.0, 85.0), metric="revenue")
    made = comparison(better, cheaper, strategy("Nothing", (0.0, 0.0, 0.0)))
    (sentence,) = [line for line in findings(unfelt(made)) if "moves nobody here" in line]
    assert sentence.startswith("Better quality moves nobody")
    assert "as nothing against it" in sentence
    assert "Price cut" not in sentence
    assert sentence in " ".join(printed(comparison_view(unfelt(made))).split())
    assert not any("nobody here" in line for line in findings(made)), "customers feel quality there"


def test_another_market_is_not_called_a_strategy_that_pays_or_does_not():
    document = scenario_document(comparison(strategy("Easy leaving", (0.0, 0.0, 0.0))).base)
    document["customers"]["switching_procedural"] = 0.0123
    other = scenario_from_document(document)
    for gains, said in (
        ((-9.0, -10.0, -11.0), "lowers profit"),
        ((9.0, 10.0, 11.0), "raises profit"),
    ):
        variant = replace(strategy("Easy leaving", gains), scenario=other)
        sentence = answer_sentence(comparison(variant))
        assert sentence.startswith(f"Easy leaving {said}: against Telecom postpaid")
        assert not any(
            "breaks even" in fact or "cost" in fact for fact in findings(comparison(variant))
        )


def test_the_facts_are_of_the_clear_winner_that_the_answer_names():
    made = comparison(
        strategy("Lucky first", (-50.0, 100.0, 70.0)), strategy("Sure second", (9.0, 10.0, 11.0))
    )
    assert answer_sentence(made).startswith("Sure second pays best")
    assert any(
        "when Sure second began" in fact or "saved by Sure second" in fact
        for fact in findings(made)
    )
    assert not any("Lucky first" in fact and "stated cost" in fact for fact in findings(made))


def test_who_does_exactly_the_same_as_the_first_comes_out_with_it():
    twins = [strategy(name, (30.0, -40.0, 12.0)) for name in ("Card", "Coupon")]
    other = strategy("Gift", (-30.0, 20.0, 5.0))
    sentence = answer_sentence(comparison(*twins, other))
    assert "of three, Card comes out first (Coupon does exactly the same), and against" in sentence
    one_run = [strategy(name, (30.0,)) for name in ("Card", "Coupon")]
    sentence = answer_sentence(comparison(*one_run))
    assert sentence.startswith("Card comes out first (Coupon does exactly the same) in the one run")


@pytest.mark.parametrize(
    ("changes", "is_world"),
    [
        ({"firms": {"Beta": {"price": 0.9}}}, True),
        ({"firms": {"Alpha": {"price": 0.9}}}, False),
        ({"firms": {"Beta": {"price": 0.9}, "Alpha": {"price": 0.9}}}, False),
        ({"policies": [{"firm": "Beta", "set": {"discount": 0.1}}]}, True),
        ({"policies": [{"firm": "Alpha", "set": {"discount": 0.1}}]}, False),
        ({"policies": [{"firm": name, "set": {"discount": 0.1}} for name in ("Beta", "Alpha")]}, False),
        ({"policies": [{**RULE, "firm": name} for name in ALL_FIRMS]}, True),
        ({"policies": [{**RULE, "firm": name} for name in ALL_FIRMS[1:]] + [LATER]}, False),
        ({"policies": [{**RULE, "firm": name, "cost": {"once": 1.0}} for name in ALL_FIRMS]}, False),
    ],
)  # fmt: skip
def test_what_only_rivals_do_and_rules_for_all_are_no_strategy_of_the_focal_firm(changes, is_world):
    one = strategy("Offer", (-9.0, -10.0, -11.0))
    document = scenario_document(one.scenario)
    document["policies"] = changes.get("policies", document["policies"])
    for firm, own in changes.get("firms", {}).items():
        document["firms"][firm] |= own
    made = comparison(replace(one, scenario=scenario_from_document(document)))
    assert compares_markets(made) == is_world
    said = answer_sentence(made)
    assert said.startswith("Offer lowers profit" if is_world else "Offer does not pay")


OFFERS = {name: {"firm": name, "set": {"discount": 0.1}} for name in ALL_FIRMS}


@pytest.mark.parametrize(
    ("before", "after", "is_world"),
    [
        (["Alpha"], ["Beta", "Alpha"], True),  # a rival's policy stands above the focal firm's own
        (["Beta", "Alpha"], ["Alpha"], True),
        (["Beta"], ["Alpha", "Beta"], False),
        (["Beta", "Delta", "Gamma"], ALL_FIRMS, False),  # to do as all rivals do is its own doing
        (ALL_FIRMS, ["Beta", "Delta", "Gamma"], False),
        (["Beta", "Delta", "Gamma", "Alpha"], ["Beta", "Delta", "Gamma"], False),
        (ALL_FIRMS, [], True),
        (ALL_FIRMS, ["Alpha"], True),
    ],
)
def test_whose_doing_a_change_is_does_not_hang_on_the_places_of_policies(before, after, is_world):
    document = scenario_document(strategy("Offer", (-9.0, -10.0, -11.0)).scenario)

    def with_policies(firms):
        return scenario_from_document(document | {"policies": [OFFERS[name] for name in firms]})

    one = replace(strategy("Offer", (-9.0, -10.0, -11.0)), scenario=with_policies(after))
    assert compares_markets(replace(comparison(one), base=with_policies(before))) == is_world
