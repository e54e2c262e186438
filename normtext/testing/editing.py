"""Edits of a text, and records that were made of one."""

from __future__ import annotations

from hypothesis import strategies as st

from normtext.characters import without_surrogates
from normtext.document import Annotations, Document, Segment
from normtext.edits import Edit, Finding, minimal_edit
from normtext.recording import make_record
from normtext.records import Record
from normtext.sources import Source
from normtext.spans import Span
from normtext.testing.grammar import texts

__all__ = ["RULES", "edits", "record"]

RULES = ("testing.one", "testing.two")
"""What the edits of `edits` and the changes of `record` are named after."""


@st.composite
def edits(draw: st.DrawFn, text: str, *, most: int = 5) -> Finding:
    """Valid edits of a text, `most` at most: what `Document.edited` takes.

    >>> from hypothesis import find
    >>> find(edits("one two"), lambda finding: len(finding.edits) == 1).edits
    [Edit(span=Span(start=0, end=1), text='', rule='testing.one')]
    """
    found: list[Edit] = []
    at = 0
    while at < len(text) and len(found) < most and draw(st.booleans()):
        start = draw(st.integers(at, len(text) - 1))
        end = draw(st.integers(start + 1, _line_end(text, start)))
        new = draw(st.text("xyz" + text[start : start + 1], max_size=4))
        made = minimal_edit(text, Span(start, end), new, draw(st.sampled_from(RULES)))
        found += (edit for edit in made if edit.text == without_surrogates(edit.text))
        at = end
    return Finding(found)


def _line_end(text: str, start: int) -> int:
    """The end of the line that `start` stands in, its line break included."""
    return (text.find("\n", start) + 1) or len(text)


@st.composite
def record(
    draw: st.DrawFn,
    text: st.SearchStrategy[str] | str | None = None,
    lang: str | None = None,
) -> Record:
    """A record whose text is the one given, made from a source that differs here and there.

    text: a text without surrogates, or a strategy of it; text in the language if not given.
    lang: `en` or `fr` if no text is given, any tag otherwise; either of the two if not given.

    >>> from hypothesis import find
    >>> found = find(record("It rained.", "en"), lambda record: record.changes != ())
    >>> found.text, found.lang, found.source_text == found.text
    ('It rained.', 'en', False)
    """
    tag = lang or draw(st.sampled_from(("en", "fr")))
    given = texts(tag) if text is None else st.just(text) if isinstance(text, str) else text
    clean = draw(given)
    source, undoing = _spoilt(clean, draw(edits(clean)))
    doc = Document(source, source).edited("testing", undoing, frozenset(RULES))
    doc = doc.annotated(
        Annotations(_segments(clean, tag), None, tag, 1.0, ((tag, 1.0),) if clean else ())
    )
    return make_record(doc, Source(source, "testing"), "testing")


def _spoilt(clean: str, finding: Finding) -> tuple[str, Finding]:
    """A source, and the edits that make the clean text of it."""
    source = clean
    undoing: list[Edit] = []
    grown = 0
    kept = [edit for edit in finding.edits if _can_be_undone(edit.text)]
    for edit in kept:
        start = edit.span.start + grown
        old = clean[edit.span.slice]
        source = source[:start] + edit.text + source[start + len(old) :]
        grown += len(edit.text) - len(old)
    grown = 0
    for edit in kept:
        start = edit.span.start + grown
        old = clean[edit.span.slice]
        undoing += minimal_edit(source, Span(start, start + len(edit.text)), old, edit.rule)
        grown += len(edit.text) - len(old)
    return source, Finding(undoing)


def _can_be_undone(new: str) -> bool:
    """Whether an edit may replace it: it is there, and no longer than a line."""
    return bool(new) and "\n" not in new.strip("\r\n")


def _segments(text: str, lang: str) -> tuple[Segment, ...]:
    """A segment a line."""
    segments: list[Segment] = []
    at = 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            start = at + line.index(words)
            span = Span(start, start + len(words))
            segments.append(Segment(span, "sentence", len(segments), lang, 1.0))
        at += len(line) + 1
    return tuple(segments)
