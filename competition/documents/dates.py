"""Dates as they are written on Chinese documents."""

from datetime import date

_DIGITS = "〇一二三四五六七八九"


def chinese_date(day: date) -> str:
    """The date in Chinese numerals, as on certificates: 二〇二六年七月九日.

    Source: GB/T 15835, 出版物上数字用法: years digit by digit with 〇, months and days as numbers.
    """
    year = "".join(_DIGITS[int(digit)] for digit in f"{day.year:04d}")
    return f"{year}年{_number(day.month)}月{_number(day.day)}日"


def official_date(day: date) -> str:
    """The date as official papers have it: 2026年7月9日.

    Source: GB/T 9704-2012, 7.3.5.4: Arabic digits, months and days without a leading zero.
    """
    return f"{day.year}年{day.month}月{day.day}日"


def _number(value: int) -> str:
    tens, ones = divmod(value, 10)
    words = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return words + (_DIGITS[ones] if ones else "")
