"""Elementary functions made of + - * / alone, so that every processor gives the same bits.

The C library's `exp` and `log` differ in the last bit between processors and versions; these do
not, and in a loop they are faster. Tested against the C library over their whole range.
"""

import numpy as np

from simulation.compiled import rule

LOG2_E = 1.4426950408889634
LN2_HIGH = 0.6931471803691238
LN2_LOW = 1.9082149292705877e-10
MICRO = 1_000_000  # fixed point: one unit of money or one point is a million micro-units
FROM_MICRO = 1.0e-6  # a product is cheaper than a division
MANTISSA_BITS = np.int64(52)
MANTISSA_MASK = np.int64(0x000FFFFFFFFFFFFF)
SQRT_HALF_BITS = np.int64(0x3FE6A09E667F3BCD)
FROM_SQRT_HALF = np.int64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)
EXPONENT_BIAS = np.int64(1023)
# Between an integer and a float64 by their bits, which every processor can do for several at once:
ROUNDER = 6755399441055744.0  # 1.5 x 2**52: adding it leaves the nearest integer in the low bits
TWO_52 = 4503599627370496.0
TWO_52_BITS = np.int64(0x4330000000000000)


@rule
def exp(x):
    """Return e**x for |x| <= 700 (clipped beyond), relative error below 1e-10.

    Cody-Waite reduction to |r| <= ln(2)/2 and a Taylor polynomial of degree 9, evaluated in pairs
    (Estrin) so that the processor need not wait for each product. No branch and no conversion, so
    that a loop over firms is done several at a time.
    """
    x = min(max(x, -700.0), 700.0)
    shifted = x * LOG2_E + ROUNDER
    n = shifted - ROUNDER
    r = (x - n * LN2_HIGH) - n * LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 + r) + r2 * (0.5 + r * (1.0 / 6.0))
    middle = (1.0 / 24.0 + r * (1.0 / 120.0)) + r2 * (1.0 / 720.0 + r * (1.0 / 5040.0))
    high = 1.0 / 40320.0 + r * (1.0 / 362880.0)
    p = low + r4 * (middle + r4 * high)
    exponent = np.float64(shifted).view(np.int64) + EXPONENT_BIAS
    return p * np.int64(exponent << MANTISSA_BITS).view(np.float64)


@rule
def log(x):
    """Return the natural logarithm of a positive normal number, absolute error below 1e-11.

    Mantissa in [sqrt(1/2), sqrt(2)) and the series of atanh in s = (m - 1)/(m + 1); no branch.
    """
    bits = np.float64(x).view(np.int64) + FROM_SQRT_HALF
    biased = np.int64((bits >> MANTISSA_BITS) | TWO_52_BITS).view(np.float64)
    exponent = biased - (TWO_52 + 1023.0)
    mantissa = np.int64((bits & MANTISSA_MASK) + SQRT_HALF_BITS).view(np.float64)
    s = (mantissa - 1.0) / (mantissa + 1.0)
    z = s * s
    z2 = z * z
    low = 2.0 + z * (2.0 / 3.0)
    middle = 2.0 / 5.0 + z * (2.0 / 7.0)
    high = (2.0 / 9.0 + z * (2.0 / 11.0)) + z2 * (2.0 / 13.0)
    p = low + z2 * (middle + z2 * high)
    return exponent * LN2_HIGH + (p * s + exponent * LN2_LOW)


@rule
def power_of(x, exponent):
    """Return x**exponent for x > 0; the common exponents 1, 1.5 and 2 without a logarithm.

    A square root is exact to the last bit on every processor (IEEE 754).
    """
    if exponent == 1.5:
        return x * np.sqrt(x)
    if exponent == 1.0:
        return x
    if exponent == 2.0:
        return x * x
    return exp(exponent * log(x))


@rule
def logistic(x):
    """Return 1 / (1 + e**-x)."""
    return 1.0 / (1.0 + exp(-x))


@rule
def clip(x, low, high):
    """Return x held between low and high."""
    return min(max(x, low), high)


@rule
def micro(amount):
    """Return an amount of money or points in fixed point, rounded half up."""
    return np.int64(np.floor(amount * MICRO + 0.5))
