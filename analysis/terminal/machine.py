"""Results for machines: JSON that any reader can read."""

import json
import math
from typing import Any


def json_text(content: Any) -> str:
    """Return values as JSON with sorted keys, and null where a number is undefined."""
    return json.dumps(
        _without_nan(content),
        indent=1,
        sort_keys=True,
        ensure_ascii=False,
        allow_nan=False,
        default=str,
    )


def _without_nan(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _without_nan(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_without_nan(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content
