"""Dates as English and French pages write them, to ISO 8601.

Only whole dates, with a day, a month and a year, and only where the order of day and month is
certain: a wrong date is worse than none. `03/04/2022` is read day first beside French words (`le`,
`publié`) or where a French rule found it; otherwise it is ambiguous and left.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

__all__ = ["iso_date"]

_MONTHS = (
    ("january", "jan", "janvier", "janv"),
    ("february", "feb", "fevrier", "fevr", "fev"),
    ("march", "mar", "mars"),
    ("april", "apr", "avril", "avr"),
    ("may", "mai"),
    ("june", "jun", "juin"),
    ("july", "jul", "juillet", "juil"),
    ("august", "aug", "aout"),
    ("september", "sept", "sep", "septembre"),
    ("october", "oct", "octobre"),
    ("november", "nov", "novembre"),
    ("december", "dec", "decembre"),
)
_MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"

# The separators are bounded: a hostile run of spaces costs no more than any other text.
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"\b{_DAY}[ .-]{{1,2}}{_MONTH},?[ .-]{{1,2}}{_YEAR}",
        rf"\b{_MONTH}[ ]{{1,2}}{_DAY},?[ ]{{1,2}}{_YEAR}",
    )
)
_NUMERIC = re.compile(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>(?:19|20)\d\d)\b")
_TIME = re.compile(
    r"^(?:t|\W{0,3}(?:at |a )?)\W{0,2}(?P<hour>\d{1,2})(?:[:h]| h )(?P<minute>\d\d)?"
    r"(?: ?(?P<half>[ap])\.?m\b)?"
)
_FRENCH = re.compile(r"\b(?:le|publie|mis a jour|modifie|du)\b")


def iso_date(text: str, *, rule: str = "") -> str | None:
    """The first whole date in a short text, or None.

    rule: the id of the rule that read it, if one did: French ones, `fr.*`, name the day first.

    As `YYYY-MM-DD`, or with `THH:MM` if a time of day follows it directly.

    >>> iso_date("Par News Desk, le 27 octobre 2022")
    '2022-10-27'
    >>> iso_date("Wednesday, March 1st, 2023 at 4:05 pm")
    '2023-03-01T16:05'
    >>> iso_date("04/05/2022") is None, iso_date("publié le 04/05/2022")
    (True, '2022-05-04')
    """
    folded = _fold(text)
    found = [match for form in _FORMS if (match := form.search(folded))]
    if not found:
        numeric = _NUMERIC.search(folded)
        if numeric is None or not (rule.startswith("fr.") or _is_certain(numeric, folded)):
            return None
        found = [numeric]
    first = min(found, key=re.Match.start)
    day, month = first["day"], first["month"]
    if month.isdigit() and int(month) > 12:  # 12/25/2020: month first
        day, month = month, day
    number = int(month) if month.isdigit() else _MONTH_NUMBER[month]
    try:
        written = date(int(first["year"]), number, int(day)).isoformat()
    except ValueError:
        return None
    return written + _time(folded[first.end() :])


def _is_certain(match: re.Match[str], text: str) -> bool:
    """The order is certain when one of the two cannot be a month, or in a French phrase."""
    return max(int(match["day"]), int(match["month"])) > 12 or _FRENCH.search(text) is not None


def _time(after: str) -> str:
    match = _TIME.match(after)
    if match is None:
        return ""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    return f"T{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _fold(text: str) -> str:
    """Lower case, without accents, plain spaces."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if ord(char) not in _ACCENTS)
    return re.sub(r"\s", " ", bare).lower()


_ACCENTS = range(0x300, 0x370)
