"""Commands that fit the model to what is on file."""

import typer

from analysis.terminal import options
from analysis.terminal.answer import Answer, Desk
from analysis.terminal.given import RESULTS, changes_of, folder_name


def calibrate(
    context: typer.Context,
    scenario: options.WrittenScenario,
    events: options.Events = None,
    offers: options.Offers = None,
    panel: options.Panel = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Fit the choice part of the model to a purchase log and write a calibrated scenario."""

    def work(desk: Desk) -> Answer:
        from analysis.terminal.fitting import LogFiles, calibration_answer

        return calibration_answer(LogFiles(events, offers, panel), scenario, desk)

    context.obj(work, quiet=quiet, as_json=as_json)


def fit(
    context: typer.Context,
    history: options.History,
    scenario: options.Market,
    free: options.Free,
    overrides: options.Set = None,
    steps: options.Steps = None,
    customers: options.Customers = None,
    replications: options.MomentSeeds = 8,
    workers: options.Workers = None,
    seed: options.Seed = 1,
    out: options.Out = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Fit attitudes to what a firm has on file; says first what that can tell apart."""

    def work(desk: Desk) -> Answer:
        from analysis.estimation.command import FitRequest
        from analysis.estimation.market_moments import SimulationPlan
        from analysis.terminal.fitting import fit_answer

        changes = changes_of(overrides, steps, customers)
        folder = out or RESULTS / f"fit-{folder_name(scenario)}"
        plan = SimulationPlan(seed, replications)
        request = FitRequest(history, scenario, tuple(free), changes, plan, workers, folder)
        return fit_answer(request, desk)

    context.obj(work, quiet=quiet, as_json=as_json)
