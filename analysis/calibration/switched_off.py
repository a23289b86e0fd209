"""What a market that comes from a log of choices leaves out."""

SWITCHED_OFF: dict[str, float] = {
    "taste_sd": 0.0,
    "price_sensitivity_cv": 0.0,
    "reference_price_weight": 0.0,
    "satisfaction_weight": 0.0,
    "trust_weight": 0.0,
    "bond_weight": 0.0,
    "bond_price_relief": 0.0,
    "inexperience_penalty": 0.0,
    "message_positive": 0.0,
    "message_negative": 0.0,
    "spend_growth": 0.0,
    "exit_rate": 0.0,
    "program_lift": 0.0,
}
"""Customer parameters about which a log of choices says nothing; at 0 nothing follows from them."""
