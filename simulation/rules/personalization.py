"""Personalization: how a firm adapts to a person (EQ4)."""

from simulation.compiled import rule

MENU_RELIEF = 0.5  # assumption (EQ4, S060): a menu halves what does not fit
CO_DESIGN_FLOOR = 1.0  # assumption (EQ4, S060): what one designs oneself fits by a point at least


@rule
def personalized_fit(fit, menu, co_design):
    """Return the person-firm match after personalization, points (EQ4).

    A full menu (1) halves a negative fit; full co-design takes it to max(fit, 0) + 1. Shares in
    between move part of the way, 0 leaves the fit as it is.
    """
    chosen = fit - MENU_RELIEF * menu * min(fit, 0.0)
    return chosen + co_design * (max(chosen, 0.0) + CO_DESIGN_FLOOR - chosen)
