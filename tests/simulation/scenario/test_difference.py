"""What a variant changes, told value by value."""

import pytest

from simulation.scenario.difference import Difference, differences
from simulation.scenario.loader import load_scenario


def test_a_scenario_does_not_differ_from_itself(sound):
    assert differences(load_scenario(sound), load_scenario(sound)) == []


def test_texts_for_the_reader_are_no_difference(sound):
    other = load_scenario(sound, {"title": "Other", "question": "Why?", "provenance.note": "x"})
    assert differences(load_scenario(sound), other) == []


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("focal_firm", "Beta", Difference("focal_firm", "Alpha", "Beta")),
        ("market.customers", 500, Difference("market.customers", 1000, 500)),
        ("firms.Beta.price", 0.8, Difference("firms.Beta.price", 1.0, 0.8)),
        (
            "firms.Alpha.program.earn_rate",
            0.02,
            Difference("firms.Alpha.program.earn_rate", 0.01, 0.02),
        ),
        ("customers.outside_utility", -1, Difference("customers.outside_utility", None, -1.0)),
        ("segments.regulars.share", 0.2, Difference("segments.regulars.share", 0.3, 0.2)),
        (
            "segments.regulars.set.trust_weight",
            0.5,
            Difference("segments.regulars.set.trust_weight", None, 0.5),
        ),
        ("policies.0.until", None, Difference("policies.0.until", 20, None)),
        ("policies.0.set.price", 0.8, Difference("policies.0.set.price", 0.9, 0.8)),
    ],
)
def test_one_changed_value_is_one_difference(sound, path, value, told):
    assert differences(load_scenario(sound), load_scenario(sound, {path: value})) == [told]


def test_new_firms_segments_and_policies_are_told_whole_without_their_defaults(write, sound):
    text = f"extends: {sound}\nfirms: {{Gamma: {{share: 0.1, price: 0.8}}}}\n"
    text += (
        "segments: {rare: {share: 0.1}}\npolicies: [{firm: Gamma, set: {price: 0.7}, from: 3}]\n"
    )
    base, variant = load_scenario(sound), load_scenario(write("variant.yaml", text))
    assert differences(base, variant) == [
        Difference("segments.rare", None, {"share": 0.1}),
        Difference("firms.Gamma", None, {"share": 0.1, "price": 0.8}),
        Difference("policies.1", None, {"firm": "Gamma", "set": {"price": 0.7}, "from": 3}),
    ]
    gone = differences(variant, base)
    assert [(entry.path, entry.variant) for entry in gone] == [
        ("segments.rare", None),
        ("firms.Gamma", None),
        ("policies.1", None),
    ]


@pytest.mark.parametrize(
    ("difference", "line"),
    [
        (Difference("firms.Beta.price", 1.0, 0.8), "firms.Beta.price: 1 → 0.8"),
        (Difference("policies.0.until", 20, None), "policies.0.until: 20 → null"),
        (
            Difference("customers.taste", "normal", "dirichlet"),
            "customers.taste: normal → dirichlet",
        ),
        (
            Difference("policies.1", None, {"firm": "Gamma", "set": {"price": 0.7}, "from": 3}),
            "policies.1: new {firm: Gamma, set: {price: 0.7}, from: 3}",
        ),
        (Difference("firms.Gamma", {"share": 0.1}, None), "firms.Gamma: gone {share: 0.1}"),
    ],
)
def test_a_difference_reads_as_one_line(difference, line):
    assert str(difference) == line
