"""The rules that decide whether a stop ends a sentence.

A stop is a run of end marks (`.`, `?!`, `…`) with white space after it. The splitter describes it
as a `Stop`; the rules read that description, never the text, so each costs the same however long
the text is. The first rule that has an opinion decides; where none has one, the sentence ends.

To add a rule: write a function with its reason as docstring, and a row of `RULES` with an example
that the rule decides (a test checks that it does). To add an abbreviation: see
`lang/*/abbreviations.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from normtext.stages.segment_sentences.abbreviations import Kind


class Stop(NamedTuple):
    """A run of end marks in its surroundings: all that the rules may look at."""

    mark: str
    """The marks alone: `.`, `...`, `?!`."""
    closing: str
    """What closes after them: quotes, brackets, emoji, footnote marks."""
    word: str
    """The word before the mark, without opening quotes or an elided article; may be empty."""
    kind: Kind | None
    """What the abbreviation data says about `word` with this mark."""
    bracketed: bool
    """The mark follows an opening bracket."""
    first: bool
    """Nothing but `word` and a bullet stands in the sentence so far."""
    numbered: bool
    """`word` is the next number of an enumeration."""
    opening: str
    """What opens after the white space: quotes, brackets, dashes, bullets."""
    char: str
    """The character after that; may be empty."""
    following: str
    """The word that starts with `char`; may be empty."""
    opener: bool
    """`following` is a word that often opens a sentence ("The", "Il")."""
    reports: bool
    """`following` is a verb that reports speech ("asked", "demanda-t-il")."""

    @property
    def starts_anew(self) -> bool:
        """A capital, a quotation or a dash follows; a bracket or a digit does not count."""
        return self.char.isupper() if not self.opening else self.opening[0] not in "(["


Decision = Callable[[Stop], "bool | None"]


class StopRule(NamedTuple):
    """A rule and an example that it decides: sentences parted by `|`."""

    decide: Decision
    example: str


_CONTINUES = frozenset(",;:)]}!?»%/=.…")
_ENUMERATOR = re.compile(r"(?:\d{1,3}(?:\.\d{1,2}){0,3}|[^\W\d_]|[ivx]{1,4}|[IVX]{1,4})\Z")
_CODE = re.compile(r"[IVXLC]+\Z|[A-Z]{1,3}\d|[A-Z]\Z")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.[-\N{NON-BREAKING HYPHEN}]?){1,9}[^\W\d_]{1,2}\Z")
_WORD = re.compile(r"[^\W_]*[aeiouyàâäáéèêëíîïóôöúùûüœæ\d]", re.IGNORECASE)


def leads(stop: Stop) -> bool | None:
    """Marks at the head of a sentence, or alone in brackets, end nothing."""
    return False if stop.bracketed or (stop.first and not stop.word) else None


def goes_on(stop: Stop) -> bool | None:
    """A comma, a closing bracket or another mark follows: the sentence goes on to it."""
    return False if stop.char in _CONTINUES and stop.opening[:1] not in ("(", "[") else None


def enumerates(stop: Stop) -> bool | None:
    """A number or a letter at the head of a sentence counts an item of a list."""
    if stop.mark != ".":
        return None
    return False if stop.numbered or (stop.first and _ENUMERATOR.match(stop.word)) else None


def announces(stop: Stop) -> bool | None:
    """At the head of a sentence "P.S." announces it."""
    return False if stop.kind == "announces" and stop.first else None


def never_ends(stop: Stop) -> bool | None:
    """A title stands before a name, "e.g." before its example."""
    return False if stop.kind in ("before_name", "never_final") else None


def numbers(stop: Stop) -> bool | None:
    """A number, a roman numeral or a letter code belongs to the abbreviation before it."""
    if stop.kind not in ("before_number", "months"):
        return None
    return stop.starts_anew and (stop.opener or not _CODE.match(stop.following))


def capital_ends(stop: Stop) -> bool | None:
    """After "etc." any capital starts a sentence."""
    return stop.starts_anew if stop.kind == "before_lower" else None


def opener_ends(stop: Stop) -> bool | None:
    """After an initial, an acronym or "Inc." a capital may be a name: an opener is none."""
    word = stop.word
    if stop.mark != "." or not (
        stop.kind == "may_end"
        or (len(word) == 1 and word.isupper())
        or ("." in word and _ACRONYM.match(word))
    ):
        return None
    return stop.starts_anew and (stop.opener or stop.opening != "")


def runs_on(stop: Stop) -> bool | None:
    """Some names hold a mark: "Yahoo!"."""
    return stop.starts_anew and stop.opener if stop.kind == "marked_names" else None


def quoted(stop: Stop) -> bool | None:
    """Lower case after a closed quotation or bracket continues it."""
    return False if stop.closing and stop.char.islower() else None


def trails_off(stop: Stop) -> bool | None:
    """After an ellipsis lower case or a number continues the sentence."""
    ellipsis = stop.mark != "." and not stop.mark.strip(".…")
    continued = stop.char.islower() or (stop.char.isdecimal() and not stop.opening)
    return False if ellipsis and continued else None


def reported(stop: Stop) -> bool | None:
    """After an interjection, or before a verb that reports the question, lower case goes on."""
    goes_on = stop.kind == "interjections" or (stop.reports and stop.mark != ".")
    return False if goes_on and stop.char.islower() else None


def lower_case(stop: Stop) -> bool | None:
    """Careless writers begin with lower case, but only after a word: "Kft." is none."""
    if not stop.char.islower():
        return None
    if stop.mark != ".":
        return not stop.opening
    if stop.opening[:1] in ("(", "-", "–", "—", "•", ""):
        return len(stop.word) > 1 and _WORD.match(stop.word) is not None
    return False


RULES = (
    StopRule(leads, "... Il dit (...) Rien.| Then (!) Nothing."),
    StopRule(goes_on, "He came (late!) , then left."),
    StopRule(enumerates, "1. First item.| 2. Second item."),
    StopRule(announces, "P.S. I sleep."),
    StopRule(never_ends, "Selon M. Dupont, oui."),
    StopRule(numbers, "See fig. 5 and p. XIV now."),
    StopRule(capital_ends, "Du pain, etc. et du vin, etc.| Marie rit."),
    StopRule(opener_ends, "J. K. Rowling left the U.S.| The book stayed."),
    StopRule(runs_on, "Yahoo! Inc. fell."),
    StopRule(quoted, "« Quoi ! » dit Paul."),
    StopRule(trails_off, "Rien... puis… 30 francs."),
    StopRule(reported, "Quoi ? demanda-t-il."),
    StopRule(lower_case, "i left.| it was by Collab Kft. in May."),
)


_DECISIONS = tuple(rule.decide for rule in RULES)


def deciding_rule(stop: Stop) -> tuple[StopRule | None, bool]:
    """The rule that decides, None where none has an opinion, and whether the sentence ends."""
    for rule in RULES:
        decision = rule.decide(stop)
        if decision is not None:
            return rule, decision
    return None, True


def ends_sentence(stop: Stop) -> bool:
    """Whether a sentence ends at the stop."""
    for decide in _DECISIONS:
        decision = decide(stop)
        if decision is not None:
            return decision
    return True
