"""Commands that look at customers, and that set up or run what the project studies itself."""

import typer

from analysis.terminal import options
from analysis.terminal.answer import Answer, Desk
from analysis.terminal.given import RESULTS

SURVEYED = 1_000
"""Customers asked in the survey of a portrait, unless it is said otherwise."""


def portrait(
    context: typer.Context,
    folder: options.ResultFolder,
    firm: options.WhoseCustomers = None,
    judgements: options.Judgements = None,
    sample: options.Sample = SURVEYED,
    seed: options.SurveySeed = 1,
    out: options.Out = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Say who a firm's customers are: types, what holds them, a loyalty index, a survey."""

    def work(_: Desk) -> Answer:
        from analysis.terminal.portraying import portrait_answer

        target = out or RESULTS / f"portrait-{folder.absolute().name}"
        return portrait_answer(folder, firm, judgements, (sample, seed), target)

    context.obj(work, quiet=quiet, as_json=as_json)


def strategies(
    context: typer.Context,
    name: options.Name,
    budget: options.Budget,
    out: options.StrategyFolder,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Write the seven strategies of loyalty management, each with one budget, as scenario files."""

    def work(_: Desk) -> Answer:
        from analysis.terminal.studying import strategies_answer

        return strategies_answer(name, budget, out)

    context.obj(work, quiet=quiet, as_json=as_json)


def study(
    context: typer.Context,
    letter: options.StudyLetter,
    quick: options.QuickStudy = False,
    workers: options.Workers = None,
    seed: options.FirstSeed = None,
    out: options.Out = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Run one of the project's studies over the industries: table, picture, findings."""

    def work(desk: Desk) -> Answer:
        from analysis.terminal.studying import StudyRequest, study_answer

        return study_answer(StudyRequest(letter, quick, workers, seed, out), desk)

    context.obj(work, quiet=quiet, as_json=as_json)
