"""Commands about scenarios: list, describe, run and compare them."""

import typer

from analysis.terminal import options
from analysis.terminal.answer import Answer, Desk
from analysis.terminal.given import RESULTS, changes_of, folder_name


def scenarios(context: typer.Context, as_json: options.Json = False) -> None:
    """List the scenarios there are."""
    from analysis.terminal.describing import scenarios_answer

    context.obj(lambda _: scenarios_answer(), quiet=False, as_json=as_json)


def describe(
    context: typer.Context,
    name: options.Name,
    overrides: options.Set = None,
    as_json: options.Json = False,
) -> None:
    """Show a scenario's values with units and grades, and what it changes; check a file."""
    from analysis.terminal.describing import description_answer

    context.obj(
        lambda _: description_answer(name, changes_of(overrides)), quiet=False, as_json=as_json
    )


def run(
    context: typer.Context,
    name: options.Name,
    overrides: options.Set = None,
    steps: options.Steps = None,
    customers: options.Customers = None,
    snapshot: options.Snapshot = None,
    seed: options.Seed = 1,
    out: options.Out = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Run one market and write its tables."""

    def work(desk: Desk) -> Answer:
        from analysis.terminal.running import run_answer

        changes = changes_of(overrides, steps, customers)
        folder = out or RESULTS / folder_name(name)
        return run_answer(name, changes, tuple(snapshot or ()), seed, folder, desk)

    context.obj(work, quiet=quiet, as_json=as_json)


def compare(
    context: typer.Context,
    base: options.Base,
    variants: options.Variants,
    replications: options.Replications = 10,
    precision: options.Precision = None,
    metric: options.Metric = "profit",
    uncertain: options.Uncertain = 0,
    uncertain_customers: options.UncertainCustomers = None,
    overrides: options.Set = None,
    steps: options.Steps = None,
    customers: options.Customers = None,
    workers: options.Workers = None,
    seed: options.Seed = 1,
    out: options.Out = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Compare strategies with a baseline on common draws: paired differences, twins, report."""

    def work(desk: Desk) -> Answer:
        from analysis.comparison.outcome import Request
        from analysis.terminal.comparing import comparison_answer
        from simulation.runner import available_workers

        request = Request(
            base=base,
            variants=tuple(variants),
            overrides=changes_of(overrides, steps, customers),
            metric=metric,
            replications=replications,
            precision=precision,
            uncertain=uncertain,
            uncertain_customers=uncertain_customers,
            seed=seed,
            workers=workers or available_workers(),
        )
        return comparison_answer(request, out or RESULTS / f"compare-{folder_name(base)}", desk)

    context.obj(work, quiet=quiet, as_json=as_json)
