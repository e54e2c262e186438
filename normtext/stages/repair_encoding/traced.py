"""Text that knows where each of its units came from, through ftfy's steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import AnyStr, Generic

from normtext.edits import Edit, minimal_edit
from normtext.spans import Span

__all__ = ["Traced", "compose"]

_NONE: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True)
class Traced(Generic[AnyStr]):
    """`units` (characters or bytes), and for each the span of the line that it came from."""

    units: AnyStr
    spans: list[Span]

    @staticmethod
    def of(line: str) -> Traced[str]:
        return Traced(line, _spans(len(line))[:])

    def after(self, operation: str, argument: str) -> Traced[str] | Traced[bytes]:
        """The text after one step of an ftfy explanation."""
        if operation == "encode":
            assert isinstance(self.units, str)
            return Traced(self.units.encode(argument), self.spans)
        if operation == "decode":
            assert isinstance(self.units, bytes)
            return _decoded(self.units, self.spans, argument)
        return _FIXES[argument](self)

    def edits(self, line: str, rule: str, rules: Mapping[int, str] = _NONE) -> Iterator[Edit]:
        """The minimal edits that turn the line into this text.

        rules: of the units that `rule` does not explain, by their place in the text.
        """
        units, spans = self.units, self.spans
        assert isinstance(units, str)
        at = index = 0
        while index < len(units):
            start, end = spans[index]
            first = index
            if start == at and end == at + 1 and units[index] == line[at]:
                shared = index + 1 < len(units) and spans[index + 1].start < end
                if not shared:
                    at, index = end, index + 1
                    continue
            while index < len(units) and spans[index].start < end:  # all that overlaps is one unit
                end = max(end, spans[index].end)
                index += 1
            why = next((rules[unit] for unit in range(first, index) if unit in rules), rule)
            yield from minimal_edit(line, Span(at, end), units[first:index], why)
            at = end
        if at < len(line):
            yield from minimal_edit(line, Span(at, len(line)), "", rule)

    def replaced(
        self, pattern: re.Pattern[AnyStr], new: Callable[[re.Match[AnyStr]], AnyStr]
    ) -> Traced[AnyStr]:
        """`pattern.sub(new, units)`. Replacements of equal length map unit by unit."""
        empty = self.units[:0]
        pieces: list[AnyStr] = []
        spans: list[Span] = []
        at = 0
        for match in pattern.finditer(self.units):
            start, end = match.span()
            piece = new(match)
            pieces += (self.units[at:start], piece)
            spans += self.spans[at:start]
            if len(piece) == end - start:
                spans += self.spans[start:end]
            else:
                spans += [Span(self.spans[start].start, self.spans[end - 1].end)] * len(piece)
            at = end
        pieces.append(self.units[at:])
        return Traced(empty.join(pieces), spans + self.spans[at:])


def compose(line: str, rounds: Sequence[Sequence[Edit]]) -> Iterator[Edit]:
    """One edit for each unit, of edits to a line and edits to what those made of it, and so on."""
    traced = Traced.of(line)
    rules: dict[int, str] = {}
    for edits in rounds:
        text = ""
        spans: list[Span] = []
        moved: dict[int, str] = {}
        at = 0
        for edit in edits:
            _keep(moved, rules, at, edit.span.start, len(text) - at)
            text += traced.units[at : edit.span.start]
            spans += traced.spans[at : edit.span.start]
            moved.update(dict.fromkeys(range(len(text), len(text) + len(edit.text)), edit.rule))
            text += edit.text
            first, last = traced.spans[edit.span.start], traced.spans[edit.span.end - 1]
            spans += [Span(first.start, last.end)] * len(edit.text)
            at = edit.span.end
        _keep(moved, rules, at, len(traced.units), len(text) - at)
        traced = Traced(text + traced.units[at:], spans + traced.spans[at:])
        rules = moved
    return traced.edits(line, rounds[-1][-1].rule, rules)


def _keep(moved: dict[int, str], rules: dict[int, str], start: int, end: int, by: int) -> None:
    """Rules of units that the round did not touch."""
    moved.update({unit + by: rules[unit] for unit in range(start, end) if unit in rules})


@lru_cache(maxsize=64)
def _spans(length: int) -> list[Span]:
    """One for each character of a line."""
    return [Span(at, at + 1) for at in range(length)]


def _decoded(units: bytes, spans: list[Span], encoding: str) -> Traced[str]:
    """Each character from the bytes that encode it. Single-byte encodings map one to one."""
    text = units.decode(encoding)
    if len(text) == len(units):
        return Traced(text, spans)
    out: list[Span] = []
    at = 0
    for char in text:
        if char < "\x80" and units[at] == ord(char):
            out.append(spans[at])
            at += 1
            continue
        width = 2 if char < "\u0800" else 3 if char < "\U00010000" else 4
        if char == "\0" and units[at] == 0xC0:  # Java's NUL
            width = 2
        elif width == 4 and units[at] == 0xED:  # CESU-8: a pair of surrogates, three bytes each
            width = 6
        out.append(Span(spans[at].start, spans[at + width - 1].end))
        at += width
    return Traced(text, out)


def _restore_byte_a0(traced: Traced[bytes]) -> Traced[bytes]:
    from ftfy.chardata import ALTERED_UTF8_RE
    from ftfy.fixes import A_GRAVE_WORD_RE

    spans: list[Span] = []
    at = 0
    for match in A_GRAVE_WORD_RE.finditer(traced.units):
        lead, space = match.span()[0], match.span()[0] + 1
        spans += traced.spans[at:space]
        spans += [traced.spans[space]] * 2  # the byte that became a space, and the space it is
        at = lead + 2
    units = A_GRAVE_WORD_RE.sub(b"\xc3\xa0 ", traced.units)
    widened = Traced(units, spans + traced.spans[at:])
    return widened.replaced(ALTERED_UTF8_RE, lambda match: match[0].replace(b" ", b"\xa0"))


def _replace_lossy_sequences(traced: Traced[bytes]) -> Traced[bytes]:
    from ftfy.chardata import LOSSY_UTF8_RE

    return traced.replaced(LOSSY_UTF8_RE, lambda _: "\ufffd".encode())


def _fix_c1_controls(traced: Traced[str]) -> Traced[str]:
    from ftfy.fixes import fix_c1_controls

    return Traced(fix_c1_controls(traced.units), traced.spans)


def _decode_inconsistent_utf8(traced: Traced[str]) -> Traced[str]:
    """Each sequence that looks like UTF-8, repaired by steps of its own."""
    import ftfy
    from ftfy.badness import is_bad
    from ftfy.chardata import UTF8_DETECTOR_RE

    pieces: list[str] = []
    spans: list[Span] = []
    at = 0
    for match in UTF8_DETECTOR_RE.finditer(traced.units):
        start, end = match.span()
        inner: Traced = Traced(match[0], traced.spans[start:end])  # type: ignore[type-arg]
        if len(match[0]) < len(traced.units) and is_bad(match[0]):
            for step in ftfy.fix_encoding_and_explain(match[0])[1] or ():
                inner = inner.after(*step)
        pieces += (traced.units[at:start], inner.units)
        spans += traced.spans[at:start] + inner.spans
        at = end
    return Traced("".join(pieces) + traced.units[at:], spans + traced.spans[at:])


_FIXES: dict[str, Callable[..., Traced[str] | Traced[bytes]]] = {
    "restore_byte_a0": _restore_byte_a0,
    "replace_lossy_sequences": _replace_lossy_sequences,
    "fix_c1_controls": _fix_c1_controls,
    "decode_inconsistent_utf8": _decode_inconsistent_utf8,
}
