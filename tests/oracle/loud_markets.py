"""Two markets of contracts in which mechanisms that whisper in a shipped one speak up.

None is like an industry: every number is far from its default, so that a mistake in an equation
moves a figure by many standard errors.
"""

from typing import Any

MARKET = {
    "mode": "contract", "step_days": 30, "customers": 1_000, "burn_in_steps": 6, "steps": 30,
    "activity_window_steps": 1,
}  # fmt: skip

UNHAPPY: dict[str, Any] = {
    "title": "a market of failures, hearsay and short terms",
    "focal_firm": "Alpha",
    "market": {**MARKET, "acquaintances": 20},
    "customers": {
        "taste": "normal", "taste_sd": 0.3, "fit_sd": 6, "involvement_sd": 0.5,
        "satisfaction_weight": 0.8, "habit_weight": 1.5, "trust_weight": 0.5, "bond_weight": 0.6,
        "price_sensitivity": 6, "price_sensitivity_cv": 0.6, "reference_price_weight": 1.0,
        "reference_price_loss": 2.5, "reference_price_adaptation": 0.15,
        "inexperience_penalty": 1.2, "convenience_weight": 1.0,
        "switching_procedural": 1.0, "switching_learned": 3.0, "switching_learning_months": 12,
        "switching_relational": 2.0, "switching_horizon": 6, "switching_sd": 0.7,
        "review_base": 0.25, "review_dissatisfaction": 0.9, "review_failure": 0.7,
        "expectation_gain_min": 0.15, "should_gain": 0.01,
        "review_contract_end": 0.8, "locked_review_share": 0.3,
        "exit_rate": 0.03, "spend_growth": 0.8, "spend_growth_months": 8,
        "assimilation": 0.3, "should_contrast": 0.15, "disconfirmation_gain": 0.5,
        "disconfirmation_loss": 1.0, "failure_salience": 3, "failure_attribution": 0.8,
        "ability_fail_factor": 1.5, "ability_gain": 0.12, "bond_gain": 0.05, "bond_decay": 0.02,
        "complaint_base": -0.5, "message_positive": 0.15, "message_negative": 0.3,
        "message_gain": 0.25, "message_negative_impact": 2, "message_resistance": 0.8,
        "enroll_base": -2.5, "enroll_other_cards": 0.8, "engagement_base": 0.5, "point_value": 1.0,
    },
    "segments": {
        "offices": {
            "share": 0.3,
            "set": {"spend_scale": 3.0, "price_sensitivity": 3, "dimension_weights.Re": 0.6},
        }
    },
    "firms": {
        "Alpha": {
            "share": 0.4, "contract_months": 12, "exit_fee": 1.5, "failure_prob": 0.2,
            "failure_severity": 35, "recovery": 0.75, "quick_share": 0.8, "complaint_ease": 0.5,
            "quality": {"R": 84, "Re": 70},
            "program": {
                "earn_rate": 0.08, "threshold": 0.6, "endowment": 0.2, "breakage": 0.2,
                "promoted": 0.5,
            },
        },
        "Beta": {
            "share": 0.3, "contract_months": 6, "price": 0.9, "unit_cost": 0.5,
            "service_cost": 0.1, "service_saving": 0.6, "service_saving_months": 6,
            "failure_prob": 0.3, "recovery": 0.3, "newcomer_discount": 0.15, "gap_delivery": 4,
            "portability": 0.7,
        },
        "Gamma": {
            "share": 0.3, "price": 1.1, "quality": {"R": 88, "A": 88, "T": 80, "E": 84, "Re": 86},
            "failure_prob": 0.1, "convenience": 0.6, "structural_lock": 0.4,
            "winback_discount": 0.2, "promise": 92, "fixed_cost": 0.03,
            "program": {"earn_rate": 0.05, "threshold": 0.3, "friction": 0.5},
        },
    },
    "policies": [
        {
            "firm": "Alpha", "set": {"exit_fee": 3, "recovery": 0.4}, "from": 10, "ramp_steps": 4,
            "cost": {"once": 0.2, "per_month": 0.01, "per_customer_month": 0.03, "per_recovery": 0.5},
        },
        {
            "firm": "Beta", "set": {"discount": 0.12}, "from": 6, "until": 20, "segment": "offices",
            "cost": {"per_purchase": 0.05, "once": 0.1},
        },
        {
            "firm": "Gamma", "set": {"complaint_learning": 0.9, "failure_floor": 0.04}, "from": 4,
            "cost": {},
        },
    ],
}  # fmt: skip

FOND: dict[str, Any] = {
    "title": "a market of belonging, complaints and points",
    "focal_firm": "Alpha",
    "market": MARKET,
    "customers": {
        "taste": "normal", "taste_sd": 0.5, "fit_sd": 5, "satisfaction_weight": 0.4,
        "habit_weight": 0.3, "habit_carry": 0.6, "trust_weight": 1.2, "bond_weight": 0.6,
        "price_sensitivity": 6, "price_sensitivity_cv": 0.3, "bond_price_relief": 0.9,
        "switching_procedural": 0.3, "switching_relational": 4.0, "switching_horizon": 12,
        "switching_sd": 0.9, "review_base": 0.5, "review_failure": 0.5, "exit_rate": 0.02,
        "expectation_gain": 0.4, "expectation_gain_min": 0.02, "should_gain": 0.5,
        "should_contrast": 0.4, "reputation_sd": 12, "occasion_sd": 12,
        "satisfaction_gain_min": 0.03, "satisfaction_prior_n": 4, "bond_gain": 0.3,
        "bond_decay": 0.02, "complaint_base": 1.5, "complaint_severity": 1.8,
        "complaint_bond": 1.5, "quick_bonus": 0.3, "justice_expected": 0.35,
        "justice_expected_rise": 0.45, "recovery_gain": 40, "recovery_trust": 25,
        "failure_memory_carry": 0.99, "ability_fail_factor": 4.0, "ability_gain": 0.1,
        "failure_trust_loss": 4, "enroll_base": 0.0, "enroll_other_cards": 2.5,
        "engagement_base": 0.0, "engagement_progress": 3.0, "point_value": 2.0,
        "goal_gradient": 5.0,
    },
    "firms": {
        "Alpha": {
            "share": 0.35, "price": 1.12, "contract_months": 18, "exit_fee": 6,
            "failure_prob": 0.25, "failure_severity": 25, "recovery": 0.75, "quick_share": 0.3,
            "quality": {"R": 92, "A": 86, "T": 80, "E": 95, "Re": 88},
            "program": {"earn_rate": 0.1, "threshold": 1.2, "endowment": 0.4},
        },
        "Beta": {
            "share": 0.35, "price": 0.95, "contract_months": 12, "exit_fee": 2,
            "failure_prob": 0.1, "failure_severity": 40, "recovery": 0.35, "quick_share": 0.9,
            "quality": {"R": 84, "A": 84, "T": 84, "E": 84, "Re": 84},
        },
        "Gamma": {
            "share": 0.3, "price": 1.05, "quality": {"R": 86, "A": 92, "T": 95, "E": 80, "Re": 90},
            "failure_prob": 0.15, "program": {"earn_rate": 0.06, "threshold": 0.9},
        },
    },
    "policies": [
        {"firm": "Gamma", "set": {"quality.R": 70}, "from": 8, "until": 16, "cost": {}},
    ],
}  # fmt: skip
