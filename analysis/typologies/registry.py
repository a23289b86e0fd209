"""Every typology by its name, and which of them a snapshot allows."""

from analysis.typologies import (
    attitude_behavior_grid,
    brands_involvement,
    dick_basu,
    disconfirmation,
    emotional_dependence,
    four_forms,
    jones_sasser,
    ladder_chen,
    ladder_five,
    ladder_griffin,
    ladder_partner,
    life_cycle,
    loyalty_card,
    probability_bands,
    pyramid,
    seven_types,
    three_facets,
)
from analysis.typologies.moment import Moment
from analysis.typologies.typology import Typology, obstacle

TYPOLOGIES: tuple[Typology, ...] = tuple(
    module.TYPOLOGY
    for module in (
        disconfirmation,
        three_facets,
        dick_basu,
        emotional_dependence,
        attitude_behavior_grid,
        probability_bands,
        loyalty_card,
        seven_types,
        brands_involvement,
        jones_sasser,
        pyramid,
        ladder_griffin,
        ladder_chen,
        ladder_five,
        ladder_partner,
        four_forms,
        life_cycle,
    )
)
BY_NAME: dict[str, Typology] = {typology.name: typology for typology in TYPOLOGIES}
NOT_BUILT: dict[str, str] = {
    "Ward zones": "they sort features, not customers: the rule is in the feature module (EQ8), its table is to come",
}
"""Typologies of the catalogue that the market cannot speak about yet, with the reason."""


def computable(moment: Moment) -> tuple[tuple[Typology, ...], dict[str, str]]:
    """Return the typologies that a snapshot allows, and for the others the reason by title."""
    reasons = {typology.title: obstacle(typology, moment) for typology in TYPOLOGIES}
    can = tuple(typology for typology in TYPOLOGIES if reasons[typology.title] is None)
    cannot = {title: reason for title, reason in reasons.items() if reason is not None}
    return can, {**cannot, **NOT_BUILT}
