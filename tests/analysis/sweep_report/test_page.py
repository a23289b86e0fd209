"""The page of a sweep: what it says, and that it stands alone."""

import html
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.experiments.crew import local_crew
from analysis.experiments.experiment import Design, Factor
from analysis.experiments.reading import read_experiment
from analysis.experiments.sweep import sweep_markets
from analysis.exploration.estimates import NO_INTERVAL, SIMULATION_NOISE, Estimate
from analysis.exploration.exploring import Exploration
from analysis.exploration.sample import Sample
from analysis.sweep_report.findings import matters_sentence
from analysis.sweep_report.methods import ODD
from analysis.sweep_report.pictures import pictures
from analysis.sweep_report.save import save_sweep_report, sweep_page
from analysis.sweep_report.words import (
    count_text,
    estimate_text,
    flip_place_text,
    label_of,
    policy_text,
    short_names,
)
from simulation.errors import ResultError
from tests.analysis.exploration.made import number, sample_of
from tests.house.tree import ROOT

OFFER = Factor("firms.Alpha.offer", "lever", values=("none", "folder/points"), base="none")
EFFECT = number("customers.effect", 0.0, 1.0, base=0.75)
COST = number("firms.Alpha.cost", 0.0, 10.0, base=5.0)
NOISE = (0.0, 3.0, 7.0)
DESIGNS = {
    "grid": Design("grid", levels=5),
    "one_at_a_time": Design("one_at_a_time", levels=3),
    "latin_hypercube": Design("latin_hypercube", points=40),
    "sobol": Design("sobol", points=16),
    "morris": Design("morris", trajectories=6, levels=4),
}


def profit(offer, effect, cost):
    return 10.0 * effect - cost if offer != "none" else 0.0


def exploration(kind):
    sample = sample_of(profit, [OFFER, EFFECT, COST], DESIGNS[kind], noise=NOISE)
    sample = Sample(sample.table.rename(columns={"y": "profit"}), sample.factors)
    base = pd.DataFrame([{"point": -1, "replication": r, "profit": x} for r, x in enumerate(NOISE)])
    return Exploration(
        Path("trial"), sample, base, DESIGNS[kind], 4, ("profit",), experiment=None, failures=2
    )


def text_of(page):
    page = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@cache
def page_of(kind):
    return sweep_page(exploration(kind))


@pytest.mark.parametrize("kind", ["sobol", "latin_hypercube"])
def test_a_page_is_the_same_every_time(kind):
    assert page_of(kind) == sweep_page(exploration(kind))


@pytest.mark.parametrize("kind", DESIGNS)
def test_the_page_of_every_design_stands_alone(kind):
    page = page_of(kind)
    assert not re.search(r"<script|<link|<img|<image|src=|https?://(?!www\.w3\.org)", page)
    assert page.count("<h1>") == 1
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "np.float64" not in page
    assert "nan" not in text_of(page).split()


def test_the_answer_the_stability_and_the_flip_are_those_of_the_runs():
    said = text_of(page_of("grid"))
    assert "Best by profit: offer points." in said
    assert "Kendall's W" in said
    # At cost 5 the offer pays where 10 * effect is above 5.
    assert (
        "The advice turns to offer none where effect goes from 0.75 to 0.5 (95 % interval" in said
    )
    assert "simulation noise only): 25 % of its range." in said
    assert "It is the best in" in said


def test_the_methods_are_read_from_the_files():
    said = text_of(page_of("sobol"))
    assert "1 lever and 2 uncertain parameters were varied in a Sobol design (Saltelli 2002) (80 points, design seed 4)" in said  # fmt: skip
    assert "the same 3 seeds, derived from seed 4" in said
    assert "240 runs). 2 runs failed and were left out." in said
    assert "SALib" in said
    assert (ROOT / ODD).exists()


def test_what_a_design_cannot_say_is_said():
    said = text_of(page_of("one_at_a_time"))
    assert "These runs give no advice. 7 points do not let" in said
    assert "crosses levers with uncertainties" in said
    assert "Each factor was moved alone" in said


def test_a_sobol_design_names_whose_uncertainty_it_is_and_morris_the_mean_effect():
    factors, design = [number("large"), number("small")], Design("sobol", points=128)
    sample = sample_of(lambda large, small: 10.0 * large + small, factors, design, noise=NOISE)
    found = Exploration(Path("t"), sample, pd.DataFrame(), design, 4, ("y",), None, 0)
    said = text_of(sweep_page(found))
    share = re.search(r"y hangs most on large, interactions included: ([\d.]+) \(", said)
    assert float(share[1]) == pytest.approx(100.0 * 100.0 / 101.0, abs=5.0)
    few = text_of(page_of("sobol"))
    assert "No factor's share of the variance of profit is told from none; the largest is" in few
    said = text_of(page_of("morris"))
    assert "the mean change of the outcome, per full range of a factor" in said
    assert "t-intervals over trajectories" in said
    assert "least-squares" not in said


def test_without_uncertainties_policies_are_ranked_over_seeds_and_it_is_called_so():
    sample = sample_of(lambda offer: float(offer != "none"), [OFFER], DESIGNS["grid"], noise=NOISE)
    found = Exploration(Path("t"), sample, pd.DataFrame(), DESIGNS["grid"], 4, ("y",), None, 0)
    said = text_of(sweep_page(found))
    assert re.search(r"It is the best in 100 \([\d.]+ to 100\) % of 3 seeds", said)
    assert "over 3 seeds." in said
    assert "world" not in said.replace("worlds in which the facts", "")


def test_a_base_value_outside_the_range_is_a_caveat():
    inside, outside = number("x", base=0.5), number("z", base=3.0)
    for factors, is_said in (([inside], False), ([inside, outside], True)):
        sample = sample_of(lambda *x: sum(x), factors, DESIGNS["grid"], noise=NOISE)
        found = Exploration(Path("t"), sample, pd.DataFrame(), DESIGNS["grid"], 4, ("y",), None, 0)
        said = text_of(sweep_page(found))
        assert ("The base value of z lies outside the range that was varied" in said) is is_said


def test_an_effect_whose_sign_is_not_known_is_not_called_an_answer():
    noisy = number("x", 0.0, 1.0)
    sample = sample_of(lambda x: 0.1 * x, [noisy], DESIGNS["grid"])
    jitter = sample.table.assign(y=sample.table["y"] + [3.0, -2.0, 1.0, -4.0, 2.5])
    found = Exploration(Path("t"), Sample(jitter, sample.factors), pd.DataFrame(), DESIGNS["grid"], 4, ("y",), None, 0)  # fmt: skip
    said = text_of(sweep_page(found))
    assert "Of no factor these runs tell whether it raises or lowers y" in said
    assert "answers most" not in said
    assert "Every point was run with one seed" in said


@pytest.mark.parametrize(("b_alone", "is_pair_larger"), [(0.1, True), (40.0, False)])
def test_two_factors_that_matter_only_together_are_named(b_alone, is_pair_larger):
    """Of 10 (a - 1/2)(b - 1/2) the change over a is -5 where b is 0 and 5 where it is 1."""
    factors, design = [number("a"), number("b")], DESIGNS["grid"]
    sample = sample_of(
        lambda a, b: 10.0 * (a - 0.5) * (b - 0.5) + b_alone * b, factors, design, noise=NOISE
    )
    found = Exploration(Path("t"), sample, pd.DataFrame(), design, 4, ("y",), None, 0)
    said = text_of(sweep_page(found))
    sentence = "More than that hangs on a and b together: the effect of a differs by +10.0 ("
    assert (sentence in said) is is_pair_larger


def test_a_wide_interval_of_a_sobol_index_asks_for_more_points():
    def advises(points):
        factors, design = [number("a"), number("b")], Design("sobol", points=points)
        sample = sample_of(lambda a, b: a + 0.3 * b, factors, design, noise=NOISE)
        found = Exploration(Path("t"), sample, pd.DataFrame(), design, 4, ("y",), None, 0)
        said = text_of(sweep_page(found))
        assert "y hangs most on a" in said
        return "Take more points: the interval is wide." in said

    assert advises(16)
    assert not advises(512)


def test_a_wished_precision_that_was_missed_is_said_with_every_point_s_own_seeds(tmp_path):
    file = tmp_path / "precise.yaml"
    file.write_text(
        "title: Precise\nbase: telecom_contract\ncustomers: 60\nsteps: 3\n"
        "constants: {market.burn_in_steps: 4}\n"
        "levers:\n  firms.Alpha.discount: [0.0, 0.1]\ndesign: grid\n"
        "replications: {at_least: 2, at_most: 4, precision: {metric: profit, half_width: 1.0e-9}}\n"
        "outcomes: [profit]\n",
        encoding="utf-8",
    )
    with local_crew(1) as crew:
        sweep_markets(read_experiment(file), tmp_path / "sweep", crew)
    said = text_of(save_sweep_report(tmp_path / "sweep").read_text(encoding="utf-8"))
    assert "it is at 1 of 2 points, and not at the others within 4 seeds." in said, (
        "the point that is the base differs from it by nothing"
    )
    table = said[said.index("Difference of profit to the base") :]
    assert re.search(r"discount 0\.1 4 \S+ \(.*?\) no discount 0 4 0 \(0 to 0\) yes", table)


def test_a_sweep_of_markets_gets_its_page_and_an_empty_folder_does_not(tmp_path):
    file = tmp_path / "trial.yaml"
    file.write_text(
        "title: A trial of <two> discounts\nbase: telecom_contract\ncustomers: 60\nsteps: 3\n"
        "constants: {market.burn_in_steps: 4}\n"
        "levers:\n  firms.Alpha.discount: [0.0, 0.1]\ndesign: grid\nreplications: 2\n"
        "outcomes: [profit, retention_rate, {metric: profit, firm: Beta}]\n",
        encoding="utf-8",
    )
    with local_crew(1) as crew:
        sweep_markets(read_experiment(file), tmp_path / "sweep", crew)
    page = save_sweep_report(tmp_path / "sweep").read_text(encoding="utf-8")
    said = text_of(page)
    assert "A trial of &lt;two&gt; discounts" in page
    assert "60 customers and 4 firms for 3 steps of 30 days after 4 steps of burn-in" in said
    assert "What was measured, over the 3 months of the study." in said
    assert "Profit of Beta" in said
    assert "market.burn_in_steps = 4" in said
    assert "firms.Alpha.discount lever 0.0, 0.1 0" in said
    with pytest.raises(ResultError):
        save_sweep_report(tmp_path / "nothing")


def test_names_are_as_short_as_they_can_be_told_apart():
    names = short_names(["firms.Alpha.price", "firms.Beta.price", "customers.trust"])
    assert names == {
        "firms.Alpha.price": "Alpha.price",
        "firms.Beta.price": "Beta.price",
        "customers.trust": "trust",
    }
    assert policy_text({"variant": "telecom/price_cut", "firms.Alpha.price": 0.123456}) == "price_cut, price 0.1235"  # fmt: skip
    assert label_of("profit.Beta") == "Profit of Beta"
    assert label_of("y") == "y"


def test_an_estimate_has_the_decimals_that_its_interval_allows():
    assert (
        estimate_text(Estimate(12.3456, 12.0, 12.7, SIMULATION_NOISE))
        == "+12.35 (+12.00 to +12.70)"
    )
    inf = float("inf")
    assert estimate_text(Estimate(0.0102, 0.0004, 0.02, SIMULATION_NOISE)) == (
        "+0.010 (+0.0004 to +0.020)"
    )
    assert estimate_text(Estimate(12.3456, -inf, inf, NO_INTERVAL)) == "+12.3"
    assert estimate_text(Estimate(0.5, 0.25, 0.75, ""), 100.0, is_signed=False) == "50 (25 to 75)"


def test_points_with_different_numbers_of_seeds_are_not_said_to_share_them_all():
    found = exploration("grid")
    table = found.sample.table
    found.sample = Sample(table[(table["point"] % 2 == 0) | (table["replication"] < 2)], found.sample.factors)  # fmt: skip
    page = text_of(sweep_page(found))
    assert "2 to 3 replications each" in page
    assert (
        "Points have 2 to 3 replications; this page compares them over the 2 that all share" in page
    )
    assert (
        "up to 3 seeds, derived from seed 4, and points were compared over the 2 that all share"
        in page
    )
    assert "the same 3 seeds, derived from seed 4" in text_of(page_of("grid"))


def test_a_sobol_design_for_pairs_has_a_table_of_pairs():
    assert "two factors bring together" not in text_of(page_of("sobol"))
    design = Design("sobol", points=16, second_order=True)
    sample = sample_of(profit, [OFFER, EFFECT, COST], design, noise=NOISE)
    found = Exploration(
        Path("trial"), sample, pd.DataFrame(), design, 4, ("y",), experiment=None, failures=0
    )
    page = text_of(sweep_page(found))
    assert "Shares of the variance that two factors bring together" in page
    assert "offer × effect" in page


def test_an_interval_of_a_flip_says_where_nobody_looked():
    price = number("price", 2.0, 5.0)
    wide = Estimate(2.488, -2.69, 7.67, SIMULATION_NOISE)
    assert flip_place_text(wide, price) == "2.488 (below 2 to above 5)"
    assert (
        flip_place_text(Estimate(2.5, 2.25, 7.0, SIMULATION_NOISE), price)
        == "2.5 (2.25 to above 5)"
    )
    assert (
        flip_place_text(Estimate(2.5, 2.3, 2.7, SIMULATION_NOISE), price) == "2.50 (2.30 to 2.70)"
    )


def test_a_surface_that_predicts_nothing_is_not_drawn_as_a_map():
    rng = np.random.default_rng(4)
    sample = sample_of(lambda *_: rng.normal(), [EFFECT, COST], DESIGNS["latin_hypercube"])
    found = Exploration(
        Path("trial"),
        sample,
        pd.DataFrame(),
        DESIGNS["latin_hypercube"],
        4,
        ("y",),
        experiment=None,
        failures=0,
    )
    assert not found.surfaces["y"].is_trusted
    page = text_of(sweep_page(found))
    assert "As the fitted surface predicts it" not in page
    assert "As the fitted surface predicts it" in text_of(page_of("latin_hypercube"))


def swept(sample, design="grid"):
    return Exploration(Path("t"), sample, pd.DataFrame(), DESIGNS[design], 4, ("y",), None, 0)


def test_one_seed_is_said_to_be_one_and_not_to_be_a_hundred_percent():
    sample = sample_of(lambda offer: float(offer != "none"), [OFFER], DESIGNS["grid"])
    said = text_of(sweep_page(swept(sample)))
    assert "It is the best in the one seed that was run" in said
    assert "Kendall" not in said
    assert "over 1 seed." in said
    assert "1 seeds" not in said
    assert "points 1.00 100 % 1.0" in said  # the only seed there is: no interval
    assert "policies" not in {picture.name for picture in pictures(swept(sample))}
    assert count_text(1, "worlds in which the facts hold") == "1 world in which the facts hold"


def test_a_larger_estimate_without_a_sign_is_named_beside_what_matters_most():
    """Over a the change is 1 in every seed, over b 100, -10 and 90: 60, and nobody knows its sign."""
    table = sample_of(lambda a, _: a, [number("a"), number("b")], DESIGNS["grid"], noise=NOISE)
    steep = table.table["replication"].map({0: 100.0, 1: -10.0, 2: 90.0}) * table.table["b"]
    sample = Sample(table.table.assign(y=table.table["y"] + steep), table.factors)
    said = matters_sentence(swept(sample))
    assert said.startswith("y answers most to a (0 → 1): +1")
    assert "The estimate of b (0 → 1) is larger, but its sign is not known: +60 (" in said


def test_the_picture_of_effects_has_the_largest_for_each_outcome_in_the_order_of_the_first():
    """Of twenty factors y hangs on the first ten, ever less, and z on the last ten, ever more."""
    factors = [number(f"f{k:02d}") for k in range(20)]
    sample = sample_of(lambda *_: 0.0, factors, DESIGNS["one_at_a_time"], noise=NOISE)
    moved = {f.path: sample.table[f.path] - 0.5 for f in factors}
    y = sum((10 - k) * moved[f"f{k:02d}"] for k in range(10))
    z = sum(k * moved[f"f{k:02d}"] for k in range(10, 20))
    found = replace(
        swept(Sample(sample.table.assign(y=y, z=z), sample.factors), "one_at_a_time"),
        outcomes=("y", "z"),
    )
    (picture,) = [p for p in pictures(found) if p.name == "effects"]
    rows = [tick.get_text().partition(":")[0] for tick in picture.draw().axes[0].get_yticklabels()]
    assert list(dict.fromkeys(rows)) == [
        "f00",
        "f01",
        "f02",
        "f17",
        "f18",
        "f19",
    ]  # both ends of each


def test_a_long_name_is_cut_before_the_change_that_stands_behind_it():
    long = number("customers.message_negative_impact", 0.0, 1.0, base=0.01625)
    sample = sample_of(lambda x: x, [long], DESIGNS["one_at_a_time"], noise=NOISE)
    (picture,) = [p for p in pictures(swept(sample, "one_at_a_time")) if p.name == "effects"]
    labels = [tick.get_text() for tick in picture.draw().axes[0].get_yticklabels()]
    assert all(len(label) <= 30 and ": 0.01625 → " in label for label in labels)
    assert {label.rpartition(" ")[2] for label in labels} >= {"0", "1"}
