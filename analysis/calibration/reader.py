"""From the files of a purchase log to a checked `ChoiceLog`."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.calibration.events import read_events
from analysis.calibration.import_checks import (
    check_coupon_prices,
    check_one_purchase_customers,
    check_paid_prices,
    check_twin_columns,
    estimable_attributes,
)
from analysis.calibration.log import ChoiceLog, FloatArray, IntArray
from analysis.calibration.offers import Offers, read_offers


def read_log(events_path: Path, offers_path: Path | None = None) -> ChoiceLog:
    """Return the purchases of a file, with the offers that were made at each.

    Parameters
    ----------
    events_path : Path
        Purchases; the columns are those of the module `events`.
    offers_path : Path, optional
        Offers of all firms; columns and matching are those of the module `offers`. Without it,
        loyalty is estimated but not the response to price and promotion.

    Raises
    ------
    LogError
        If a file breaks a rule of its format; one sentence says which, where and what remains
        possible. Whether the order inside customers can be believed is asked later, by
        `require_order`, because shares do not need it.
    """
    events = read_events(events_path)
    offers = None if offers_path is None else read_offers(offers_path, events)
    warnings = list(events.warnings) + check_twin_columns(events.source.name, events.numbers)
    names: tuple[str, ...] = ()
    attributes = np.empty((len(events.choice), len(events.firms), 0))
    if offers is None:
        warnings.append(
            "No offers were given: the response to price and promotion is not estimated, because"
            " a price on a purchase says nothing of the firms that were not bought."
        )
    else:
        warnings += _offer_warnings(offers, events.numbers.get("price"), events.choice)
        kept, sentences = estimable_attributes(
            offers.source.name, offers.attribute_names, offers.attributes
        )
        warnings += sentences
        names = tuple(offers.attribute_names[index] for index in kept)
        # Sums follow the layout in memory: one layout gives one result to the last bit.
        attributes = np.ascontiguousarray(offers.attributes[:, :, list(kept)])
    log = ChoiceLog(
        firms=events.firms,
        customer_ids=events.customer_ids,
        customer=events.customer,
        choice=events.choice,
        attribute_names=names,
        attributes=attributes,
        price_unit="price unit of the file",
        times=events.times,
        sources=(events.source,) if offers is None else (events.source, offers.source),
        warnings=tuple(warnings),
        is_shared=None if offers is None else offers.is_shared,
    )
    return with_checks(log)


def with_checks(log: ChoiceLog) -> ChoiceLog:
    """Return the log with the warnings that any log gets, wherever it came from."""
    found = check_one_purchase_customers(log) + check_coupon_prices(log)
    return replace(log, warnings=(*log.warnings, *found))


def _offer_warnings(offers: Offers, paid: FloatArray | None, choice: IntArray) -> list[str]:
    """Return the warnings of reading the offers, and of prices that disagree with them."""
    warnings = list(offers.warnings)
    if "price" not in offers.attribute_names:
        warnings.append(
            f"{offers.source.name}: has no column price, so that neither the response to price nor"
            " the worth of loyalty in money is estimated."
        )
    elif paid is not None:
        offered = offers.attributes[:, :, offers.attribute_names.index("price")]
        warnings += check_paid_prices(paid, offered, choice)
    return warnings
