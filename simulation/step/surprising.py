"""Features: what they add to an experience, and how they come to be expected (EQ8)."""

import numpy as np

from simulation.compiled import phase, tool
from simulation.draws import NO_FIRM, Purpose, uniform
from simulation.rules.features import drifted_expectation, feature_satisfaction, surprise
from simulation.state import FEATURE_EXPECTATION
from simulation.step.bonding import person_key
from simulation.world import is_equipped


@phase
def presence(terms, k):
    """Return how far feature k is there."""
    if k == 0:
        return terms.features_first
    if k == 1:
        return terms.features_second
    if k == 2:
        return terms.features_third
    return terms.features_fourth


@phase
def starting_expectation(behavior, k):
    """Return how far feature k is expected by those who enter the market."""
    if k == 0:
        return behavior.feature_expectation_first
    if k == 1:
        return behavior.feature_expectation_second
    if k == 2:
        return behavior.feature_expectation_third
    return behavior.feature_expectation_fourth


@phase
def weight_and_voice(behavior, k):
    """Return how much feature k matters and the share of customers who ask for it."""
    if k == 0:
        return behavior.feature_weight_first, behavior.feature_voiced_first
    if k == 1:
        return behavior.feature_weight_second, behavior.feature_voiced_second
    if k == 2:
        return behavior.feature_weight_third, behavior.feature_voiced_third
    return behavior.feature_weight_fourth, behavior.feature_voiced_fourth


@phase
def expectation_of(world, i, k):
    """Return how far person i expects feature k, 0 to 1."""
    return world.feature_expectation[i, k] / FEATURE_EXPECTATION


@phase
def expect(world, i, k, expectation):
    """Keep how far person i expects feature k."""
    world.feature_expectation[i, k] = np.int64(np.floor(expectation * FEATURE_EXPECTATION + 0.5))


@tool(idle=None)
def enter_features(world, i, behavior):
    """Let a newcomer expect what newcomers expect."""
    if is_equipped(world) and world.settings[0].has_features:
        for k in range(world.settings[0].n_features):
            expect(world, i, k, starting_expectation(behavior, k))


@tool(idle=(0.0, 0.0))
def feature_effect(world, i, terms, behavior):
    """Return what a firm's features add to satisfaction and to belonging, points (EQ8)."""
    key = person_key(world, i)
    pleasure, belonging = 0.0, 0.0
    for k in range(world.settings[0].n_features):
        there = presence(terms, k)
        expected = expectation_of(world, i, k)
        weight, share = weight_and_voice(behavior, k)
        voiced = uniform(key, Purpose.VOICED, NO_FIRM, k) < share
        pleasure += weight * feature_satisfaction(
            there, expected, behavior.feature_delight, behavior.feature_basic_loss
        )
        belonging += weight * surprise(there, expected, voiced, behavior.surprise_bond)
    return pleasure, belonging


@tool(idle=None)
def drift_expectations(world, i, t, behavior):
    """Let features met, and those the market has, become expected in this step (EQ8)."""
    segment = world.people[i].segment
    n_firms = world.firm_keys.size
    for k in range(world.settings[0].n_features):
        best, total, n_active, has_met = 0.0, 0.0, 0, False
        for j in range(n_firms):
            terms = world.terms[t, segment, j]
            if terms.active >= 0.5:
                total += presence(terms, k)
                n_active += 1
            if world.ties[i, j].n_experiences > 0:
                best = max(best, presence(terms, k))
                has_met = True
        expected = expectation_of(world, i, k)
        if has_met:
            expected = drifted_expectation(expected, best, behavior.feature_drift)
        if n_active > 0:
            expected = drifted_expectation(expected, total / n_active, behavior.feature_diffusion)
        expect(world, i, k, expected)
