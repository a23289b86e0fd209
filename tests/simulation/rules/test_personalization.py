"""How a firm adapts to a person (EQ4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.personalization import personalized_fit
from tests.simulation.rules.forms import in_both_forms, near

FITS = st.floats(-50.0, 50.0)
SHARES = st.floats(0.0, 1.0)


@in_both_forms
@pytest.mark.parametrize(
    ("fit", "menu", "co_design", "after"),
    [
        (-8.0, 1.0, 0.0, -4.0),  # a menu halves what does not fit
        (8.0, 1.0, 0.0, 8.0),  # and leaves what does
        (-8.0, 0.0, 1.0, 1.0),  # co-design: at least a point
        (8.0, 0.0, 1.0, 9.0),
        (-8.0, 0.5, 0.0, -6.0),  # half a menu
        (-8.0, 1.0, 0.5, -1.5),  # half way from -4 to 1
    ],
)
def test_personalization_improves_the_fit(form, fit, menu, co_design, after):
    assert form(personalized_fit)(fit, menu, co_design) == near(after)


@in_both_forms
@given(fit=FITS)
def test_without_it_the_fit_is_what_it_was(form, fit):
    assert form(personalized_fit)(fit, 0.0, 0.0) == fit


@in_both_forms
@given(fit=FITS, menu=SHARES, co_design=SHARES)
def test_personalization_never_harms(form, fit, menu, co_design):
    assert form(personalized_fit)(fit, menu, co_design) >= fit - 1e-12
