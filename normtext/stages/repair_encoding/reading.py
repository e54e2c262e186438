"""How a line reads once repaired: ftfy's reading, kept as the reference, and ours.

ftfy's stands unless ours is better by the character model, which is asked only where ftfy's still
shows damage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from normtext.characters import beyond_ascii
from normtext.edits import Edit, minimal_edit
from normtext.spans import Span
from normtext.stages.repair_encoding.gate import AFTER, BEFORE
from normtext.stages.repair_encoding.misreading import CODECS, Chain
from normtext.stages.repair_encoding.signs import in_capitals, shows_damage, shows_mixup
from normtext.stages.repair_encoding.traced import Traced

__all__ = ["repairs"]

_LONGEST = 2_000
"""Code points that are read together. Longer lines are cut, at a space if there is one near."""


class _Repaired(NamedTuple):
    """A line as it may have been, and the edits that lead there.

    changes: whether there are any.
    sure: what made it leaves no doubt, however odd it looks: chance is not UTF-8 twice.
    extra: what it costs beyond its text, in 1/100 nat: damage besides the misreading.
    """

    text: str
    edits: Callable[[], Iterator[Edit]]
    changes: bool = True
    sure: bool = False
    extra: int = 0


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
    if not _may_be_utf8(line):
        return _mixed_up(line).edits()
    capitals = in_capitals(line)
    best = _plain(line)
    if best.changes and not capitals and not _is_doubtful(best.text):
        return best.edits()
    best = _reference(line)
    if best.changes and not capitals and _is_undamaged_foreign(best.text):
        return best.edits()
    if not best.changes or _is_doubtful(best.text) or capitals:
        best = _cheaper(_cheaper(best, _mixed_up(line)), _whole(line))
        if not best.sure and (capitals or _is_worth_a_search(line, best.text)):
            repaired = best.changes and not capitals and not shows_damage(best.text)
            best = _cheaper(best, _part(line), _REPAIRED if repaired else 0)
    return best.edits()


def _may_be_utf8(line: str) -> bool:
    """Whether some character of a line may be UTF-8 that was misread."""
    return shows_damage(line) or _is_bad_somewhere(line)


def _is_bad_somewhere(line: str) -> bool:
    return any(
        _is_bad(line[max(0, run.start() - BEFORE) : run.end() + AFTER])
        for run in _RUN.finditer(line)
    )


@lru_cache(maxsize=1 << 14)
def _is_bad(text: str) -> bool:
    from ftfy.badness import is_bad

    return is_bad(text)


def _is_doubtful(text: str) -> bool:
    """Whether a line still shows damage, has what no language has, or what ours have not."""
    from normtext.stages.repair_encoding.likelihood import ODD, WRONG, oddness, reads_as_ours

    if shows_damage(text):
        return True
    odd = oddness(text)
    return odd > WRONG or (odd > ODD and reads_as_ours(text))


def _is_undamaged_foreign(text: str) -> bool:
    """Whether a text is in a language of which our model knows nothing."""
    from normtext.stages.repair_encoding.likelihood import is_foreign

    return is_foreign(text) and not shows_damage(text) and not shows_mixup(text)


_MANY = 80
"""Characters beyond ASCII. The search takes some 30 microseconds for each."""


def _is_worth_a_search(line: str, text: str) -> bool:
    """Whether damage in parts of a line may explain what is odd in its best reading so far."""
    from normtext.stages.repair_encoding.likelihood import ODD, WRONG, oddness

    many = len(beyond_ascii(line)) > _MANY
    return shows_damage(text) or oddness(text) > (WRONG if many else ODD)


_REPAIRED = 250
"""In 1/100 nat: what a search must gain over a reading that shows no damage any more."""


def _cheaper(reference: _Repaired, ours: _Repaired, least: int = 0) -> _Repaired:
    """Our reading of a line, where it changes it and costs less than the other."""
    from normtext.stages.repair_encoding.likelihood import line_cost

    better = ours.changes and (
        line_cost(ours.text) + ours.extra + least < line_cost(reference.text)
    )
    return ours if better else reference


def _reference(line: str) -> _Repaired:
    """As ftfy has it."""
    import ftfy

    text, steps = ftfy.fix_encoding_and_explain(line)
    if not steps:
        return _Repaired(line, lambda: iter(()), changes=False)
    return _Repaired(text, lambda: _retraced(line, steps, _cause(steps)))


def _plain(line: str) -> _Repaired:
    """Every character misread in the same way, beyond doubt."""
    from normtext.stages.repair_encoding.chains import undo_plainly

    return _undone(line, *undo_plainly(line, _is_bad_somewhere))


def _whole(line: str) -> _Repaired:
    """Every character misread in the same way, as the model has it."""
    from normtext.stages.repair_encoding.chains import undo_chain
    from normtext.stages.repair_encoding.likelihood import reads_as_ours

    text, chain = undo_chain(line)
    if not chain or len(beyond_ascii(text)) >= _CERTAIN or _is_bad_somewhere(line):
        return _undone(line, text, chain)
    if not _ALONE.search(text) or (reads_as_ours(line) and not _STRANGE.search(text)):
        return _undone(line, text, chain)
    return _undone(line, line, ())


_CERTAIN = 3
"""Characters of several bytes that a line holds, one by chance, in any language."""


def _undone(line: str, text: str, chain: Chain) -> _Repaired:
    steps = [step for name in chain for step in (("encode", CODECS[name]), ("decode", "utf-8"))]
    if not chain:
        return _Repaired(line, lambda: iter(()), changes=False)
    return _Repaired(text, lambda: _retraced(line, steps, _name(chain)), sure=len(chain) > 1)


def _mixed_up(line: str) -> _Repaired:
    """All characters in one single-byte encoding and read as another."""
    from normtext.stages.repair_encoding.mixups import rule_of, undo_mixup

    mixup = undo_mixup(line)
    if mixup is None:
        return _Repaired(line, lambda: iter(()), changes=False)
    steps = [("encode", CODECS[mixup.read]), ("decode", CODECS[mixup.written])]
    rule = f"mojibake.{rule_of(mixup.written, mixup.read)}"
    return _Repaired(mixup.text, lambda: _retraced(line, steps, rule))


def _part(line: str) -> _Repaired:
    """Some characters misread, or damaged again afterwards."""
    from normtext.stages.repair_encoding.beam import read_line
    from normtext.stages.repair_encoding.likelihood import reads_as_ours

    hits = read_line(line) if reads_as_ours(line) else ()
    at = 0
    text = ""
    strange = False
    for hit in hits:
        text += line[at : hit.start] + hit.text
        at = hit.end
        around = text[-len(hit.text) - 1 :] + line[at : at + 1]
        strange = strange or _STRANGE.search(around) is not None
    if strange and len(hits) < _CERTAIN and not _is_bad_somewhere(line):
        return _Repaired(line, lambda: iter(()), changes=False)

    def edits() -> Iterator[Edit]:
        for hit in hits:
            span = Span(hit.start, hit.end)
            yield from minimal_edit(line, span, hit.text, f"mojibake.{hit.cause}")

    repaired = text + line[at:]
    damage = sum(hit.cost for hit in hits)
    return _Repaired(repaired, edits, changes=bool(hits), extra=damage)


# Where ftfy sees no damage, few characters stay as they are, unless they are letters beside small
# ones, or those of English and French: others these have in names at most.
_ALONE = re.compile("(?<![a-z])[^\x00-\x7f](?![a-z])|[^\x00-\x7f\\w]")
_STRANGE = re.compile(
    "(?<![a-z])[\u0100-\u0151\u0154-\u0177\u0179-\u1fff](?![a-z])|[\x80-\x9f\u2400-\u25ff]"
)


def _retraced(line: str, steps: Sequence[tuple[str, str]], rule: str) -> Iterator[Edit]:
    """The edits of steps that lead from the line to its reading."""
    if not all(operation in _BY_CHARACTER for operation, _ in steps):
        yield from _traced(line, tuple(steps), rule)
        return
    # No encoding of ours touches ASCII, so what stands between is the same throughout.
    for run in _RUN.finditer(line):
        for edit in _edits_of_run(run[0], tuple(steps), rule):
            yield edit._replace(span=edit.span.shifted(run.start()))


_RUN = re.compile("[^\x00-\x7f]+")
_BY_CHARACTER = frozenset(("encode", "decode"))


@lru_cache(maxsize=1 << 14)
def _edits_of_run(run: str, steps: tuple[tuple[str, str], ...], rule: str) -> tuple[Edit, ...]:
    return tuple(_traced(run, steps, rule))


def _traced(line: str, steps: Sequence[tuple[str, str]], rule: str) -> Iterator[Edit]:
    traced: Traced[str] | Traced[bytes] = Traced.of(line)
    for step in steps:
        traced = traced.after(*step)
    return traced.edits(line, rule)


_TIMES = ("", "", ".twice", ".thrice")


def _name(chain: Chain) -> str:
    return f"mojibake.{chain[0]}{_TIMES[len(chain)]}"


_PAGES = (1250, 1251, 1252, 1253, 1254, 1257)  # those that ftfy knows
_NAMES = {
    **{f"sloppy-windows-{page}": f"mojibake.windows-{page}" for page in _PAGES},
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
