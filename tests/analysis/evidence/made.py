"""Facts made by hand: their numbers are known without a market."""

from collections.abc import Callable

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.tasks import Outcome, Task

WITHIN = Band("height", 1.0, 2.0, "height, meters")


def height_of(setting: Setting) -> Measured:
    """Return 1.0, 1.5, 2.0 for seeds 1, 2, 3; ten times that in the control."""
    value = 0.5 + 0.5 * setting.seed
    height = 10.0 * value if setting.is_control else value
    return Measured({"height": height}, {"growth": {"age": [0.0, 1.0], "height": [0.0, height]}})


def draw_growth(figure, series: Series, control: Series) -> None:
    axes = figure.subplots()
    axes.plot(series["growth"]["age"], series["growth"]["height"])
    axes.plot(control["growth"]["age"], control["growth"]["height"])


def made_fact(
    *bands: Band,
    measure: Callable[[Setting], Measured] = height_of,
    known_misses: tuple[str, ...] = (),
    seeds: int = 3,
) -> Fact:
    return Fact(
        id="SF98",
        title="Heights",
        claim="People are between one and two meters tall.",
        source="made by hand",
        kind="E",
        experiment="Nobody is measured.",
        control="Giants.",
        bands=bands or (WITHIN,),
        measure=measure,
        draw=draw_growth,
        full=Size(customers=10, seeds=seeds),
        quick=Size(customers=5, seeds=1),
        known_misses=known_misses,
        remark="A remark.",
    )


def outcomes_of(fact: Fact, plain: list[float], control: list[float]) -> list[Outcome]:
    """Return the outcomes of tasks that found these values of the first band's metric."""
    metric = fact.bands[0].metric
    return [
        Outcome(Task(fact.id, 10, seed, is_control), Measured({metric: value}), 1.0)
        for is_control, values in ((False, plain), (True, control))
        for seed, value in enumerate(values, start=1)
    ]
