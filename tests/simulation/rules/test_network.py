"""Who hears whom: small world, random, scale-free (EQ21)."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.network import (
    FARTHEST,
    HUB_LEVELS,
    drawn_hub_level,
    random_offset,
    scale_free_offset,
    small_world_offset,
)
from tests.simulation.rules.forms import in_both_forms, plain

UNIT = st.floats(0.0, 0.999999)


@in_both_forms
def test_strata_of_a_small_world_go_from_next_door_to_the_horizon(form):
    # 1000^(k/8), k = 0 and 7.5 with u = .5: 1000^(.0625) = 1.54, 1000^(.9375) = 649.4
    assert form(small_world_offset)(0.0, 0.9, 0, 8) == -1.0
    assert form(small_world_offset)(0.5, 0.1, 0, 8) == 1.0
    assert form(small_world_offset)(0.5, 0.1, 7, 8) == 649.0


@in_both_forms
@given(u=UNIT, side=UNIT)
def test_random_distances_lie_between_one_and_the_horizon(form, u, side):
    distance = form(random_offset)(u, side)
    assert 1.0 <= abs(distance) <= FARTHEST
    assert (distance > 0.0) == (side < 0.5)


@in_both_forms
def test_each_level_of_hubs_is_rarer_by_the_cube_root_of_two(form):
    drawn = Counter(form(drawn_hub_level)((k + 0.5) / 100_000) for k in range(100_000))
    assert set(drawn) == set(range(HUB_LEVELS + 1))
    for level in range(HUB_LEVELS):
        assert drawn[level + 1] / drawn[level] == pytest.approx(0.5 ** (1 / 3), rel=0.01)


@in_both_forms
@given(
    slot=st.integers(0, 10**6),
    wandering=st.integers(-1000, 1000),
    level=st.integers(0, HUB_LEVELS),
)
def test_a_hub_is_a_multiple_of_its_district_and_never_oneself(form, slot, wandering, level):
    offset = form(scale_free_offset)(slot, wandering, level)
    assert offset != 0
    assert (slot + offset) % 2**level == 0
    assert abs(offset) <= 1000 + 2**HUB_LEVELS


def in_degrees(kind: str) -> np.ndarray:
    rng = np.random.default_rng(3)
    slots = np.repeat(np.arange(4_000, 24_000), 8)
    sides, draws, levels = rng.random((3, slots.size))
    wandering = [plain(random_offset)(u, side) for u, side in zip(draws, sides, strict=True)]
    if kind == "random":
        heard = slots + np.array(wandering, dtype=int)
    else:
        heard = slots + np.array([
            plain(scale_free_offset)(slot, wander, plain(drawn_hub_level)(level))
            for slot, wander, level in zip(slots, wandering, levels, strict=True)
        ])  # fmt: skip
    return np.bincount(heard, minlength=28_000)[6_000:22_000]


def test_a_scale_free_network_has_hubs_and_a_random_one_has_none() -> None:
    free, even = in_degrees("scale_free"), in_degrees("random")
    assert even.mean() == pytest.approx(8.0, rel=0.02)
    assert free.mean() == pytest.approx(8.0, rel=0.05)
    assert even.max() < 30  # Poisson with mean 8
    assert free.max() > 500
    # the tail P(degree >= d) falls by 2 each time d grows by 2^(2/3): the exponent is -1.5
    heavy = [np.mean(free >= 40 * 2 ** (2 * k / 3)) for k in range(4)]
    slopes = [later / sooner for sooner, later in pairwise(heavy)]
    assert np.mean(slopes) == pytest.approx(0.5, abs=0.08)
