"""Reading numerals: Arabic and Chinese, with 万 and 亿."""

from __future__ import annotations

import re
from decimal import Context, Decimal, InvalidOperation

__all__ = ["LONGEST", "parse_number", "plain"]

LONGEST = 24
"""Digits of the longest number: China's money and people need 15, a code or a run of noise may have any."""

_WIDE = Context(prec=3 * LONGEST)  # a number with its scales and its unit's
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟俩仨", "一二三四五六七八九十百千二三")
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_ARABIC = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)([十百千万亿]*)")


def parse_number(words: str) -> Decimal:
    """The value of a numeral, with its scale. `words` is folded text without unit or bounding words.

    Raises ValueError for words that are no numeral, or one of more than `LONGEST` digits.

    >>> parse_number("1.2万"), parse_number("二十三"), parse_number("两千三百"), parse_number("二〇二一")
    (Decimal('12000'), Decimal('23'), Decimal('2300'), Decimal('2021'))
    """
    words = words.strip().translate(_FORMAL)
    if sum(c.isdecimal() or c in _DIGITS for c in words) > LONGEST or len(words) > 3 * LONGEST:
        raise ValueError(f"longer than a number: {words[:40]!r}")
    value = _value(words)
    if value.adjusted() >= LONGEST:
        raise ValueError(f"larger than a number: {words!r}")
    return plain(value)


def _value(words: str) -> Decimal:
    if found := _ARABIC.fullmatch(words):
        value = Decimal(found[1].replace(",", ""))
        for scale in found[2]:
            value *= _SMALL.get(scale) or _LARGE[scale]
        return value
    if not words or set(words) - set(_DIGITS) - set(_SMALL) - set(_LARGE) - {"点", "半"}:
        raise ValueError(f"no numeral: {words!r}")
    whole, point, rest = words.partition("点")
    if not point:
        return Decimal(_whole(whole))
    scale = 1
    while rest and rest[-1] in _LARGE:
        scale *= _LARGE[rest[-1]]
        rest = rest[:-1]
    try:
        fraction = Decimal(f"0.{''.join(str(_DIGITS[c]) for c in rest)}")
    except (KeyError, InvalidOperation) as e:
        raise ValueError(f"no numeral: {words!r}") from e
    return (_whole(whole) + fraction) * scale


def plain(value: Decimal) -> Decimal:
    """Without exponent and without zeros behind the point, so that equal values print alike.

    >>> str(plain(Decimal("1.20E+3"))), str(plain(Decimal("3.10")))
    ('1200', '3.1')
    """
    value = value.normalize(_WIDE)
    return value.quantize(Decimal(1), context=_WIDE) if value == value.to_integral_value() else value


def _whole(words: str) -> int:
    """A whole Chinese numeral: by place (二〇二一), or by scale (两千三百, 一万二)."""
    if words and not set(words) - set(_DIGITS):
        return int("".join(str(_DIGITS[c]) for c in words))
    total = section = digit = 0
    last = 1
    for char in words:
        if char in _DIGITS:
            digit = _DIGITS[char]
            last = last if digit else 1
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit, last = 0, _SMALL[char]
        elif char in _LARGE:
            if char == "万":  # 一亿二千万 adds, 二万亿 multiplies at 亿
                total += (section + digit) * _LARGE[char]
            else:
                total = (total + section + digit) * _LARGE[char]
            section, digit, last = 0, 0, _LARGE[char]
        else:
            raise ValueError(f"no numeral: {words!r}")
    # 一万二 is 12,000 and 两千三 is 2,300: a last digit counts in tenths of the scale before it.
    tail = digit * (last // 10) if digit and last >= 100 and "零" not in words[-2:] else digit
    return total + section + tail
