"""The quality of the random numbers, and that each is a pure function of what it is for."""

import hashlib
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numba
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special, stats

from simulation.draws import (
    Purpose,
    beta_of,
    customer_key,
    draw_key,
    few_of,
    hashed,
    indexed_key,
    log_gamma_of,
    lognormal_of,
    median_of_three,
    mixed,
    normal_of,
    poisson_of,
    replication_seed,
    step_key,
    uniform,
    uniform_of,
)
from tests.simulation.rules.forms import IS_COMPILED, in_both_forms

MANY = 200_000 if IS_COMPILED else 2_000
MILLION = 1_000_000 if IS_COMPILED else 5_000
PURPOSES = np.array([purpose.value for purpose in Purpose])
FIRMS = np.array([hashed("firm", name) for name in ("Alpha", "Beta", "Gamma")], dtype=np.uint64)
SEED_KEY = np.uint64(hashed("run", 1))
WORD = (1 << 64) - 1
UNIFORMS = st.floats(1e-15, 1.0 - 1e-15)


@numba.njit
def keys_of_draws(seeds, slots, generations, steps, purposes, firms, occasions):
    """Return the key of every draw; all arguments are arrays of one length."""
    keys = np.empty(slots.size, dtype=np.uint64)
    for i in range(slots.size):
        person = customer_key(seeds[i], slots[i], generations[i])
        keys[i] = draw_key(step_key(person, steps[i]), purposes[i], firms[i], occasions[i])
    return keys


@numba.njit
def uniforms_of(keys):
    """Return the uniform number of every key."""
    numbers = np.empty(keys.size)
    for i in range(keys.size):
        numbers[i] = uniform_of(keys[i])
    return numbers


@numba.njit
def indexed_uniforms_of(keys, index):
    """Return the index-th uniform number of every key."""
    numbers = np.empty(keys.size)
    for i in range(keys.size):
        numbers[i] = uniform_of(indexed_key(keys[i], index))
    return numbers


@numba.njit
def normals_of(uniforms):
    """Return the normal quantile of every uniform number."""
    numbers = np.empty(uniforms.size)
    for i in range(uniforms.size):
        numbers[i] = normal_of(uniforms[i])
    return numbers


@numba.njit
def log_gammas_of(keys, shape):
    """Return the logarithm of a Gamma draw for every key."""
    numbers = np.empty(keys.size)
    for i in range(keys.size):
        numbers[i] = log_gamma_of(keys[i], shape)
    return numbers


@numba.njit
def betas_of(keys, mean, concentration):
    """Return a Beta draw for every key."""
    numbers = np.empty(keys.size)
    for i in range(keys.size):
        numbers[i] = beta_of(keys[i], mean, concentration)
    return numbers


@numba.njit
def poissons_of(uniforms, mean):
    """Return the Poisson quantile of every uniform number."""
    numbers = np.empty(uniforms.size, dtype=np.int64)
    for i in range(uniforms.size):
        numbers[i] = poisson_of(uniforms[i], mean)
    return numbers


@numba.njit
def lognormals_of(uniforms, sd):
    """Return a lognormal number of mean 1 for every uniform number."""
    numbers = np.empty(uniforms.size)
    for i in range(uniforms.size):
        numbers[i] = lognormal_of(uniforms[i], sd)
    return numbers


@numba.njit
def medians_of(a, b, c):
    """Return the middle one of each three numbers."""
    numbers = np.empty(a.size)
    for i in range(a.size):
        numbers[i] = median_of_three(a[i], b[i], c[i])
    return numbers


@pytest.fixture(autouse=True)
def _keys_wrap_around():
    # only in plain Python: 64-bit scalars of NumPy warn where compiled ones wrap in silence
    with np.errstate(over="ignore"):
        yield


def keys(
    *,
    seed=SEED_KEY,
    slot=0,
    generation=0,
    step=0,
    purpose=Purpose.CHOICE,
    firm=FIRMS[0],
    occasion=0,
):
    """Return draw keys for the arguments, broadcast to one length; whole numbers or arrays."""
    parts = np.broadcast_arrays(
        np.asarray(seed, dtype=np.uint64),
        *(np.asarray(part, dtype=np.int64) for part in (slot, generation, step, purpose)),
        np.asarray(firm, dtype=np.uint64),
        np.asarray(occasion, dtype=np.int64),
    )
    return keys_of_draws(*(np.atleast_1d(part).copy() for part in parts))


def draws(**parts):
    return uniforms_of(keys(**parts))


SEQUENCES = {
    "customers": {"slot": np.arange(MANY)},
    "generations": {"generation": np.arange(MANY)},
    "steps": {"step": np.arange(MANY)},
    "occasions": {"occasion": np.arange(MANY)},
    "seeds": {"seed": np.array([hashed("run", seed) for seed in range(2_000)], dtype=np.uint64)},
    "firms": {"firm": np.array([hashed("firm", f"F{j}") for j in range(2_000)], dtype=np.uint64)},
}
in_every_direction = pytest.mark.parametrize("parts", SEQUENCES.values(), ids=SEQUENCES)


def assert_independent(a, b):
    """Fail unless two series of uniforms are uncorrelated and fill the unit square evenly."""
    assert abs(np.corrcoef(a, b)[0, 1]) < 5.0 / np.sqrt(a.size)
    cells = (8.0 * a).astype(np.int64) * 8 + (8.0 * b).astype(np.int64)
    assert stats.chisquare(np.bincount(cells, minlength=64)).pvalue > 1e-6


@in_every_direction
def test_draws_are_uniform_along_every_part_of_the_key(parts):
    u = draws(**parts)
    assert 0.0 < u.min() < u.max() < 1.0
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    counts = np.histogram(u, bins=100 if u.size >= 10_000 else 10, range=(0.0, 1.0))[0]
    assert stats.chisquare(counts).pvalue > 1e-4


@in_every_direction
def test_neighbors_along_every_part_of_the_key_are_independent(parts):
    u = draws(**parts)
    assert_independent(u[:-1], u[1:])
    assert_independent(u[:-2], u[2:])


def test_draws_about_different_firms_are_independent():
    series = [draws(slot=np.arange(MANY), firm=firm) for firm in (*FIRMS, np.uint64(0))]
    for a, b in combinations(series, 2):
        assert_independent(a, b)


def test_draws_for_different_purposes_are_independent():
    series = [draws(slot=np.arange(MANY // 4), purpose=purpose) for purpose in PURPOSES]
    for a, b in combinations(series, 2):
        assert_independent(a, b)


def test_the_numbers_of_one_draw_are_independent():
    drawn = keys(slot=np.arange(MANY), purpose=Purpose.SEVERITY)
    series = [uniforms_of(drawn), *(indexed_uniforms_of(drawn, index) for index in range(4))]
    for a, b in combinations(series, 2):
        assert_independent(a, b)


def test_a_million_draws_have_a_million_keys():
    # every combination of customers, generations, steps, purposes, firms and occasions
    sizes = (500, 2, 10, PURPOSES.size, 3, 2) if IS_COMPILED else (8, 2, 2, PURPOSES.size, 3, 2)
    slot, generation, step, purpose, firm, occasion = (index.ravel() for index in np.indices(sizes))
    drawn = keys(
        slot=slot, generation=generation, step=step, purpose=PURPOSES[purpose], firm=FIRMS[firm],
        occasion=occasion,
    )  # fmt: skip
    assert drawn.size >= MILLION
    assert np.unique(drawn).size == drawn.size


def test_purposes_and_occasions_of_one_customer_and_step_never_share_a_key():
    purpose, occasion = (part.ravel() for part in np.meshgrid(PURPOSES, np.arange(1_001)))
    purpose, occasion = (purpose, occasion) if IS_COMPILED else (purpose[:5_000], occasion[:5_000])
    drawn = keys(purpose=purpose, occasion=occasion)
    assert np.unique(drawn).size == drawn.size


def bits_of(words):
    return (words[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)


@in_every_direction
def test_every_bit_of_the_keys_is_set_half_the_time(parts):
    drawn = keys(**parts)
    share = bits_of(drawn).mean(axis=0)
    assert np.all(np.abs(share - 0.5) < 5.0 * 0.5 / np.sqrt(drawn.size))


@pytest.mark.parametrize(
    ("part", "width"),
    [
        ("seed", 64), ("slot", 31), ("generation", 16), ("step", 20), ("purpose", 6),
        ("firm", 64), ("occasion", 16),
    ],
)  # fmt: skip
def test_flipping_one_bit_of_a_part_flips_half_the_bits_of_the_key(part, width):
    n = 2_000 if IS_COMPILED else 60
    slots = np.arange(n)
    base = {"seed": SEED_KEY, "slot": slots, "firm": FIRMS[0], "purpose": Purpose.CHOICE}
    before = keys(**base)
    for bit in range(width):
        changed = np.asarray(base.get(part, 0)) ^ (
            np.uint64(1 << bit) if part in {"seed", "firm"} else np.int64(1 << bit)
        )
        flipped = bits_of(before ^ keys(**{**base, part: changed})).mean(axis=0)
        assert flipped.mean() == pytest.approx(0.5, abs=5.0 * 0.5 / np.sqrt(64 * n))
        assert np.all(np.abs(flipped - 0.5) < 5.5 * 0.5 / np.sqrt(n))


@in_both_forms
def test_the_mixer_gives_the_published_numbers_of_splitmix64(form):
    # seed 1234567, the first five numbers of the reference implementation (Vigna)
    published = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    counter = [(1234567 + (i + 1) * 0x9E3779B97F4A7C15) & WORD for i in range(5)]
    assert [int(form(mixed)(np.uint64(state))) for state in counter] == published


def mixed_in_python(state):
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & WORD
    return state ^ (state >> 31)


@in_both_forms
def test_the_key_of_a_draw_is_what_whole_numbers_of_any_size_give(form):
    # the formulas once more, in Python's own integers, which cannot overflow
    slot, generation, step, purpose, occasion, index = 123_456, 3, 77, Purpose.CHOICE, 2, 5
    seed_key, firm_key = hashed("run", 9), hashed("firm", "Alpha")
    person = mixed_in_python((seed_key + slot * 0x9E3779B97F4A7C15) & WORD)
    person = mixed_in_python((person + generation * 0xE7037ED1A0B428DB) & WORD)
    in_step = mixed_in_python((person + (step + 1) * 0xD1342543DE82EF95) & WORD)
    drawn = mixed_in_python(
        ((in_step ^ firm_key) + purpose * 0xA0761D6478BD642F + occasion * 0xDA942042E4DD58B5) & WORD
    )
    numbered = mixed_in_python((drawn + (index + 1) * 0x8EBC6AF09C88C6E3) & WORD)
    word = np.uint64
    assert int(form(customer_key)(word(seed_key), slot, generation)) == person
    assert int(form(step_key)(word(person), step)) == in_step
    assert int(form(draw_key)(word(in_step), int(purpose), word(firm_key), occasion)) == drawn
    assert int(form(indexed_key)(word(drawn), index)) == numbered
    assert form(uniform_of)(word(drawn)) == ((drawn >> 12) + 0.5) / 2.0**52
    assert form(uniform)(word(in_step), int(purpose), word(firm_key), occasion) == form(uniform_of)(
        word(drawn)
    )


@in_both_forms
def test_no_key_gives_zero_or_one(form):
    assert form(uniform_of)(np.uint64(0)) == 2.0**-53
    assert form(uniform_of)(np.uint64(WORD)) == 1.0 - 2.0**-53


def test_a_draw_does_not_depend_on_how_many_others_were_taken():
    together = draws(slot=np.arange(100), step=7)
    alone = [draws(slot=slot, step=7)[0] for slot in (0, 41, 99)]
    assert alone == list(together[[0, 41, 99]])


def test_a_hash_is_the_first_eight_bytes_of_sha_256_of_its_parts():
    digest = hashlib.sha256(b"'run'\x1f7").digest()
    assert hashed("run", 7) == int.from_bytes(digest[:8], "little")
    digest = hashlib.sha256("'firm'\x1f'Café'".encode()).digest()
    assert hashed("firm", "Café") == int.from_bytes(digest[:8], "little")


def test_a_hash_tells_kinds_and_cuts_of_its_parts_apart():
    hashes = {hashed("a", "b"), hashed("ab"), hashed("b", "a"), hashed(1), hashed("1"), hashed(1.0)}
    assert len(hashes) == 6


def test_every_purpose_has_a_number_of_its_own():
    assert len(Purpose.__members__) == len(set(PURPOSES.tolist()))
    assert PURPOSES.min() > 0


def test_replications_of_one_and_of_neighboring_seeds_have_different_seeds():
    seeds = [replication_seed(seed, r) for seed in range(50) for r in range(1, 200)]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert replication_seed(17, 0) == 17
    assert set(seeds).isdisjoint(range(50))


def test_the_normal_quantile_agrees_with_scipy_far_into_both_tails():
    tail = np.logspace(-15.9, np.log10(0.5), MANY // 4)
    u = np.concatenate([tail, 1.0 - tail, np.linspace(0.001, 0.999, MANY // 4)])
    assert np.max(np.abs(normals_of(u) - stats.norm.ppf(u))) < 1e-8


@in_both_forms
@given(u=st.floats(0.5, 1.0 - 1e-12))
def test_the_normal_quantile_is_symmetric(form, u):
    assert form(normal_of)(u) == pytest.approx(-form(normal_of)(1.0 - u), abs=1e-8)


@in_both_forms
@pytest.mark.parametrize("u", [1e-12, 0.01, 0.02425, 0.3, 0.5, 0.7, 0.97575, 0.99, 1.0 - 1e-12])
def test_the_normal_quantile_agrees_with_scipy_at_the_seams_of_its_formula(form, u):
    assert form(normal_of)(u) == pytest.approx(stats.norm.ppf(u), abs=1e-8)


@in_both_forms
@given(a=UNIFORMS, b=UNIFORMS, c=UNIFORMS)
def test_the_median_of_three_is_the_middle_one(form, a, b, c):
    assert form(median_of_three)(a, b, c) == sorted((a, b, c))[1]


def test_the_median_of_three_uniforms_is_a_beta_draw():
    drawn = keys(slot=np.arange(MANY), purpose=Purpose.SEVERITY)
    medians = medians_of(*(indexed_uniforms_of(drawn, index) for index in range(3)))
    assert stats.kstest(medians, stats.beta(2.0, 2.0).cdf).pvalue > 1e-4


@pytest.mark.parametrize("shape", [0.05, 0.5, 1.0, 3.0])
def test_log_gamma_draws_have_the_gamma_distribution(shape):
    drawn = log_gammas_of(keys(slot=np.arange(MANY), purpose=Purpose.TASTE), shape)
    # below e^-600 a number is no number any more; there P(G < g) = g^a / Gamma(a + 1)
    tiny = drawn < -600.0
    assert tiny.mean() < 1e-3
    chance = special.gammainc(shape, np.exp(np.maximum(drawn, -600.0)))
    chance[tiny] = np.exp(shape * drawn[tiny]) / special.gamma(shape + 1.0)
    assert stats.kstest(chance, "uniform").pvalue > 1e-4


def bits_of_some_draws():
    """Return draws of every kind, written so that no bit is lost."""
    with np.errstate(over="ignore"):
        some = keys(slot=np.arange(40), purpose=Purpose.TASTE)
        u = uniforms_of(some)
        numbers = (u, normals_of(u), log_gammas_of(some, 0.4), betas_of(some, 0.3, 6.0),
                   poissons_of(u, 2.3).astype(float), lognormals_of(u, 0.5))  # fmt: skip
    return [float(number).hex() for series in numbers for number in series]


@pytest.mark.skipif(not IS_COMPILED, reason="compares compiled draws with plain ones")
def test_compiled_and_plain_draws_agree_to_the_last_bit():
    script = f"from {__name__} import bits_of_some_draws as bits; print(*bits())"
    plain_run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert plain_run.stdout.split() == bits_of_some_draws()


@pytest.mark.parametrize("mean", [0.02, 0.5, 0.9])
def test_beta_draws_have_the_beta_distribution(mean):
    drawn = betas_of(keys(slot=np.arange(MANY), purpose=Purpose.JUSTICE), mean, 6.0)
    assert np.all((drawn >= 0.0) & (drawn <= 1.0))
    assert stats.kstest(drawn, stats.beta(6.0 * mean, 6.0 * (1.0 - mean)).cdf).pvalue > 1e-4


@pytest.mark.parametrize("mean", [0.01, 0.5, 1.8, 12.0, 60.0])
def test_the_poisson_quantile_agrees_with_scipy(mean):
    u = (np.arange(MANY // 10) + 0.5) / (MANY // 10)
    expected = stats.poisson.ppf(u, mean)
    below, at = stats.poisson.cdf(expected - 1.0, mean), stats.poisson.cdf(expected, mean)
    off_a_step = (np.abs(u - below) > 1e-9) & (np.abs(u - at) > 1e-9)
    assert off_a_step.mean() > 0.99
    assert np.array_equal(poissons_of(u, mean)[off_a_step], expected[off_a_step])


@in_both_forms
@given(u=st.floats(1e-12, 1.0 - 1e-12), mean=st.floats(0.0, 30.0))
def test_few_purchases_are_told_without_counting(form, u, mean):
    below = stats.poisson.cdf(np.arange(5.0), mean)
    assume(np.abs(below - u).min() > 1e-9)
    assert form(few_of)(u, mean) == (u > below).sum()


@in_both_forms
@given(u=UNIFORMS, mean=st.floats(0.0, 50.0), more=st.floats(0.001, 10.0))
def test_the_poisson_quantile_never_falls_when_the_mean_rises(form, u, mean, more):
    assert form(poisson_of)(u, mean) <= form(poisson_of)(u, mean + more)


@in_both_forms
@pytest.mark.parametrize("mean", [0.05, 0.7, 1.0, 2.3, 7.7, 19.0, 400.0])
def test_the_largest_uniform_gives_a_large_but_possible_count(form, mean):
    # 1 - 2^-53 is the largest; beyond mean + 9 sd + 18 lies less than 1e-17 of any Poisson law
    assert form(poisson_of)(1.0 - 2.0**-53, mean) <= mean + 9.0 * np.sqrt(mean) + 18.0


@in_both_forms
@given(u=UNIFORMS)
def test_nobody_buys_at_a_mean_of_zero(form, u):
    assert form(poisson_of)(u, 0.0) == 0


@pytest.mark.parametrize("sd", [0.1, 0.5, 1.0])
def test_lognormal_numbers_have_mean_one(sd):
    u = (np.arange(MANY) + 0.5) / MANY
    numbers = lognormals_of(u, sd)
    assert numbers.min() > 0.0
    assert numbers.mean() == pytest.approx(1.0, abs=1e-3 if IS_COMPILED else 2e-2)
    assert np.log(numbers).std() == pytest.approx(sd, rel=1e-3 if IS_COMPILED else 2e-2)


@in_both_forms
@given(u=UNIFORMS)
def test_a_lognormal_number_without_spread_is_exactly_one(form, u):
    assert form(lognormal_of)(u, 0.0) == 1.0
