"""Small logs and files for the tests of calibration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.calibration.log import ChoiceLog, SourceFile


def all_of(log: ChoiceLog) -> np.ndarray:
    """Return the rows of every purchase."""
    return np.ones(log.n_purchases, dtype=bool)


def log_of(
    histories: Mapping[str, Sequence[str]],
    attributes: Mapping[str, np.ndarray] | None = None,
    times: np.ndarray | None = None,
) -> ChoiceLog:
    """Return a log of histories (customer to firms in order) and (n, J) tables of attributes."""
    attributes = attributes or {}
    firms = tuple(sorted({firm for history in histories.values() for firm in history}))
    choice = [firms.index(firm) for history in histories.values() for firm in history]
    lengths = [len(history) for history in histories.values()]
    shape = (len(choice), len(firms), 0)
    return ChoiceLog(
        firms=firms,
        customer_ids=tuple(histories),
        customer=np.repeat(np.arange(len(lengths)), lengths),
        choice=np.array(choice),
        attribute_names=tuple(attributes),
        attributes=np.stack(list(attributes.values()), axis=2) if attributes else np.empty(shape),
        price_unit="$",
        times=times,
        sources=(SourceFile("made.csv", "0" * 64, len(choice)),),
        warnings=(),
    )


@dataclass(frozen=True)
class Truth:
    """The coefficients that a simulated market really has."""

    constants: tuple[float, ...] = (0.0, 0.8, -0.4)
    price: float = -1.5
    feature: float = 0.7
    loyalty: float = 3.0
    smoothing: float = 0.75


def simulated_log(
    truth: Truth, n_customers: int = 150, n_own: int = 25, seed: int = 1
) -> ChoiceLog:
    """Return purchases of a market that follows the model exactly (first_brand rule)."""
    generator = np.random.default_rng(seed)
    n_firms = len(truth.constants)
    n = n_customers * n_own
    price = np.round(generator.uniform(1.0, 3.0, (n, n_firms)), 2)
    feature = (generator.random((n, n_firms)) < 0.2).astype(float)
    utility = np.array(truth.constants) + truth.price * price + truth.feature * feature
    utility += generator.gumbel(size=(n, n_firms))
    histories: dict[str, list[str]] = {}
    row = 0
    for customer in range(n_customers):
        history: list[int] = []
        loyalty = np.zeros(n_firms)
        for position in range(n_own):
            firm = int(np.argmax(utility[row] + truth.loyalty * loyalty))
            bought = np.eye(n_firms)[firm]
            if position == 0:
                loyalty = (1 - truth.smoothing) / (n_firms - 1) * (1 - bought)
                loyalty += truth.smoothing * bought
            else:
                loyalty = truth.smoothing * loyalty + (1 - truth.smoothing) * bought
            history.append(firm)
            row += 1
        histories[f"c{customer:03d}"] = ["ABCDEFG"[firm] for firm in history]
    return log_of(histories, {"price": price, "feature": feature})


def write(path: Path, text: str) -> Path:
    """Write a file and return its path."""
    path.write_text(text, encoding="utf-8")
    return path


def write_log(folder: Path, log: ChoiceLog) -> tuple[Path, Path]:
    """Write a log as events.csv (dated, one purchase a week) and offers.csv (by occasion)."""
    start = np.datetime64("2024-01-01")
    events = ["customer_id,date,firm"]
    offers = [",".join(["occasion", "firm", *log.attribute_names])]
    for row in range(log.n_purchases):
        date = start + 7 * int(log.position[row])
        events.append(f"{log.customer_ids[log.customer[row]]},{date},{log.firms[log.choice[row]]}")
        offers += [
            ",".join([str(row + 1), firm, *(repr(float(x)) for x in log.attributes[row, code])])
            for code, firm in enumerate(log.firms)
        ]
    return (
        write(folder / "events.csv", "\n".join(events) + "\n"),
        write(folder / "offers.csv", "\n".join(offers) + "\n"),
    )
