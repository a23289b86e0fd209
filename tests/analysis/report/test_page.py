"""The page as a browser would get it: whole, closed, safe, the same every time."""

import itertools
import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree.ElementTree import fromstring

import pytest

from analysis.comparison.outcome import VariantOutcome
from analysis.plots.saving import inline_svg
from analysis.report.page import report_html
from analysis.report.page_tables import money_tables, twin_table
from analysis.report.pictures import pictures
from analysis.report.save import save_comparison
from analysis.report.tables import comparison_table
from simulation.errors import ResultError
from simulation.scenario.loader import load_scenario, scenario_document, scenario_from_document
from simulation.storage import MANIFEST
from tests.analysis.report.made import (
    CUSTOMERS,
    STEPS,
    comparison,
    pull_of,
    slower,
    strategy,
    two_strategies,
    unfelt,
)

LOADING_TAGS = {
    "script",
    "link",
    "img",
    "iframe",
    "object",
    "embed",
    "video",
    "audio",
    "source",
    "base",
}
HOSTILE = """<script>alert("1")</script> & $\\frac$ "5 off" 'it'"""


class Reader(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def page_of(made, *names):
    """Return the page of a comparison with some of its pictures."""
    svgs = {
        picture.name: inline_svg(picture.draw(), picture.name, picture.title, picture.description)
        for picture in pictures(made)
        if picture.name in names
    }
    return report_html(made, svgs)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_comparison(two_strategies(), tmp_path_factory.mktemp("made") / "result")


@pytest.fixture(scope="module")
def html(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html):
    return read(html)


def test_the_answer_stands_before_everything_else(html):
    body = html[html.index("<main>") :]
    assert body.index("Better service pays best") < body.index("<table>") < body.index("<svg")


def test_the_numbers_of_the_page_are_those_of_the_comparison(page):
    words = " ".join(page.words)
    for text in ("+40", "+38 to +42", "30 of 32 (79 % to 98 %)", "−90", "simulation noise only"):
        assert text in words


def test_nothing_is_loaded_from_anywhere(page, html):
    assert [tag for tag, _ in page.tags if tag in LOADING_TAGS] == []
    for _, attributes in page.tags:
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
        assert not re.search(r"url\((?!#)", attributes.get("style") or "")
    styles = "".join(re.findall(r"<style.*?</style>", html, re.DOTALL))
    assert "@import" not in styles
    assert not re.search(r"url\((?!#)", styles)


def test_the_page_is_well_formed(html):
    assert html.startswith("<!DOCTYPE html>\n")
    root = fromstring(html.partition("\n")[2])  # noqa: S314  made by this project
    assert (root.tag, root.get("lang")) == ("html", "en")


def test_ids_are_unique_and_every_reference_leads_somewhere(page):
    ids = Counter(attributes["id"] for _, attributes in page.tags if "id" in attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    for _, attributes in page.tags:
        named = (attributes.get("aria-labelledby") or "").split()
        links = [(attributes.get("href") or "").removeprefix("#")] if attributes.get("href") else []
        places = re.findall(r"url\(#([^)]+)\)", " ".join(str(v) for v in attributes.values()))
        assert [name for name in (*named, *links, *places) if name not in ids] == []


def test_headings_descend_one_level_at_a_time(page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_heading_of_a_table_has_a_scope_and_every_picture_words(page, html):
    assert all(attributes.get("scope") for tag, attributes in page.tags if tag == "th")
    pictures = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert [attributes.get("role") for attributes in pictures] == ["img"] * 9
    assert html.count("<desc ") == 9


def test_two_saves_of_one_comparison_are_the_same_bytes_but_for_the_timing(tmp_path, monkeypatch):
    # curves and a map; every picture goes through the same two writers
    kinds = {"survival", "flows"}
    monkeypatch.setattr(
        "analysis.report.save.pictures", lambda made: [p for p in pictures(made) if p.name in kinds]
    )
    folder = save_comparison(two_strategies(), tmp_path / "first")
    again = save_comparison(slower(two_strategies()), tmp_path / "again")
    names = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    assert sum(name.suffix == ".png" for name in names) == len(kinds)
    assert names == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    differing = [str(n) for n in names if (folder / n).read_bytes() != (again / n).read_bytes()]
    assert differing == ["timing.json"]


def test_the_manifest_names_scenarios_seed_code_and_every_file(folder):
    described = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert described["seed"] == 7
    assert described["base"]["scenario"]["focal_firm"] == "Alpha"
    assert [variant["name"] for variant in described["variants"]] == [
        "telecom_contract/better_service", "telecom_contract/price_cut",
    ]  # fmt: skip
    written = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert set(described["files"]) == written - {MANIFEST, "timing.json"}
    assert {"code_version", "versions", "request"} <= set(described)


def test_an_earlier_result_is_replaced_and_anything_else_is_not(tmp_path):
    made = comparison(strategy("Better service", (39.0, 40.0, 41.0)))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(ResultError, match="no result of this laboratory"):
        save_comparison(made, mine)
    assert [path.name for path in mine.iterdir()] == ["letter.txt"]


def test_hostile_titles_are_shown_and_never_run():
    one = strategy("Better service", (39.0, 40.0, 41.0))
    hostile = replace(
        one,
        title=HOSTILE,
        scenario=one.scenario.model_copy(update={"title": HOSTILE, "question": HOSTILE}),
    )
    made = replace(comparison(hostile), base_title=HOSTILE + " base")
    html = page_of(made, "ranking", "share", "flows")
    page = read(html)
    assert [tag for tag, _ in page.tags if tag in LOADING_TAGS] == []
    assert HOSTILE in " ".join(page.words)
    fromstring(html.partition("\n")[2])  # noqa: S314  made by this project


def test_the_page_says_what_a_strategy_changes_and_how_to_repeat_it(page):
    words = " ".join(page.words)
    command = (
        "python run.py compare telecom_contract telecom_contract/better_service "
        "telecom_contract/price_cut --set market.customers=500 --metric profit --replications 3 "
        "--uncertain 32 --seed 7"
    )
    assert command in words
    assert "it is the baseline under another name" in words
    assert "satisfaction_weight" in words


def test_a_firm_without_customers_gets_no_twins_and_no_survival():
    one = strategy("Better service", (39.0, 40.0, 41.0))
    nobody = replace(one.account, cohort=0, customers=dict.fromkeys(one.account.customers, 0))
    nan = float("nan")
    runs = [
        replace(run, survival=run.survival * nan, metrics=run.metrics | {"cohort_survival": nan})
        for run in one.runs
    ]
    held = pull_of(nan, nan, replications=3)
    made = comparison(replace(one, account=nobody, pull=held, runs=runs))
    made = replace(
        made,
        base_runs=[
            replace(r, survival=r.survival * nan, metrics=r.metrics | {"cohort_survival": nan})
            for r in made.base_runs
        ],
    )
    names = [picture.name for picture in pictures(made)]
    assert names == ["ranking", "win_win", "share", "satisfaction", "flows", "money"]
    words = " ".join(read(page_of(made, "ranking")).words)
    assert "Alpha had no customers when the strategies began" in words
    assert "Retention: 95 % interval" in words


def test_another_market_among_the_strategies_is_said_to_be_nobodys_decision():
    document = scenario_document(comparison(strategy("Easy leaving", (0.0, 0.0, 0.0))).base)
    document["customers"]["switching_procedural"] = 0.0123
    variant = replace(
        strategy("Easy leaving", (9.0, 10.0, 11.0)), scenario=scenario_from_document(document)
    )
    said = "Alpha does not decide on it and bears no cost of it"
    assert said in report_html(comparison(variant), {})
    assert said not in report_html(two_strategies(), {})
    made = comparison(variant, strategy("Price cut", (4.0, 5.0, 6.0), policy_cost=20.0))
    html = page_of(made, *[picture.name for picture in pictures(made)])
    body = html.partition("<body>")[2].partition('<section id="made-section"')[0]
    beside = "stands beside the strategies on this page"
    assert "strateg" not in body.lower().replace(beside, "").replace("strategies.csv", "")
    table = comparison_table(made)
    assert table["Variant"].tolist() == ["Easy leaving", "Price cut"]
    # only who can be charged can break even: a gain of 5 beside a cost of 20
    assert table["Break-even cost"].tolist() == ["n/a", "25.0"]


def test_a_strategy_that_differs_in_the_burn_in_says_whom_its_account_leaves_out():
    one = strategy("Easy leaving", (9.0, 10.0, 11.0))
    other = replace(one, account=replace(one.account, elsewhere=70))
    html = report_html(comparison(other), {})
    # 70 of 600 + 30 + 70
    assert "100.0 of every 1,000 customers of the baseline&#39;s start were no customers" in html
    assert "in both worlds when Easy leaving began" in html
    assert "burn-in already" not in report_html(comparison(one), {})


def with_values(outcome: VariantOutcome, values: dict[str, object]) -> VariantOutcome:
    market = {"market.steps": STEPS, "market.customers": CUSTOMERS, "market.burn_in_steps": 0}
    return replace(outcome, scenario=load_scenario("telecom_contract", market | values))


def test_a_term_that_loses_its_fee_is_warned_of():
    one = strategy("No fee", (9.0, 10.0, 11.0))
    free = {"firms.Alpha.exit_fee": 0}
    cases = [
        (free, True),
        (free | {"customers.locked_review_share": 1}, False),
        ({"firms.Alpha.exit_fee": 2}, False),
        (free | {"firms.Alpha.contract_months": 0}, False),
    ]
    for values, is_warned in cases:
        html = report_html(comparison(with_values(one, values)), {})
        assert ("No fee: a term that costs no fee to leave" in html) == is_warned, values
    document = scenario_document(one.scenario)
    document["policies"] = [{"firm": "Alpha", "set": {"exit_fee": 0}, "cost": {}}]
    later = replace(one, scenario=scenario_from_document(document))
    assert "a term that costs no fee to leave" in report_html(comparison(later), {})


def test_one_replication_makes_a_page_without_intervals():
    made = comparison(strategy("Better service", (40.0,)))
    html = page_of(made, "ranking", "survival", "twins")
    assert html.count("<svg") == 3
    assert "none from one run" in html
    words = " ".join(read(html).words)
    assert "nan" not in words.lower().split()
    for promised in (
        "with 95 % intervals",
        "Bands: 95 %",
        "intervals are over replications",
        "intervals are simulation noise only",
        "the interval covers no change",
        "No strategy clearly",
        "difference in profit: n/a",
    ):
        assert promised not in words
    assert "One run has no intervals." in words
    assert "with 95 % intervals" in " ".join(read(page_of(two_strategies(), "ranking")).words)


def test_every_caption_stays_where_a_wide_table_is_moved(html):
    assert html.count("<caption>") == html.count("<caption><span>") > 4
    assert "caption span { position: sticky; left: 0;" in html
    assert "container-type: inline-size" in html  # what 100cqi, its widest, is measured on


def test_a_precision_that_was_wished_is_said_to_be_reached_or_not():
    made = two_strategies()
    wished = replace(made.request, precision=30.0)
    html = report_html(replace(made, request=wished, reached_precision=True), {})
    assert "the wished 30.0 was reached" in html
    html = report_html(replace(made, request=wished, reached_precision=False), {})
    assert "the wished 30.0 was not reached" in html


def test_the_twin_table_names_its_denominators_and_adds_up(html):
    # 600 customers in three replications, 30 more exits; a market of 500 customers in each.
    assert "of every 1,000 that Alpha had at the start" in html
    assert "counted were 600 in 3 replications, 30 more left the category" in html
    assert "1,000 customers of the market (500, not only Alpha&#39;s) over 4 months" in html
    table = twin_table(two_strategies())
    # Given: 6 + 90 + 0 + 4, over three runs of 500 customers.
    assert table.rows[1] == ["Better service", "given to them", "4.0", "60.0", "0", "2.7", "66.7"]
    assert table.rows[0][-1] == "1,000.0"


def test_a_strategy_is_named_once_beside_the_rows_it_heads(html):
    assert html.count('<th scope="rowgroup" rowspan="3">Better service</th>') == 1


def test_costs_are_shown_line_by_line_with_their_sum_where_there_are_any():
    made = comparison(
        strategy("Points", (40.0, 40.0, 40.0), rewards=(7.0, 2.0, 1.0)),
        strategy("Nothing", (0.0, 0.0, 0.0)),
    )
    profit, program = money_tables(made)
    assert [row[0] for row in profit.rows] == ["Points", "Nothing"]
    assert program.rows == [["Points", "+7.0", "+2.0", "+1.0", "+10.0"]]
    assert program.header[-1] == "Program cost"
    stated = money_tables(two_strategies())[-1]
    assert stated.rows == [["Better service", "+16.0", "+4.0", "+20.0"]]


def test_a_market_in_which_nobody_acts_on_satisfaction_says_so_first_among_its_caveats():
    sentence = "No choice of customers follows from satisfaction, trust or belonging"
    page = report_html(unfelt(two_strategies()), {})
    caveats = page[page.index('id="caveats-heading"') :]
    assert sentence in caveats[: caveats.index("</li>")]
    assert "Nobody acts on satisfaction, trust and belonging here" in page
    assert sentence not in report_html(two_strategies(), {})


def test_a_strategy_that_states_no_cost_is_named_among_the_caveats():
    free = strategy("Free lunch", (40.0, 40.0, 40.0))
    document = scenario_document(free.scenario)
    document["policies"] = [{"firm": "Alpha", "set": {"recovery": 0.9}, "from": 0}]
    free = replace(free, scenario=scenario_from_document(document))
    page = report_html(comparison(free, metric="retention_rate"), {})
    assert (
        "Free lunch states no cost for some policy: profit is shown as if that were free." in page
    )
    assert "Costs are as stated" not in page
    assert "states no cost for some policy" not in report_html(two_strategies(), {})


def test_strategies_that_change_nothing_are_put_in_no_order_and_have_nothing_to_break_even():
    same = [strategy(name, (0.0, 0.0, 0.0)) for name in ("As it is", "As it was")]
    words = " ".join(read(report_html(comparison(*same), {})).words)
    assert "The strategies, in no order: none changes profit." in words
    assert "best first" not in words
    assert "it breaks even at" not in words
    words = " ".join(read(report_html(two_strategies(), {})).words)
    assert "The strategies, best first." in words


def test_what_a_picture_leaves_out_is_said_beside_each():
    eleven = [strategy(f"Cut {n}", (9.0 - n, 10.0 - n, 11.0 - n)) for n in range(11)]
    html = page_of(comparison(*eleven), "pull", "flows")
    for section in ("pull-section", "flows-section"):
        own = html.partition(f'<section id="{section}"')[2].partition("</section>")[0]
        assert "The 10 best strategies are drawn" in own, section
    assert "are drawn" not in page_of(comparison(*eleven[:10]), "pull", "flows")


def test_a_long_word_may_be_broken_in_a_table_and_is_shown_whole():
    long = "Preis" * 10 + "<b>"
    html = report_html(comparison(strategy(long, (9.0, 10.0, 11.0))), {})
    cell = html.partition('<th scope="row">')[2].partition("</th>")[0]
    assert cell.count("<wbr/>") == 2  # after 24 and 48 of 53 letters
    assert cell.replace("<wbr/>", "") == "Preis" * 10 + "&lt;b&gt;"
