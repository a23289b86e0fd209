"""Logs that the project has never seen, made by processes that are not its models.

Each goes from files to a scenario that loads, and on through `compare` on the command line.
"""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import run
from analysis.calibration import taste_choice, tastes
from analysis.calibration.command import (
    calibrate_to_files,
    checked_log,
    report_remarks,
    report_tables,
)
from simulation.scenario.loader import load_scenario
from tests.analysis.calibration.builders import write

START = np.datetime64("2023-01-02")


def write_events(folder: Path, rows: list[tuple[str, str, str]]) -> Path:
    lines = ["customer_id,date,firm", *(",".join(row) for row in rows)]
    return write(folder / "events.csv", "\n".join(lines) + "\n")


def dirichlet_households(generator, n_customers, n_own, firms, strength=1.0):
    """Return purchases of the NBD-Dirichlet: every household its own shares, no memory at all."""
    rows = []
    for customer in range(n_customers):
        shares = generator.dirichlet(np.full(len(firms), strength / len(firms)) + 0.02)
        for week in range(n_own):
            date = str(START + 7 * week)
            rows.append((f"h{customer}", date, str(generator.choice(firms, p=shares))))
    return rows


def bargain_hunters(generator, n_customers, n_weeks, firms, prices):
    """Return purchases at irregular dates of people who take the cheapest brand or their last one.

    Weeks are skipped at random, long holidays included.
    """
    rows = []
    for customer in range(n_customers):
        last = str(generator.choice(firms))
        is_loyal = generator.random() < 0.5
        away = int(generator.integers(5, n_weeks))
        for week in range(n_weeks):
            if generator.random() < 0.45 or away <= week < away + 6:
                continue
            cheapest = min(firms, key=lambda firm: prices[firm][week] + generator.normal(0, 0.15))
            last = last if generator.random() < (0.85 if is_loyal else 0.25) else cheapest
            rows.append((f"h{customer}", str(START + 7 * week + generator.integers(0, 7)), last))
    return rows


def write_offers(folder, prices, n_weeks, *, blank=None, skip=()):
    """Write weekly prices, some of them blank, some weeks left out."""
    lines = ["date,firm,price,feature"]
    for week in range(n_weeks):
        for firm, own in prices.items():
            if (week, firm) in skip:
                continue
            price = "" if blank is not None and blank[week] else f"{own[week]:.2f}"
            lines.append(f"{START + 7 * week},{firm},{price},{int(own[week] < 1.6)}")
    return write(folder / "offers.csv", "\n".join(lines) + "\n")


def weekly_prices(generator, firms, n_weeks):
    deals = {firm: generator.random(n_weeks) < 0.25 for firm in firms}
    return {firm: np.where(deals[firm], 1.5, 2.0 + 0.1 * k) for k, firm in enumerate(firms)}


def through(folder, events, offers=None):
    place = folder / "market.yaml"
    told = []
    report = calibrate_to_files(
        checked_log(events, offers, None, place), place, lambda *markets: told.extend(markets)
    )
    scenario = load_scenario(report.files.scenario)
    assert told == [scenario], "the rules are compiled for what is run"
    assert report_tables(report)
    return report, scenario


@pytest.fixture
def cli(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        result = CliRunner().invoke(run.app, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return call


def compared(cli, base, variant="price_cut"):
    """Run `compare` of a calibrated scenario and one variant; return its table for machines."""
    code, output = cli(
        "compare", f"{base}.yaml", f"{base}_{variant}.yaml", "--customers", 200, "--steps", 8,
        "--replications", 2, "--workers", 1, "--out", f"{base}_study", "--quiet",
    )  # fmt: skip
    assert code == 0, output
    assert (Path(f"{base}_study") / "report.html").is_file()
    return (Path(f"{base}_study") / "comparison.csv").read_text("utf-8")


def gain_when_a_rival_closes(cli, scenario):
    """Return what the focal firm's share gains in `compare` when another firm leaves the market."""
    rival = next(firm for firm in scenario.firms if firm != scenario.focal_firm)
    write(
        Path("market_closing.yaml"),
        f"extends: market.yaml\ntitle: A rival closes\npolicies:\n  - firm: {rival}\n"
        "    set: {active: 0}\n    from: 0\n    cost: {}\n",
    )
    rows = csv.DictReader(compared(cli, "market", "closing").splitlines())
    (gain,) = [float(row["difference"]) for row in rows if row["metric"] == "market_share"]
    return gain


@pytest.fixture
def few_forms(monkeypatch):
    """Try one form of each kind, over few points: what is shown here is that a log goes through."""
    few = tuple(
        form for form in taste_choice.FORMS if form.name in {"normal_last", "classes_2_loyalty"}
    )
    assert len(few) == 2
    monkeypatch.setattr(taste_choice, "FORMS", few)
    monkeypatch.setattr(tastes, "LOG2_NODES", 7)


@pytest.mark.slow
@pytest.mark.usefixtures("few_forms")
def test_ten_brands_of_households_without_any_memory(cli, tmp_path):
    generator = np.random.default_rng(31)
    firms = [f"brand {k}" for k in range(10)]
    rows = dirichlet_households(generator, 50, 10, firms, strength=2.0)
    report, scenario = through(tmp_path, write_events(tmp_path, rows))
    assert len(scenario.firms) == 10
    assert scenario.segments
    # There is no memory in this process: lasting tastes must take most of what GL calls loyalty.
    state = report.tastes.chosen.means[-1] * (1 - report.tastes.chosen.nodes.smoothing)
    alike = report.calibration.loyalty_model.coefficient("loyalty")
    assert state < 0.25 * alike * (1 - report.calibration.smoothing.value) + 0.35
    assert report.files.variants == ()
    assert gain_when_a_rival_closes(cli, scenario) > 0.0


@pytest.mark.slow
@pytest.mark.usefixtures("few_forms")
def test_forty_purchases_a_household(cli, tmp_path):
    generator = np.random.default_rng(32)
    rows = dirichlet_households(generator, 25, 40, ["north", "south", "west"])
    report, scenario = through(tmp_path, write_events(tmp_path, rows))
    assert scenario.segments
    assert len(report.tastes.acceptance.rows) == 5
    assert gain_when_a_rival_closes(cli, scenario) > 0.0


def test_three_purchases_a_household_are_too_few_for_tastes_and_that_is_said(cli, tmp_path):
    generator = np.random.default_rng(33)
    rows = dirichlet_households(generator, 150, 3, ["north", "south", "west"])
    report, scenario = through(tmp_path, write_events(tmp_path, rows))
    assert report.tastes is None
    assert not scenario.segments
    (remark,) = [text for text in report_remarks(report) if text.startswith("Lasting tastes")]
    assert "must have bought 5 times on average" in remark
    assert "Got 3.0. All loyalty is taken for habit." in remark
    assert report.files.tables == ()
    assert gain_when_a_rival_closes(cli, scenario) > 0.0


def two_shops(folder, seed, *, n_customers=60, n_weeks=24):
    """Write a log of two shops with blank prices and with weeks without an offer or a purchase."""
    generator = np.random.default_rng(seed)
    prices = weekly_prices(generator, ["left", "right"], n_weeks)
    rows = bargain_hunters(generator, n_customers, n_weeks, ["left", "right"], prices)
    blank = generator.random(n_weeks) < 0.2
    skip = {(week, "left") for week in (7, 8, 15)}
    return write_events(folder, rows), write_offers(folder, prices, n_weeks, blank=blank, skip=skip)


@pytest.mark.slow
def test_two_brands_with_missing_prices_and_gaps_go_through_calibrate_and_compare(cli, tmp_path):
    two_shops(tmp_path, 34)
    code, output = cli(
        "calibrate", "events.csv", "--offers", "offers.csv", "--scenario", "shops.yaml"
    )
    assert code == 0, output
    assert "Acceptance" in output
    assert "prices are blank" in output
    assert [form.name for form in taste_choice.FORMS if form.name not in output] == []
    assert load_scenario(tmp_path / "shops.yaml").segments
    assert "price_cut" in compared(cli, "shops")


@pytest.mark.slow
@pytest.mark.usefixtures("few_forms")
def test_four_brands_under_other_names_go_through_calibrate_and_compare(cli, tmp_path):
    generator = np.random.default_rng(35)
    firms = ["Café Nord", "Bäcker", "Kiosk 7", "O'Neil"]
    prices = weekly_prices(generator, firms, 24)
    write_events(tmp_path, bargain_hunters(generator, 80, 24, firms, prices))
    write_offers(tmp_path, prices, 24)
    code, output = cli(
        "calibrate", "events.csv", "--offers", "offers.csv", "--scenario", "cafes.yaml", "--json"
    )
    assert code == 0, output
    document, _ = json.JSONDecoder().raw_decode(output)
    assert "cafes_acceptance.csv" in document["files"]
    assert any(title.startswith("Acceptance") for title in document["tables"])
    assert "price_cut" in compared(cli, "cafes")
