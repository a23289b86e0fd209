"""How a parameter is declared: once, with everything anybody wants to know about it.

Validation, `describe`, the reference table in the docs, the JSON Schema and the uncertain draws of
a comparison all read the declaration made here; none of them keeps a list of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

if TYPE_CHECKING:
    from pydantic.config import JsonDict

Grade = Literal["V", "V2", "M", "P", "S", "D"]
Period = Literal["week", "month", "year"]
Conversion = Literal["hazard", "linear", "carry"]

GRADES: dict[str, str] = {
    "V": "number read in a retrieved source",
    "V2": "number read only in a secondary page",
    "M": "from memory, not verified: a starting value",
    "P": "exercised in a prototype of these equations",
    "S": "from the source documents",
    "D": "design choice (assumption)",
}

SHARE = (0.0, 1.0)
POINTS = (0.0, 100.0)
PERIOD_DAYS: dict[str, float] = {"week": 7.0, "month": 30.0, "year": 365.0}


class Block(BaseModel):
    """A frozen group of parameters; an unknown key, a NaN or a wrong type is an error."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        populate_by_name=True,
    )


@dataclass(frozen=True)
class Declaration:
    """What is known about one parameter.

    Attributes
    ----------
    path : str
        Dotted path inside its block, as in the file.
    default : Any
        Value when a scenario says nothing; a required parameter has `...`.
    bounds : tuple[float | None, float | None]
        What a scenario may say; None where a side is open.
    plausible : tuple[float, float] | None
        Where the literature or the authors would look: sensitivity analyses draw from it.
    per, conversion : str | None
        Reference period of a rate and how it is converted to a step.
    """

    path: str
    default: Any
    meaning: str
    symbol: str
    unit: str
    bounds: tuple[float | None, float | None]
    plausible: tuple[float, float] | None
    grade: str
    source: str
    per: str | None
    conversion: str | None


def parameter(  # noqa: PLR0913  a declaration states many facts, each by name
    default: Any,
    *,
    unit: str,
    bounds: tuple[float | None, float | None] = (None, None),
    plausible: tuple[float, float] | None = None,
    symbol: str = "",
    grade: Grade = "D",
    source: str = "assumption",
    per: Period | None = None,
    conversion: Conversion | None = None,
) -> Any:
    """Return the declaration of one parameter, for the right-hand side of a `Block` field.

    Parameters
    ----------
    default : Any
        Value when a scenario says nothing; `...` makes the parameter required.
    unit : str
        Plain unit ("logit per 10 points", "share", "months").
    bounds : tuple[float | None, float | None]
        Smallest and largest value a scenario may state.
    plausible : tuple[float, float] | None
        Range that an uncertain draw covers; None keeps the parameter fixed there.
    symbol, grade, source : str
        Symbol in the equations, evidence grade of the default (see `GRADES`), and where it is from.
    per, conversion : str | None
        Reference period and conversion rule of a rate: `hazard`, `linear` or `carry`.
    """
    about: JsonDict = {
        "symbol": symbol,
        "unit": unit,
        "plausible": [*plausible] if plausible else None,
        "grade": grade,
        "source": source,
        "per": per,
        "conversion": conversion,
    }
    return Field(default, ge=bounds[0], le=bounds[1], json_schema_extra={"about": about})


def declarations(block: type[Block], prefix: str = "") -> Iterator[Declaration]:
    """Yield the declaration of every parameter of a block, nested blocks included."""
    for name, field in block.model_fields.items():
        path = prefix + name
        nested = nested_block(field)
        if nested is not None:
            yield from declarations(nested, path + ".")
            continue
        extra = field.json_schema_extra
        if not isinstance(extra, dict) or "about" not in extra:
            continue
        about: Any = extra["about"]
        yield Declaration(
            path=path,
            default=... if field.is_required() else field.default,
            meaning=(field.description or "").strip(),
            bounds=bounds_of(field),
            plausible=tuple(about["plausible"]) if about["plausible"] else None,
            **{
                key: about[key]
                for key in ("symbol", "unit", "grade", "source", "per", "conversion")
            },
        )


def nested_block(field: FieldInfo) -> type[Block] | None:
    """Return the block class of a field that holds a block, else None."""
    for candidate in (field.annotation, *get_args(field.annotation)):
        if isinstance(candidate, type) and issubclass(candidate, Block):
            return candidate
    return None


def per_step(value: float, declaration: Declaration, step_days: float) -> float:
    """Return a parameter stated per its reference period, converted to one step.

    Hazards compound, Poisson means and flows are linear, carries decay geometrically; anything
    without a reference period (per experience, per purchase, a weight) is returned unchanged.

    Parameters
    ----------
    value : float
        The value as the scenario states it, per `declaration.per`.
    declaration : Declaration
        The parameter's declaration.
    step_days : float
        Length of a step, days.
    """
    if declaration.per is None:
        return value
    periods = step_days / PERIOD_DAYS[declaration.per]
    if declaration.conversion == "hazard":
        return float(1.0 - (1.0 - value) ** periods)
    if declaration.conversion == "carry":
        return float(value**periods)
    return value * periods


def bounds_of(field: FieldInfo) -> tuple[float | None, float | None]:
    """Return the least and the greatest value that a field may have; None where it has no end."""
    low = next((m.ge for m in field.metadata if getattr(m, "ge", None) is not None), None)
    high = next((m.le for m in field.metadata if getattr(m, "le", None) is not None), None)
    return low, high
