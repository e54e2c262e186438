"""How a line reads once repaired: ftfy's reading, kept as the reference, and ours.

ftfy's stands unless ours is better by the character model, which is asked only where ftfy's still
shows damage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from normtext.edits import Edit, minimal_edit
from normtext.spans import Span
from normtext.stages.repair_encoding.misreading import CODECS, Chain
from normtext.stages.repair_encoding.signs import shows_damage
from normtext.stages.repair_encoding.traced import Traced

__all__ = ["repairs"]

_LONGEST = 2_000
"""Code points that are read together. Longer lines are cut, at a space if there is one near."""


class _Repaired(NamedTuple):
    """A line as it may have been, and the edits that lead there.

    sure: what made it leaves no doubt, however odd it looks: chance is not UTF-8 twice.
    """

    text: str
    edits: Callable[[], Iterator[Edit]]
    sure: bool = False


def repairs(line: str) -> Iterator[Edit]:
    """The edits that undo the damage of a line."""
    for start, end in _pieces(line):
        for edit in _repairs(line[start:end]):
            yield edit._replace(span=edit.span.shifted(start))


def _pieces(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    while len(line) - start > _LONGEST:
        cut = line.rfind(" ", start + _LONGEST // 2, start + _LONGEST) + 1 or start + _LONGEST
        yield start, cut
        start = cut
    yield start, len(line)


def _repairs(line: str) -> Iterator[Edit]:
    reference = _reference(line)
    doubtful = line == line.upper() or _is_doubtful(reference.text)
    return (_better(line, reference) if doubtful else reference).edits()


def _is_doubtful(text: str) -> bool:
    from normtext.stages.repair_encoding.likelihood import looks_odd

    return shows_damage(text) is not None or looks_odd(text)


def _better(line: str, reference: _Repaired) -> _Repaired:
    """Our reading of a line, where it costs less than ftfy's."""
    from normtext.stages.repair_encoding.likelihood import line_cost

    best, least = reference, line_cost(reference.text)
    for read in (_whole, _part):
        ours = read(line)
        cost = line_cost(ours.text)
        if ours.text != line and cost < least:
            best, least = ours, cost
            if not (shows_damage(ours.text) if ours.sure else _is_doubtful(ours.text)):
                break
    return best


def _reference(line: str) -> _Repaired:
    """As ftfy has it."""
    import ftfy

    text, steps = ftfy.fix_encoding_and_explain(line)
    if not steps:
        return _Repaired(line, lambda: iter(()))
    return _Repaired(text, lambda: _retraced(line, steps, _cause(steps)))


def _whole(line: str) -> _Repaired:
    """Every character misread in the same way."""
    from normtext.stages.repair_encoding.chains import undo_chain

    text, chain = undo_chain(line)
    steps = [step for name in chain for step in (("encode", CODECS[name]), ("decode", "utf-8"))]
    if not chain:
        return _Repaired(line, lambda: iter(()))
    return _Repaired(text, lambda: _retraced(line, steps, _name(chain)), sure=len(chain) > 1)


def _part(line: str) -> _Repaired:
    """Some characters misread, or damaged again afterwards."""
    from normtext.stages.repair_encoding.beam import read_line

    hits = read_line(line)
    at = 0
    text = ""
    for hit in hits:
        text += line[at : hit.start] + hit.text
        at = hit.end

    def edits() -> Iterator[Edit]:
        for hit in hits:
            span = Span(hit.start, hit.end)
            yield from minimal_edit(line, span, hit.text, f"mojibake.{hit.cause}")

    return _Repaired(text + line[at:], edits)


def _retraced(line: str, steps: Sequence[tuple[str, str]], rule: str) -> Iterator[Edit]:
    traced: Traced[str] | Traced[bytes] = Traced.of(line)
    for step in steps:
        traced = traced.after(*step)
    return traced.edits(line, rule)


_TIMES = ("", "", ".twice", ".thrice")


def _name(chain: Chain) -> str:
    return f"mojibake.{chain[0]}{_TIMES[len(chain)]}"


_NAMES = {
    **{f"sloppy-windows-{page}": f"mojibake.windows-{page}" for page in range(1250, 1258)},
    **{name: f"mojibake.{name}" for name in ("latin-1", "iso-8859-2", "macroman", "cp437")},
    "decode_inconsistent_utf8": "mojibake.inconsistent",
    "fix_c1_controls": "mojibake.c1",
}


def _cause(steps: Sequence[tuple[str, str]]) -> str:
    """The rule that names what ftfy's steps undo, after the first of them."""
    if steps[0][1] == "latin-1" and steps[1][1] == "windows-1252":
        return "mojibake.c1"
    rule = _NAMES[steps[0][1]]
    times = min(sum(operation == "encode" for operation, _ in steps), len(_TIMES) - 1)
    return rule + _TIMES[times] if rule.removeprefix("mojibake.") in CODECS else rule
