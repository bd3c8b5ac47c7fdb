"""What a number may be: at most 15 significant digits and 6 decimals, so that both databases keep it exactly."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import AfterValidator

MAX_DIGITS = 15
MAX_DECIMALS = 6
_STEP = Decimal(1).scaleb(-MAX_DECIMALS)


def check_number(value: Decimal) -> Decimal:
    """Return the number as it is, or raise ValueError with a sentence that names it and the limit."""
    bare = value.normalize()
    exponent = int(bare.as_tuple().exponent)
    digits = len(bare.as_tuple().digits) + max(exponent, 0)
    if digits > MAX_DIGITS:
        raise ValueError(f"The number {value:f} has {digits} digits; at most {MAX_DIGITS} can be kept.")
    if -exponent > MAX_DECIMALS:
        raise ValueError(f"The number {value:f} has {-exponent} decimals; at most {MAX_DECIMALS} can be kept.")
    if bare.adjusted() >= MAX_DIGITS - 1:
        raise ValueError(f"The number {value:f} is too large; at most {MAX_DIGITS - 1} digits before the point.")
    return value


def to_six_decimals(value: Decimal) -> Decimal:
    """Return the number rounded half away from zero to what a table keeps."""
    return value.quantize(_STEP, rounding=ROUND_HALF_UP)


Number = Annotated[Decimal, AfterValidator(check_number)]
