"""SF14: most of a loyalty program's reward pays for purchases made anyway."""

from typing import TYPE_CHECKING

from analysis.evidence.fact import Band, Fact, Measured, Series, Setting, Size
from analysis.evidence.facts.drawing import labeled, panels
from analysis.evidence.facts.paired_bars import paired_bars
from analysis.evidence.facts.program_twins import (
    RATES,
    ProgramEffect,
    grocery,
    program_effect,
    shopping,
)
from analysis.plots.style import COLORS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

UNCHANGED = (0.0, 0.0)
"""A program that gives nothing changes nothing: not one purchase."""
NOTHING = 1.0e-9  # what is strictly above zero


def _effects(setting: Setting) -> list[ProgramEffect]:
    """Return the effect on members at each rate; of a program that gives nothing, on everybody."""
    without = shopping(grocery(setting, 0.0), setting.seed)
    effects = []
    for rate in RATES:
        given = 0.0 if setting.is_control else rate
        program = shopping(grocery(setting, given), setting.seed)
        treated = program.stayed if setting.is_control else program.joined
        effects.append(program_effect(without, program, given, treated))
    return effects


def _measure(setting: Setting) -> Measured:
    effects = _effects(setting)
    values = {}
    for rate, effect in zip(RATES, effects, strict=True):
        percent = round(100 * rate)
        values[f"inframarginal_share_at_{percent}"] = effect.inframarginal
        values[f"share_of_wallet_gain_at_{percent}"] = effect.causal
    table = {
        "rate": list(RATES),
        "inframarginal": [effect.inframarginal for effect in effects],
        "gain": [effect.causal for effect in effects],
    }
    return Measured(values, {"rates": table})


def _draw(figure: "Figure", series: Series, control: Series) -> None:
    left, right = panels(figure, 2)
    rates = series["rates"]
    names = [f"{rate:.0%}" for rate in rates["rate"]]
    anyway = rates["inframarginal"]
    left.barh(names, anyway, color=COLORS[7], label="made anyway")
    brought = [1.0 - share for share in anyway]
    left.barh(names, brought, left=anyway, color=COLORS[0], label="brought about")
    left.invert_yaxis()
    labeled(left, "Rewarded purchases", "share", "reward")
    left.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)
    paired_bars(
        right, names, ("program", rates["gain"]), ("gives nothing", control["rates"]["gain"])
    )
    labeled(right, "Members' share of wallet", "change caused", "reward")
    right.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)


FACT = Fact(
    id="SF14",
    title="A program's reward is mostly paid on purchases made anyway",
    claim="Loyalty programs change members' buying little: excess loyalty is weak, and most of the "
    "reward goes to purchases that would have been made without it.",
    source="Sharp & Sharp 1997 (V): weak and inconsistent, in 2 of 6 brands",
    kind="E",
    experiment="The grocery market with and without a program of 1, 3 and 5 % points at the market "
    "leader, with the same draws: the same customer in both runs. Members are those who join in the "
    "first 26 weeks; shares of wallet are of the 26 weeks after.",
    control="A program that gives nothing.",
    bands=(
        Band("inframarginal_share_at_1", 0.85, 1.0, "1 %: share of rewarded purchases made anyway"),
        Band("inframarginal_share_at_3", 0.85, 1.0, "3 %: share of rewarded purchases made anyway"),
        Band("inframarginal_share_at_5", 0.85, 1.0, "5 %: share of rewarded purchases made anyway"),
        Band("share_of_wallet_gain_at_1", NOTHING, 0.02, "1 %: change of members' share of wallet that it causes", control=UNCHANGED),
        Band("share_of_wallet_gain_at_5", NOTHING, 0.08, "5 %: change of members' share of wallet that it causes", control=UNCHANGED),
    ),
    measure=_measure,
    draw=_draw,
    quick=Size(customers=2_000, seeds=2),
    remark="The published point is that effects are small; that they are above zero is this project's "
    "stricter reading, so that a program without effect cannot pass.",
)  # fmt: skip
