"""Where the sentences of a block of English or French text begin and end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from normtext.stages.segment_sentences.abbreviations import WordLists
from normtext.stages.segment_sentences.stops import Stop, ends_sentence

WINDOW = 24
"""How many code points before a stop are looked at: the longest abbreviation of the data has 9, and
what opens before it (bracket, quote, elided article) needs a few more."""

BULLET = 2
"""How many code points of bullet and space may stand before the number of a list item."""

_EMOJI = (
    "\u2600-\u26ff\u270a-\u270d\u2728\u2763\u2764\u2b50\U0001f000-\U0001faff"
    "\N{VARIATION SELECTOR-16}\N{ZERO WIDTH JOINER}"
)
_MARK = "[.!?…‼⁇⁈⁉‽]"
# Every repeat is possessive and a match never fails once a mark is found, so each character is read
# once: a search that could fail at the end of a run of marks would start again inside it. The mark
# is written out before its repeat because the search then skips to it fast.
_MARKS = re.compile(
    rf"({_MARK}{_MARK}*+)"
    r"("
    r"(?:[\"”’')\]*_]|\s?[»›]|\s\))*+"  # what closes
    rf"(?:\s?(?:[{_EMOJI}]++|[:;]-?[)(DP](?!\S)))*+"  # emoji comment on what stands before them
    r"(?:[¹²³⁰⁴-⁹]|\s?\[\d{1,3}\])*+"  # footnote marks
    r")"
)
_OPENING = "«“„‘‹\"'(["
_AFTER = re.compile(
    rf"\s*+((?:[{re.escape(_OPENING)}*_¿¡]\s?|[-–—•]\s?){{0,8}}+)"  # what opens
    r"(\w{0,20}+)"  # the next word
    r"((?:-(?:t-)?(?:il|elle|on|ils|elles|je|tu|nous|vous)\b)?+)"  # its inverted subject
)
_BEFORE = _OPENING + "*_–—•/"
_APOSTROPHE = re.compile("['\N{RIGHT SINGLE QUOTATION MARK}]")


@dataclass(frozen=True, slots=True)
class SentenceSplitter:
    """Finds the sentences of a block by rules over the marks that may end one.

    Why rules: they did better than the peers that `benchmarks/quality_sentences.py` measures, each
    decision can be read in `stops.RULES`, and the same text always gives the same sentences.
    Left alone on purpose: line breaks (a block holds none; one counts as white space), colons and
    semicolons, and headings that run into the next sentence without a mark. The cost of being
    wrong: a translation or a language guess over half a sentence or two of them; no text is lost.

    >>> splitter = SentenceSplitter.load()
    >>> text = "M. Dupont dort. Mr. Smith left the U.S. He sleeps!"
    >>> [text[start:end] for start, end in splitter.split(text)]
    ['M. Dupont dort.', 'Mr. Smith left the U.S.', 'He sleeps!']
    """

    words: WordLists = field(default_factory=WordLists.load)

    @classmethod
    def load(cls) -> SentenceSplitter:
        """A splitter with the abbreviations of every language that the library knows."""
        return cls(WordLists.load())

    def split(self, text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
        """The sentences of the block `text[start:end]`, as half-open spans in code points.

        The spans index `text`. They are not empty, in order, and neither begin nor end with white
        space (`str.isspace`); between them and around them there is nothing but white space. Only
        the block is read: what stands before `start` or after `end` changes nothing. The time
        grows with the length of the block, whatever it holds.

        >>> SentenceSplitter.load().split("Titre : « Oui ! » Non ?  Si. ", 8)
        [(8, 17), (18, 23), (25, 28)]
        >>> SentenceSplitter.load().split("  ")
        []
        """
        begin, end = _trimmed(text, start, len(text) if end is None else end)
        spans: list[tuple[int, int]] = []
        if begin == end:
            return spans
        item = 0  # the number of the last list item, 0 for none
        quotes, counted = 0, begin  # straight quotes before `counted`
        for found in _MARKS.finditer(text, begin, end):
            stop_end = found.end()
            if stop_end == end or not (
                text[stop_end].isspace()
                or self._is_glued(text, begin, found.start(), stop_end, end)
            ):
                continue
            mark, closing = found.groups()
            if text.startswith('"', stop_end + 1, end - 1) and text[stop_end + 2].isspace():
                # French print puts spaces inside straight quotes: only counting tells the sides.
                quotes += text.count('"', counted, stop_end)
                counted = stop_end
                if quotes % 2:
                    stop_end += 2
                    closing += '"'
            after = _AFTER.match(text, stop_end, end)
            assert after is not None, "it matches the empty text"
            word, first = _word_before(text, begin, found.start())
            kind = self.words.kind(word if mark == "." else word + mark)
            if mark != "." or closing or kind is not None or not _is_plain(word, after):
                opening, following, inverted = after.groups()
                at, next_at, next_end = found.start(), *after.span(2)
                numbered = item > 0 and word == str(item + 1)
                if (first or numbered) and len(word) <= 3 and word.isdecimal():
                    item = int(word)
                stop = Stop(
                    mark,
                    closing,
                    word,
                    kind,
                    at > begin and text[at - 1] in "([",
                    first,
                    numbered,
                    opening,
                    text[next_at] if next_at < end else "",
                    following,
                    self.words.opens(following, text[next_end : min(next_end + 2, end)]),
                    inverted != "" or following in self.words.reporting,
                )
                if not ends_sentence(stop):
                    continue
            spans.append((begin, stop_end))
            begin = after.start(1)
        spans.append((begin, end))
        return spans

    def _is_glued(self, text: str, begin: int, at: int, stop_end: int, end: int) -> bool:
        """Whether the white space was lost after a stop: "the end.The lights".

        Names are written so too ("Node.Js"), so lower case must stand before it and an opener with
        a capital after.
        """
        if not text[stop_end].isupper():
            return False
        before = text[max(begin, at - 2) : at].rstrip()[-1:]
        after = _AFTER.match(text, stop_end, end)
        assert after is not None, "it matches the empty text"
        word, rest = after[2], text[after.end(2) : min(after.end(2) + 2, end)]
        if not before.islower() or not (word[1:].islower() or len(word) == 1):
            return False
        return rest[:1] in (" ", "'", "\N{RIGHT SINGLE QUOTATION MARK}") and self.words.opens(
            word, rest
        )


def _is_plain(word: str, after: re.Match[str]) -> bool:
    """Whether no rule can have an opinion of a full stop: an ordinary word, then a capital.

    In news this is more than half of the stops, so it is asked first; a test holds it to the rules.
    Words of up to 4 letters are left to the rules, which may see a roman numeral in them.
    """
    return len(word) > 4 and word.isalpha() and not after[1] and after[2][:1].isupper()


def _word_before(text: str, begin: int, at: int) -> tuple[str, bool]:
    """The word before the mark at `at`, and whether it is the first of the sentence."""
    since = max(begin, at - WINDOW)
    before = text[since:at].rstrip()
    piece = before.rsplit(None, 1)[-1] if before else ""
    first = since + len(before) - len(piece) - begin <= BULLET
    word = piece.lstrip(_BEFORE)
    if "'" in word or "\N{RIGHT SINGLE QUOTATION MARK}" in word:
        word = _APOSTROPHE.split(word)[-1]
    return word, first


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end
