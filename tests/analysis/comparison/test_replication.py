"""How many replications a wished precision takes, on runs whose spread is known."""

import math

import pytest

from analysis.comparison import replication
from analysis.comparison.intervals import wished_count
from analysis.comparison.outcome import Request
from simulation.draws import replication_seed
from simulation.runner import RunSpec
from tests.analysis.comparison.made import summary
from tests.simulation.markets import CONTRACT, changed

NAMES = ("base", "variant")
SCENARIOS = [changed(CONTRACT), changed(CONTRACT, ("firms.Alpha.price", 0.95))]


def wished(precision: float | None, replications: int = 2) -> Request:
    return Request("base", ("variant",), replications=replications, precision=precision)


def replicated(request: Request) -> tuple[int, bool | None]:
    runs, reached = replication.replicated(request, NAMES, SCENARIOS, 0, None)
    assert len(runs[0]) == len(runs[1])
    return len(runs[0]), reached


@pytest.fixture
def differences(monkeypatch):
    """Let the variant's profit differ by +1 and -1 in turns: a standard deviation of about 1."""

    def made_up(specs, _summarize, *, pool, on_done):  # noqa: ARG001  as run_many
        return [
            summary(profit=(-1.0) ** spec.replication if spec.name == "variant" else 0.0)
            for spec in specs
        ]

    monkeypatch.setattr(replication, "run_many", made_up)


@pytest.mark.usefixtures("differences")
def test_without_a_wished_precision_the_replications_asked_for_are_run():
    assert replicated(wished(None, replications=3)) == (3, None)


@pytest.mark.usefixtures("differences")
def test_a_half_width_needs_a_handful_of_replications_to_mean_anything():
    assert replicated(wished(1e9)) == (replication.PRECISION_START, True)


@pytest.mark.usefixtures("differences")
def test_a_precision_finer_than_numbers_can_square_is_given_up_at_the_limit():
    assert replicated(wished(1e-300)) == (replication.PRECISION_LIMIT, False)


@pytest.mark.usefixtures("differences")
def test_replications_are_added_until_the_half_width_is_reached():
    # n differences of +-1 (n even) have a half-width of t / sqrt(n - 1): .503 for 18 and t = 2.110,
    # .474 for 20 and t = 2.093. So 18 are too few for .5, and nobody should double what suffices.
    n, reached = replicated(wished(0.5))
    assert reached
    assert 18 < n < 40


@pytest.mark.usefixtures("differences")
def test_a_precision_that_is_out_of_reach_is_given_up_at_the_limit(monkeypatch):
    monkeypatch.setattr(replication, "PRECISION_LIMIT", 12)
    assert replicated(wished(0.01)) == (12, False)


@pytest.mark.usefixtures("differences")
def test_more_replications_than_the_limit_are_run_if_they_are_asked_for(monkeypatch):
    monkeypatch.setattr(replication, "PRECISION_LIMIT", 12)
    assert replicated(wished(0.01, replications=20)) == (20, False)


def test_an_undefined_metric_ends_the_search_for_precision(monkeypatch):
    def undefined(specs, _summarize, *, pool, on_done):  # noqa: ARG001  as run_many
        return [summary(profit=math.nan) for _ in specs]

    monkeypatch.setattr(replication, "run_many", undefined)
    assert replicated(wished(1.0)) == (replication.PRECISION_START, False)


def test_one_undefined_variant_is_not_hidden_by_a_precise_one(monkeypatch):
    def undefined(specs, _summarize, *, pool, on_done):  # noqa: ARG001  as run_many
        return [summary(profit=math.nan if spec.name == "variant" else 0.0) for spec in specs]

    monkeypatch.setattr(replication, "run_many", undefined)
    names, scenarios = ("base", "other", "variant"), [*SCENARIOS, SCENARIOS[0]]
    _, reached = replication.replicated(wished(1.0), names, scenarios, 0, None)
    assert reached is False


@pytest.mark.parametrize(
    ("n", "half_width", "wished_width", "expected"),
    [
        (10, 2.0, 1.9, 12),  # 10 (2 / 1.9)^2 = 11.08, rounded up
        (10, 3.0, 2.5, 15),  # 10 (3 / 2.5)^2 = 14.4
        (10, 9.0, 1.0, 20),  # 810 would do; never more than doubled
        (10, 1.0, 1.0, 11),  # at least one more
        (900, 9.0, 1.0, 1_000),  # the limit
    ],
)
def test_the_next_count_grows_with_the_square_of_what_is_missing(
    n, half_width, wished_width, expected
):
    assert wished_count(n, half_width, wished_width, replication.PRECISION_LIMIT) == expected


def test_all_scenarios_of_a_replication_share_a_seed_and_the_step_before_the_policy_is_kept():
    specs = replication.specs_for(NAMES, SCENARIOS, range(1, 3), wished(None), start=4)
    assert specs == [
        RunSpec(name, scenario, replication_seed(1, r), r, (3,))
        for r in (1, 2)
        for name, scenario in zip(NAMES, SCENARIOS, strict=True)
    ]
    assert len({spec.seed for spec in specs}) == 2


def test_a_policy_from_the_start_needs_no_further_snapshot():
    specs = replication.specs_for(NAMES, SCENARIOS, range(1), wished(None), start=0)
    assert {spec.snapshots for spec in specs} == {()}
