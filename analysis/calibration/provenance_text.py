"""Parts of a calibrated scenario's header: wrapped lists, and what is known of lasting tastes."""

import textwrap

from analysis.calibration.taste_choice import TasteCalibration

WIDTH = 98  # with the comment sign, the width of a line in the project


def section(title: str, rows: list[str]) -> list[str]:
    """Return a list of sentences under a title, wrapped."""
    lines = [f"{title}:"]
    for row in rows:
        lines += textwrap.wrap(
            row,
            WIDTH,
            initial_indent="- ",
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines


def taste_parts(tastes: TasteCalibration) -> list[list[str]]:
    """Return the paragraphs about lasting tastes, their hold-out scores and the acceptance table."""
    return [_tastes(tastes), _scores(tastes), _acceptance(tastes)]


def _tastes(tastes: TasteCalibration) -> list[str]:
    model = tastes.chosen
    lines = [
        f"This market: {model.name}, a logit with lasting tastes and a memory of past purchases,",
        f"maximum likelihood on {model.n_choices:,} purchases (log-likelihood"
        f" {model.log_likelihood:.1f});",
        "mean of each coefficient over customers, and its spread over customers:",
    ]
    width = max(len(term) for term in model.terms) + 2
    lines += [
        f"  {term:<{width}}{mean:>9.4f}{spread:>9.4f}"
        for term, mean, spread in zip(
            model.terms, model.means.tolist(), model.spreads.tolist(), strict=True
        )
    ]
    if model.design.has_smoothing:
        lines.append(f"  {'lambda':<{width}}{model.nodes.smoothing:>9.4f}")
    return lines


def _scores(tastes: TasteCalibration) -> list[str]:
    lines = [
        f"Hold-out of the forms with lasting tastes; {tastes.praise}: {tastes.chosen.name}",
        f"  {'predictor':<20}{'log-likelihood':>16}{'hit rate':>10}",
    ]
    return lines + [
        f"  {score.name:<20}{score.log_likelihood_per_purchase:>16.3f}{score.hit_rate:>10.3f}"
        for score in tastes.scores
    ]


def _acceptance(tastes: TasteCalibration) -> list[str]:
    found = tastes.acceptance
    lines = [
        f"{found.model} fitted on the first {found.n_known:,} purchases, and the market run on the log's"
        f" own offers, {found.replications} times:",
        f"  {'statistic':<20}{'log':>8}{'error':>8}{'simulated':>11}{'distance':>10}",
    ]
    return lines + [
        f"  {row.statistic:<20}{row.observed.value:>8.3f}{row.observed.standard_error:>8.3f}"
        f"{row.simulated:>11.3f}{row.distance:>10.2f}  {row.verdict}"
        for row in found.rows
    ]
