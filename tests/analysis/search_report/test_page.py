"""The page of a search: what it says of a search whose answer is known, and that it stands alone."""

import html
import re
from dataclasses import replace

import pytest

from analysis.plots.trade_off import Place, trade_off
from analysis.search.optimizing import optimized
from analysis.search.reading import read_search
from analysis.search_report.pictures import pictures
from analysis.search_report.save import save_search_report, search_page
from analysis.search_report.words import limit_text, meaning_of
from simulation.errors import ResultError

TEXT = """\
title: How far to go <here>
base: telecom_contract/better_recovery
steps: 3
levers:
  firms.Alpha.discount: [0.0, 0.05, 0.1]
  policies.0.set.recovery: {low: 0.5, high: 0.9}
objectives: [profit, customer_surplus]
constraints:
  - {metric: market_share, at_least: 0.1}
rival:
  - {name: sleeps}
  - {name: dreams}
  - {name: fights, set: {firms.Beta.discount: 0.05}}
warm_start:
  - {firms.Alpha.discount: 0.0, policies.0.set.recovery: 0.88}
trials: 12
replications: 2
fresh_replications: 3
"""
DISCOUNT, RECOVERY, FIGHT = (
    "firms.Alpha.discount", "policies.0.set.recovery", "firms.Beta.discount",
)  # fmt: skip


class Market:
    """Profit is best at the highest recovery, each discount moves it to customers; luck is shared."""

    def run(self, values, seed):
        given = values[DISCOUNT] * (2.0 if values.get(FIGHT, 0.0) else 1.0)
        luck = float(seed % 7)
        return {
            "profit": 1_000.0 * values[RECOVERY] - 5_000.0 * given + luck,
            "customer_surplus": given + 0.1 * values[RECOVERY],
            "market_share": 0.3,
        }


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    path = tmp_path_factory.mktemp("search") / "far.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return read_search(path)


@pytest.fixture(scope="module")
def found(search, tmp_path_factory):
    return optimized(search.plan, Market(), tmp_path_factory.mktemp("found"), "key")


def alone(search, found, **changes):
    """Return a page of the same market searched for other things."""
    plan = replace(search.plan, **changes)
    return text_of(search_page(optimized(plan, Market(), found, "key"), replace(search, plan=plan)))


def text_of(page):
    page = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture(scope="module")
def page(search, found):
    return search_page(found, search)


def test_the_page_stands_alone_and_is_the_same_every_time(page, search, found):
    assert page == search_page(found, search)
    assert not re.search(r"<script|<link|<img|<image|src=|https?://(?!www\.w3\.org)", page)
    assert page.count("<h1>") == 1
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "How far to go &lt;here&gt;" in page
    assert "nan" not in text_of(page).split()


def test_the_answer_is_the_best_policy_with_what_it_gains_for_sure(page, found):
    said = text_of(page)
    best = found.best
    recovery = best.trial.policy[RECOVERY]
    assert best.trial.policy[DISCOUNT] == 0.0
    assert recovery >= 0.88
    assert f"Best by profit: discount 0, recovery {recovery:.4g}." in said
    assert f"Profit: +{1_000.0 * (recovery - 0.8):.1f}"[:-2] in said
    assert "better than the base policy" in said
    assert "All outcomes are over the 3 months of the study." in said
    assert "beaten by no other in everything" in said


def test_the_widest_table_breaks_its_intervals_so_that_all_outcomes_are_in_sight(page):
    own = page.partition('<section id="best-section"')[2].partition("<table")[2]
    assert own.startswith(' class="wraps">')
    assert re.search(r"\.wraps td\.number \{ white-space: normal; \}", page)


def test_both_sides_are_told_and_drawn_as_the_front(page, found):
    said = text_of(page)
    assert "Both gain: discount 0, recovery" in said
    (front,) = pictures(found)
    assert front.name == "front_customer_surplus"
    drawn = front.draw().axes[0]
    dots = [line for line in drawn.lines if line.get_marker() == "o"]
    assert len(dots) == len(found.finalists)
    faint = [line for line in drawn.lines if line.get_marker() == "."]
    assert len(faint) == len(found.trials)


def test_the_rivals_answers_are_told_with_regret_and_those_alike_together(page):
    said = text_of(page)
    assert "Policy sleeps, dreams fights" in said
    assert "No policy meets a difference between sleeps and dreams" in said
    assert "loses least at most (minimax regret)" in said
    assert "(the base policy)" in said


def test_the_methods_are_read_from_the_plan(page, search):
    said = text_of(page)
    assert "We simulated the market telecom_contract/better_recovery" in said
    assert "We searched 2 levers for Profit (more is better) and Customer surplus (more is better), keeping" in said  # fmt: skip
    assert "12 policies proposed by a tree-structured Parzen estimator" in said
    assert "3 seeds that the search had not used" in said
    assert "optuna" in said
    assert limit_text(search.plan.limits[0]) == "Share at least 10 % of purchases"
    assert meaning_of("policies.0.cost.once").endswith(")")
    assert (
        "Taken off the list price" in meaning_of(DISCOUNT) == meaning_of("policies.0.set.discount")
    )


def test_one_objective_is_a_ranking_and_a_policy_at_an_end_of_its_range_is_said(search, tmp_path):
    plan = replace(
        search.plan, objectives=search.plan.objectives[:1], limits=(), reactions=(),
        starts=({DISCOUNT: 0.0, RECOVERY: 0.9},),
    )  # fmt: skip
    found = optimized(plan, Market(), tmp_path, "key")
    said = text_of(search_page(found, replace(search, plan=plan)))
    assert [picture.name for picture in pictures(found)] == ["ranking"]
    assert "The best recovery, 0.9, stands at an end of its range (0.5 to 0.9)" in said
    assert "The best policy was number 2 of 12 that were tried" in said
    assert "Against the rival" not in said
    assert "Add `rival:`" in said


def test_where_no_policy_keeps_to_the_limits_it_is_the_answer(search, tmp_path):
    impossible = replace(search.plan.limits[0], at_least=0.9)
    said = alone(search, tmp_path, limits=(impossible,), reactions=())
    assert "No policy that was tried keeps to every limit. The nearest is" in said
    assert "12 of 12 policies that were tried break a limit." in said


def test_a_folder_that_cannot_be_written_is_refused(search, found, tmp_path):
    with pytest.raises(ResultError, match=r"nowhere: the result could not be written"):
        save_search_report(found, search, tmp_path / "nowhere")


def test_a_trade_off_draws_an_interval_only_where_there_is_one():
    endless = (1.0, -float("inf"), float("inf"))
    axes = trade_off([Place("a", endless, (2.0, 1.0, 3.0))], ("x", "y")).axes[0]
    spans = [
        line
        for line in axes.lines
        if line.get_marker() == "None" and len(set(line.get_xdata())) == 1
    ]
    assert any(list(line.get_ydata()) == [1.0, 3.0] for line in spans)
    assert not any(float("inf") in line.get_xdata() for line in axes.lines)
