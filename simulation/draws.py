"""Random numbers that are a pure function of what they are for.

A draw is keyed by (seed, purpose, customer, firm, step, occasion): nothing that was drawn before
can change it, so switching a policy on disturbs nothing it does not touch, and every comparison
is a paired one. Counter-based generation after Salmon et al. 2011 ("Parallel random numbers: as
easy as 1, 2, 3"), with the 64-bit finaliser of SplitMix64 (Steele, Lea & Flood 2014).
"""

import hashlib
from enum import IntEnum

import numpy as np

from simulation.compiled import phase, rule
from simulation.elementary import TWO_52, exp, log

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
STEP_STRIDE = np.uint64(0xD1342543DE82EF95)
OCCASION_STRIDE = np.uint64(0xDA942042E4DD58B5)
PURPOSE_STRIDE = np.uint64(0xA0761D6478BD642F)
GENERATION_STRIDE = np.uint64(0xE7037ED1A0B428DB)
INDEX_STRIDE = np.uint64(0x8EBC6AF09C88C6E3)
ONE_BITS = np.uint64(0x3FF0000000000000)
NO_FIRM = np.uint64(0)
"""Key of a draw that is about no firm."""
FIRST_OCCASION = np.int64(0)  # typed, or what is called with it compiles twice


class Purpose(IntEnum):
    """What a draw is for; a new purpose takes a new number and disturbs none of the others."""

    SEGMENT = 1
    TASTE = 2
    FIT = 3
    WEIGHTS = 4
    PRICE_SENSITIVITY = 5
    NEED_RATE = 6
    INVOLVEMENT = 7
    SWITCHING = 8
    REACH = 9
    AWARE_AT_START = 10
    REPUTATION = 11
    ACQUAINTANCE = 12
    EXIT = 20
    AWARENESS = 21
    NEED = 22
    REVIEW = 23
    CHOICE = 24
    EXPERIENCE_DUE = 25
    FAILURE = 26
    SEVERITY = 27
    OCCASION = 28
    COMPLAINT = 29
    JUSTICE = 30
    QUICK = 31
    MESSAGE = 32
    ENROLLMENT = 33
    ENGAGEMENT = 34
    PROMOTION = 35
    DISRUPTION = 70
    REPAIR = 71
    COUPON_ANSWER = 72
    IMITATION = 73
    SELF_IMAGE = 50
    PARTICIPATION = 51
    VOICED = 52
    BIRTHDAY = 53
    COUPON = 54
    COUPON_USE = 55
    CROSS_BUYING = 56
    RATING = 57
    LATE_ENTRY = 58


def hashed(*parts: object) -> int:
    """Return 64 bits that depend on every part and on nothing else (not on the process)."""
    text = "\x1f".join(repr(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def replication_seed(seed: int, replication: int) -> int:
    """Return the seed of one replication, the same for every variant of a comparison."""
    return seed if replication == 0 else hashed("replication", seed, replication) >> 1


@rule
def mixed(bits):
    """Return 64 well-mixed bits (SplitMix64 finaliser)."""
    bits = (bits ^ (bits >> np.uint64(30))) * MIX_1
    bits = (bits ^ (bits >> np.uint64(27))) * MIX_2
    return bits ^ (bits >> np.uint64(31))


@rule
def customer_key(seed_key, slot, generation):
    """Return the key of the person in a slot; a newcomer in a leaver's slot is another person."""
    return mixed(
        mixed(seed_key + np.uint64(slot) * GOLDEN) + np.uint64(generation) * GENERATION_STRIDE
    )


@rule
def step_key(key, step):
    """Return the key of one customer in one step."""
    return mixed(key + (np.uint64(step) + np.uint64(1)) * STEP_STRIDE)


@rule
def draw_key(key, purpose, firm_key, occasion):
    """Return the key of one draw: what it is for, about which firm, on which occasion."""
    return mixed(
        (key ^ firm_key)
        + np.uint64(purpose) * PURPOSE_STRIDE
        + np.uint64(occasion) * OCCASION_STRIDE
    )


@rule
def uniform_of(key):
    """Return a uniform number in (0, 1) from 64 mixed bits: (k + 1/2) / 2**52, never 0 or 1.

    The 52 highest bits become the mantissa of a number in [1, 2).
    """
    return np.uint64((key >> np.uint64(12)) | ONE_BITS).view(np.float64) - (1.0 - 0.5 / TWO_52)


@rule
def uniform(key, purpose, firm_key, occasion):
    """Return the uniform number of one draw."""
    return uniform_of(draw_key(key, purpose, firm_key, occasion))


@rule
def indexed_key(key, index):
    """Return the key of the index-th number of a draw that needs several."""
    return mixed(key + (np.uint64(index) + np.uint64(1)) * INDEX_STRIDE)


@rule
def normal_of(u):
    """Return the standard normal quantile of u (Acklam's rational approximation, error < 1.2e-9)."""
    if u < 0.02425 or u > 0.97575:
        tail = min(u, 1.0 - u)
        q = np.sqrt(-2.0 * log(tail))
        numerator = (
            (((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
             - 2.549732539343734) * q + 4.374664141464968
        ) * q + 2.938163982698783  # fmt: skip
        denominator = (
            ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
            + 3.754408661907416
        ) * q + 1.0
        x = numerator / denominator
        return x if u < 0.5 else -x
    q = u - 0.5
    r = q * q
    numerator = (
        (((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
         + 1.383577518672690e02) * r - 3.066479806614716e01
    ) * r + 2.506628277459239  # fmt: skip
    denominator = (
        (((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
         + 6.680131188771972e01) * r - 1.328068155288572e01
    ) * r + 1.0  # fmt: skip
    return q * numerator / denominator


@rule
def median_of_three(a, b, c):
    """Return the middle one; of three uniforms it is a Beta(2, 2) draw."""
    return max(min(a, b), min(max(a, b), c))


@phase
def log_gamma_of(key, shape):
    """Return the logarithm of a Gamma(shape, 1) draw, safe for tiny shapes.

    Marsaglia & Tsang 2000 for shape + 1, then log G = log G(shape + 1) + log(U) / shape.
    """
    d = shape + 1.0 - 1.0 / 3.0
    c = 1.0 / np.sqrt(9.0 * d)
    boost = log(uniform_of(indexed_key(key, 0))) / shape
    attempt = 1
    while True:
        x = normal_of(uniform_of(indexed_key(key, 2 * attempt)))
        v = 1.0 + c * x
        if v > 0.0:
            v = v * v * v
            u = uniform_of(indexed_key(key, 2 * attempt + 1))
            if log(u) < 0.5 * x * x + d - d * v + d * log(v):
                return log(d * v) + boost
        attempt += 1


@phase
def beta_of(key, mean, concentration):
    """Return a Beta draw with the given mean and concentration (alpha + beta)."""
    a = log_gamma_of(indexed_key(key, 0), mean * concentration)
    b = log_gamma_of(indexed_key(key, 1), (1.0 - mean) * concentration)
    return 1.0 / (1.0 + exp(b - a))


@rule
def few_of(u, mean):
    """Return the Poisson quantile of u up to 4, or 5 where it is larger.

    Without a branch, so that a loop over customers is done several at a time.
    """
    none = exp(-mean)
    one = none * mean
    at_most_one = none + one
    two = one * (mean * 0.5)
    at_most_two = at_most_one + two
    three = two * (mean / 3.0)
    at_most_three = at_most_two + three
    at_most_four = at_most_three + three * (mean * 0.25)
    few = np.int64(u > none) + np.int64(u > at_most_one) + np.int64(u > at_most_two)
    return few + np.int64(u > at_most_three) + np.int64(u > at_most_four)


@rule
def poisson_of(u, mean):
    """Return the Poisson quantile of u for means up to 700; it never falls when the mean rises.

    Rounding may let the sum stop short of 1, so it ends where what is left no longer counts.
    """
    term = exp(-mean)
    cumulative = term
    count = 0
    while u > cumulative and (count < mean or term > 1.0e-17):
        count += 1
        term *= mean / count
        cumulative += term
    return count


@rule
def lognormal_of(u, sd):
    """Return a lognormal number with mean 1; exactly 1 where sd is 0."""
    return exp(sd * normal_of(u) - 0.5 * sd * sd)
