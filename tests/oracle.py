"""The alignment by brute force: every character carries where in the source it came from.

Slow and plain. It shares no code with `normtext.alignment`, which it is the measure of.
"""

from dataclasses import dataclass

from hypothesis import strategies as st

from normtext.edits import Edit, Finding, Mark, apply_edits
from normtext.spans import Span

RULES = ("test.one", "test.two", "test.three")
STAGES = ("edit_first", "edit_second", "edit_third", "edit_fourth")


@dataclass
class Atom:
    """A piece of the text that maps to the source as a whole: a character, or a change."""

    text: str
    start: int  # in the source
    end: int
    rules: tuple = ()
    removal: tuple = ()  # (stage, mark)


def atoms_of(source, layers):
    """The pieces of the text, in order; what was deleted is a piece without text."""
    atoms = [Atom(char, at, at + 1) for at, char in enumerate(source)]
    for layer in layers:
        atoms = _edited(atoms, layer)
    return atoms


def _edited(atoms, layer):
    groups = []  # (first atom, last atom, edits): what overlaps is fused
    starts = _starts(atoms)
    for index, edit in enumerate(layer.edits):
        touched = [i for i, atom in enumerate(atoms) if _touches(edit.span, starts[i], atom.text)]
        first, last = touched[0], touched[-1]
        if groups and groups[-1][1] >= first:
            groups[-1][1] = max(last, groups[-1][1])
            groups[-1][2].append(index)
        else:
            groups.append([first, last, [index]])
    result, at = [], 0
    for first, last, indices in groups:
        inside = atoms[first : last + 1]
        result += atoms[at:first]
        result.append(_fused(inside, starts[first], layer, indices))
        at = last + 1
    return result + atoms[at:]


def _starts(atoms):
    starts, at = [], 0
    for atom in atoms:
        starts.append(at)
        at += len(atom.text)
    return starts


def _touches(span, start, text):
    if text:
        return start < span.end and span.start < start + len(text)
    return span.start < start < span.end  # what was deleted at a border is not touched


def _fused(atoms, start, layer, indices):
    text = "".join(atom.text for atom in atoms)
    edits = [layer.edits[index] for index in indices]
    for edit in reversed(edits):
        text = text[: edit.span.start - start] + edit.text + text[edit.span.end - start :]
    rules = [rule for atom in atoms for rule in atom.rules] + [edit.rule for edit in edits]
    mark = layer.removals[indices[0]]
    removed = mark is not None and len(edits) == 1 and not text
    return Atom(
        text,
        atoms[0].start,
        atoms[-1].end,
        tuple(dict.fromkeys(rules)),
        (layer.stage, mark) if removed else (),
    )


def changes_of(atoms):
    """The changes as (span, source span, rules, removal), a removal as (stage, mark) or None."""
    starts = _starts(atoms)
    return [
        (
            Span(start, start + len(atom.text)),
            Span(atom.start, atom.end),
            atom.rules,
            atom.removal or None,
        )
        for start, atom in zip(starts, atoms, strict=True)
        if atom.rules
    ]


def source_spans(atoms):
    """The source span of each character of the text."""
    return [Span(atom.start, atom.end) for atom in atoms for _ in atom.text]


def text_spans(atoms):
    """The span of the text that each character of the source went into."""
    return [
        Span(start, start + len(atom.text))
        for start, atom in zip(_starts(atoms), atoms, strict=True)
        for _ in range(atom.start, atom.end)
    ]


def merged(changes):
    """Changes that touch, in the text and in the source, made one; removals stay as they are."""
    runs = []
    for change in changes:
        span, source, rules, removal = change
        if runs and removal is None is runs[-1][3]:
            before = runs[-1]
            if before[0].end == span.start and before[1].end == source.start:
                runs[-1] = (
                    Span(before[0].start, span.end),
                    Span(before[1].start, source.end),
                    tuple(dict.fromkeys(before[2] + rules)),
                    None,
                )
                continue
        runs.append(change)
    return runs


@st.composite
def stacks(draw, most=4):
    """A source text, the text it becomes, and the random layers of valid edits between them.

    Each layer writes letters of its own, so that no edit shares its ends with what it replaces;
    spans are drawn without regard to earlier layers, so they often cut through earlier changes.
    """
    source = text = draw(st.text("ab\n", min_size=1, max_size=16))
    layers = []
    for depth in range(draw(st.integers(0, most))):
        edits, marks = [], []
        at = 0
        while at < len(text) and len(edits) < 5:
            start = draw(st.integers(at, min(at + 4, len(text) - 1)))
            end = _line_end(text, start, draw(st.integers(start + 1, min(start + 5, len(text)))))
            new = draw(st.text("CDEF"[depth], max_size=3))
            if end - start == 1 and new and draw(st.booleans()):  # an insertion
                new = draw(st.sampled_from((text[start] + new, new + text[start])))
            edit = Edit(Span(start, end), new, draw(st.sampled_from(RULES)))
            edits.append(edit)
            if draw(st.booleans()):
                marks.append(Mark(edit.span, "kind", edit.rule))
            at = end
            if not draw(st.integers(0, 3)):
                break
        if edits:
            text, layer = apply_edits(text, Finding(edits, marks), STAGES[depth], set(RULES))
            layers.append(layer)
    return source, text, tuple(layers)


def _line_end(text, start, end):
    """The end of the span, or of its first line where it is longer than a line."""
    breaks = [at for at in range(start, end) if text[at] == "\n"]
    inner = [at for at in breaks if text[start:at].strip("\n") and text[at:end].strip("\n")]
    return inner[0] + 1 if inner else end
