"""Experiment files: every mistake in one sentence, all of them at once, and nothing ignored."""

import dataclasses
from pathlib import Path

import pytest

from analysis.comparison.uncertainty import common_ranges
from analysis.experiments.document import (
    experiment_document,
    experiment_from_document,
    experiment_text,
)
from analysis.experiments.experiment import Replications
from analysis.experiments.json_schema import SCHEMA_FILE, json_schema_text
from analysis.experiments.reading import read_experiment
from simulation.errors import ScenarioError
from simulation.scenario.firm import FirmParams
from simulation.scenario.parameter import declarations

GOOD = """\
title: Price cuts
base: telecom_contract/price_cut
levers:
  policies.0.set.discount: {low: 0.01, high: 0.1}
design: grid
outcomes: [profit]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "experiment.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def complaints(folder: Path, text: str) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        read_experiment(written(folder, text))
    return str(raised.value).replace(f"{folder.as_posix()}/", "").splitlines()


def test_of_an_empty_file_it_is_said_what_it_needs(tmp_path):
    needs = "it needs title, base, design and outcomes."
    assert complaints(tmp_path, "# only this\n") == [f"experiment.yaml: The file is empty; {needs}"]


def test_ten_lines_are_an_experiment(tmp_path):
    experiment = read_experiment(written(tmp_path, GOOD))
    (factor,) = experiment.factors
    assert (factor.path, factor.kind) == ("policies.0.set.discount", "lever")
    assert (factor.low, factor.high, factor.base) == (0.01, 0.1, 0.05)
    assert experiment.replications == Replications(1, 1)
    assert [outcome.column for outcome in experiment.outcomes] == ["profit"]


def test_short_spellings_mean_what_the_long_ones_mean(tmp_path):
    short = """\
title: a
base: telecom_contract
uncertainties: {customers.trust_weight: graded, customers.taste: [dirichlet, normal]}
design: one_at_a_time
replications: 4
outcomes: [profit]
"""
    long = """\
title: a
base: telecom_contract
uncertainties:
  customers.trust_weight: {graded: true}
  customers.taste: {values: [dirichlet, normal]}
design: {kind: one_at_a_time}
replications: {at_least: 4}
outcomes: [{metric: profit}]
"""
    assert read_experiment(written(tmp_path, short)) == read_experiment(written(tmp_path, long))


def test_graded_takes_the_ranges_that_a_comparison_draws_from_of_what_the_market_reads(tmp_path):
    text = GOOD.replace("design", "uncertainties: {customers: graded}\ndesign", 1)
    experiment = read_experiment(written(tmp_path, text))
    found = {f.path: (f.low, f.high) for f in experiment.factors if f.kind == "uncertainty"}
    ranges = common_ranges([experiment.scenarios[experiment.base]])
    assert found == {f"customers.{path}": span for path, span in ranges.items()}
    unread = {"key_envy", "rating_extremity"}  # no key customers, no ratings in this market
    assert not unread & set(ranges)
    assert len(found) > 20


def test_a_lever_or_a_scenario_of_the_experiment_wakes_what_the_base_does_not_read(tmp_path):
    asked = "uncertainties: {customers.point_value: graded}\ndesign"
    text = GOOD.replace("design", asked, 1)
    assert any("it moves nothing here" in line for line in complaints(tmp_path, text))
    program = "levers:\n  firms.Alpha.program.earn_rate: {low: 0, high: 0.05}"
    assert len(read_experiment(written(tmp_path, text.replace("levers:", program))).factors) == 3
    scenarios = "levers:\n  variant: [telecom_contract, telecom_contract/reward_loyalty]"
    text = text.replace("levers:", scenarios).replace("/price_cut", "")
    text = text.replace("  policies.0.set.discount: {low: 0.01, high: 0.1}\n", "")
    assert len(read_experiment(written(tmp_path, text)).factors) == 2


def test_constants_steps_and_customers_hold_in_every_scenario(tmp_path):
    text = GOOD.replace(
        "levers:",
        "steps: 6\ncustomers: 50\nconstants: {firms.Beta.price: 1.1}\nlevers:\n  variant: [telecom_contract/raise_trust]",
    )
    text = text.replace("  policies.0.set.discount: {low: 0.01, high: 0.1}\n", "")
    experiment = read_experiment(written(tmp_path, text))
    for scenario in experiment.scenarios.values():
        assert (scenario.market.steps, scenario.market.customers) == (6, 50)
        assert scenario.firms["Beta"].price == 1.1


def test_a_scenario_is_looked_for_beside_the_experiment(tmp_path):
    own = "extends: telecom_contract\ntitle: Mine\nfirms: {Alpha: {price: 0.9}}\n"
    (tmp_path / "mine.yaml").write_text(own, encoding="utf-8")
    text = GOOD.replace("telecom_contract/price_cut", "mine.yaml")
    text = text.replace("policies.0.set.discount: {low: 0.01", "firms.Alpha.price: {low: 0.8")
    text = text.replace("high: 0.1}", "high: 1.1}")
    assert read_experiment(written(tmp_path, text)).factors[0].base == 0.9


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("policies.0.set.discount:", "policies.0.set.discont:", "4: levers.policies.0.set.discont is not a known path of telecom_contract/price_cut. The nearest known path is policies.0.set.discount."),
        ("high: 0.1", "high: 1.5", "4: levers.policies.0.set.discount.high must be between 0 and 1 (share). Got 1.5."),
        ("low: 0.01", "low: 0.2", "4: levers.policies.0.set.discount.low must be less than high. Got 0.2 and 0.1."),
        ("low: 0.01, ", "", "4: levers.policies.0.set.discount needs both low and high."),
        ("low: 0.01", "low: 0, scale: log", "4: levers.policies.0.set.discount.scale is log, so low must be above 0. Got 0; take linear."),
        ("low: 0.01", "low: 0.01, values: [1]", "4: levers.policies.0.set.discount takes low and high, or values, or graded: one of them."),
        ("low: 0.01", "lo: 0.01", "4: levers.policies.0.set.discount.lo is not a known key. The nearest known key is low."),
        ("low: 0.01", "low: a lot", "4: levers.policies.0.set.discount.low must be a number, or null. Got the text 'a lot'."),
        ("{low: 0.01, high: 0.1}", "graded", "4: levers.policies.0.set.discount.graded has no graded range: of customers.* and firms.* those have one for which a plausible range is declared, unless they stand at 0. Give low and high."),
        ("policies.0.set.discount: {low: 0.01, high: 0.1}", "market.mode: {low: 0, high: 1}", "4: levers.market.mode takes repertoire or contract: list what it shall take, values: [...]."),
        ("policies.0.set.discount: {low: 0.01, high: 0.1}", "market.mode: [contrat]", "4: levers.market.mode.values.0 must be repertoire or contract. Got the text 'contrat'. The nearest is contract."),
        ("policies.0.set.discount: {low: 0.01, high: 0.1}", "firms.Alpha: {low: 0, high: 1}", "4: levers.firms.Alpha is a group. Name a single value, such as firms.Alpha.share."),
        ("policies.0.set.discount: {low: 0.01, high: 0.1}", "variant: [telecom_contract/price_cutt]", "4: levers.variant.values.0 leads nowhere: there is no scenario of the name 'telecom_contract/price_cutt'. The nearest known: telecom_contract/price_cut"),
        ("telecom_contract/price_cut", "telecom_contrac", "2: base leads nowhere: there is no scenario of the name 'telecom_contrac'. The nearest known: telecom_contract"),
        ("base: telecom_contract/price_cut\n", "", "1: base is missing: text."),
        ("design: grid", "design: gird", "5: design.kind must be one of grid, one_at_a_time, latin_hypercube, sobol, morris and list. Got the text 'gird'. The nearest is grid."),
        ("design: grid", "design: sobol", "5: design.points is missing: sobol needs it (points: 100)."),
        ("design: grid", "design: {kind: sobol, points: 100}", "5: design.points must be a power of two. Got 100; take 64 or 128."),
        ("design: grid", "design: {kind: grid, points: 100}", "5: design.points says nothing to grid, which reads levels. Take it out."),
        ("design: grid", "design: {kind: latin_hypercube, points: 4, crossed: true}", "5: design.crossed crosses levers with uncertainties, and one of the two is missing. Take it out."),
        ("design: grid", "design: {kind: latin_hypercube, points: 4, levels: 3}", "5: design.levels says nothing to latin_hypercube unless it is crossed. Take it out."),
        ("design: grid", "design: {kind: grid, crossed: true}", "5: design.crossed says nothing to grid, which reads levels. Take it out."),
        ("design: grid", "design: {kind: morris, trajectories: 4, levels: 3}", "5: design.levels must be even. Got 3; take 4."),
        ("design: grid", "design: {kind: list, rows: [{policies.0.set.discoun: 0.1}]}", "5: design.rows.0.policies.0.set.discoun is not one of the levers or uncertainties of this file. The nearest is policies.0.set.discount."),
        ("[profit]", "[proft]", "6: outcomes.0.metric is not a known metric. Got 'proft'. The nearest is profit."),
        ("[profit]", "[profit, profit]", "6: outcomes.1 is named twice: profit. Name it once."),
        ("[profit]", "[{metric: profit, firm: Alfa}]", "6: outcomes.0.firm must be one of the firms of telecom_contract/price_cut (Alpha, Beta, Gamma and Delta). Got 'Alfa'. The nearest is Alpha."),
        ("[profit]", "[]", "6: outcomes must hold at least one value. Got an empty list."),
        ("[profit]", "[profit]\nreplications: {precision: {metric: churn_rate, half_width: 0.1}}", "7: replications.precision.metric must be one of the outcomes (profit). Got 'churn_rate'."),
        ("[profit]", "[profit]\nreplications: {precision: {metric: profit, half_width: 0}}", "7: replications.precision.half_width must be above 0. Got 0."),
        ("[profit]", "[profit]\nreplications: 0", "7: replications.at_least must be between 1 and 100000000. Got 0."),
        ("[profit]", "[profit]\nreplications: {at_least: 9, at_most: 3}", "7: replications.at_least must be at most at_most, 3. Got 9."),
        ("[profit]", "[profit]\nconstants: {policies.0.set.discount: 0.1}", "4: levers.policies.0.set.discount stands under constants too. A value is either held or varied."),
        ("[profit]", "[profit]\nconstants: {firms.Alpha.pric: 1}", "7: constants.firms.Alpha.pric is not a known path. The nearest known path is firms.Alpha.price."),
        ("[profit]", "[profit]\nfacts: [SF99]", "7: facts.0 is not a known fact. Got 'SF99'. The nearest is SF"),
        ("[profit]", "[profit]\nfacts: [SF08]", "7: facts depend on uncertain values of customers, and none is among the uncertainties. Vary one of customers.*, such as customers."),
        ("[profit]", "[profit]\nsteps: 0", "7: steps must be between 1 and 100000. Got 0."),
        ("{low: 0.01, high: 0.1}\ndesign: grid", "[0.05]\ndesign: {kind: morris, trajectories: 4}", "4: levers.policies.0.set.discount.values is one value alone, and morris moves every factor. Hold it under constants."),
        ("policies.0.set.discount: {low: 0.01, high: 0.1}", "policies.0.firm: [Alpha, Zeta]", "4: levers.policies.0.firm.values.1 must be one of the firms (Alpha, Beta, Gamma and Delta). Got 'Zeta'."),
        ("policies.0.set.discount: {low: 0.01, high: 0.1}", "focal_firm: [Alpha, Omega]", "4: levers.focal_firm.values.1 must be one of the firms (Alpha, Beta, Gamma and Delta). Got 'Omega'."),
        ("[profit]", "[profit]\nseed: 99999999999999999999", "7: seed must be between 0 and 9223372036854775807."),
        ("[profit]", "[profit]\nreplications: 2.5", "7: replications.at_least must be a whole number"),
        ("[profit]", "[profit]\ncustomers: 40\nconstants: {market.customers: 50}", "8: constants.market.customers says what `customers: 40` says too. Keep one of them."),
        ("policies.0.set.discount: {low: 0.01, high: 0.1}", "firms: {low: 0, high: 1}", "4: levers.firms is a group. Name a single value, such as firms.Alpha.share."),
        ("design: grid", "design: {kind: list, rows: [{policies.0.set.discount: 0.1}, {policies.0.set.discount: 7}]}", "5: design.rows.1.policies.0.set.discount must lie in the range of its factor, 0.01 and 0.1. Got 7."),
        ("{low: 0.01, high: 0.1}\ndesign: grid", "[0.01, 0.1]\ndesign: {kind: list, rows: [{policies.0.set.discount: 0.05}]}", "5: design.rows.0.policies.0.set.discount must be a value of its factor (0.01 and 0.1). Got 0.05."),
        ("[profit]", "[profit]\nseeed: 3", "7: seeed is not a known key. The nearest known key is seed."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_rule_and_what_to_do(tmp_path, old, new, sentence):
    said = complaints(tmp_path, GOOD.replace(old, new))
    assert any(line.startswith(f"experiment.yaml:{sentence}") for line in said), said


def test_all_mistakes_are_told_at_once(tmp_path):
    text = GOOD.replace("high: 0.1", "high: 2").replace("grid", "sobol").replace("profit", "proft")
    text += "constants: {firms.Alpha.pric: 1}\n"
    lines = [line.split(":")[1] for line in complaints(tmp_path, text)]
    assert lines == ["4", "5", "6", "7"]


def test_a_mistake_of_structure_hides_no_other_mistake_and_makes_none_up(tmp_path):
    text = """\
title: [1]
base: telecom_contract/price_cut
levers:
  policies.0.set.discount: {low: 0.01, high: 0.1, depth: 3}
  firms.Alpha.pric: [1.0, 1.1]
design: {kind: list, rows: [{policies.0.set.discount: 0.02}]}
replications: {precision: {metric: profit, half_width: 1.0}}
outcomes: [profit, {metrik: churn_rate}]
sead: 3
"""
    said = complaints(tmp_path, text)
    starts = [line.removeprefix("experiment.yaml:").split(" ")[:2] for line in said]
    assert starts == [
        ["1:", "title"],
        ["4:", "levers.policies.0.set.discount.depth"],
        ["5:", "levers.firms.Alpha.pric"],
        ["8:", "outcomes.1.metric"],
        ["8:", "outcomes.1.metrik"],
        ["9:", "sead"],
    ], said


def test_graded_takes_the_plausible_range_of_a_firms_parameter_by_its_grade(tmp_path):
    text = GOOD.replace("design", "uncertainties: {firms.Beta.unit_cost: graded}\ndesign", 1)
    experiment = read_experiment(written(tmp_path, text))
    factor = experiment.factors[-1]
    declared = next(d for d in declarations(FirmParams) if d.path == "unit_cost")
    assert declared.grade == "D", "the whole plausible range"
    assert (factor.low, factor.high) == declared.plausible
    assert factor.base == experiment.scenarios[experiment.base].firms["Beta"].unit_cost
    off = text.replace("Beta.unit_cost", "Beta.structural_lock")
    assert "has no graded range" in complaints(tmp_path, off)[0]


def test_a_policy_without_a_stated_cost_is_refused_where_profit_is_asked_for(tmp_path):
    free = (
        "extends: telecom_contract\ntitle: Free\npolicies: [{firm: Alpha, set: {discount: 0.1}}]\n"
    )
    (tmp_path / "free.yaml").write_text(free, encoding="utf-8")
    text = GOOD.replace("telecom_contract/price_cut", "free.yaml")
    (said,) = complaints(tmp_path, text)
    assert "policies.0 of free.yaml (Alpha: discount) states no cost" in said
    read_experiment(written(tmp_path, text.replace("[profit]", "[retention_rate]")))


def test_the_resolved_text_says_the_same_experiment_again(tmp_path):
    text = GOOD.replace(
        "design: grid",
        "uncertainties: {customers.trust_weight: graded}\ndesign: {kind: sobol, points: 16, second_order: true}\ncustomers: 70\nfacts: [SF08]",
    )
    first = read_experiment(written(tmp_path, text))
    again = read_experiment(written(tmp_path, experiment_text(first)))
    assert "graded" not in experiment_text(first)
    assert dataclasses.replace(again, constants={}) == dataclasses.replace(first, constants={})
    assert again.scenarios[again.base].market.customers == 70


def test_the_base_value_that_a_row_of_a_list_keeps_is_a_value_of_its_factor(tmp_path):
    text = GOOD.replace("{low: 0.01, high: 0.1}", "{}\n  focal_firm: {}").replace(
        "grid",
        "{kind: list, rows: [{policies.0.set.discount: 0.1, focal_firm: Beta}, {focal_firm: Gamma}]}",
    )
    discount, firm = read_experiment(written(tmp_path, text)).factors
    assert discount.values == (discount.base, 0.1)
    assert firm.values == ("Beta", "Gamma")


def test_a_document_gives_its_experiment_back(tmp_path):
    experiment = read_experiment(written(tmp_path, GOOD))
    assert experiment_from_document(experiment_document(experiment)) == experiment


def test_the_committed_schema_is_that_of_the_declarations():
    assert SCHEMA_FILE.read_text(encoding="utf-8") == json_schema_text(), (
        "run python -m analysis.reference"
    )
