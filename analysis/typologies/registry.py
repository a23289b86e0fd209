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
    ward_zones,
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
WARD = "Ward zones"
"""They sort features, not customers, and are no `Typology`: see `analysis.typologies.ward_zones`."""


def computable(moment: Moment) -> tuple[tuple[Typology, ...], dict[str, str]]:
    """Return the typologies that a snapshot allows, and for the others the reason by title.

    Ward's zones are among the reasons only.
    """
    reasons = {typology.title: obstacle(typology, moment) for typology in TYPOLOGIES}
    reasons[WARD] = ward_zones.obstacle(moment)
    can = tuple(typology for typology in TYPOLOGIES if reasons[typology.title] is None)
    cannot = {title: reason for title, reason in reasons.items() if reason is not None}
    return can, cannot
