"""Document: a source text on its way through a pipeline. Frozen: every step makes a new one."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import NamedTuple

from normtext.alignment import Alignment
from normtext.characters import without_surrogates
from normtext.edits import Finding, Layer, Mark, apply_edits
from normtext.errors import InvalidEdit
from normtext.spans import Span

__all__ = ["Annotations", "Decoded", "Document", "MarkedSpan", "Segment"]


class Decoded(NamedTuple):
    """What a decoder makes of bytes: the source text and how it was come by.

    encodings: Python codec names, the one that most of the text is in first.
    flags: `invalid_bytes`, `mixed_encoding`, `binary`, ...
    marks: spans of the text that were decoded otherwise than the rest.
    """

    text: str
    encodings: tuple[str, ...]
    flags: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


class Segment(NamedTuple):
    """A piece of the final text: a title, a heading, a sentence, ...

    block: the number of its line among the lines that are not blank, from 0.
    """

    span: Span
    kind: str
    block: int
    lang: str = "und"
    lang_score: float = 0.0
    translation: str | None = None
    flags: tuple[str, ...] = ()


class Annotations(NamedTuple):
    """What annotators say of the final text.

    langs: shares of the text's characters by language, the largest first.
    title: where the title stands, without decoration.
    """

    segments: tuple[Segment, ...] = ()
    title: Span | None = None
    lang: str = "und"
    lang_score: float = 0.0
    langs: tuple[tuple[str, float], ...] = ()


class MarkedSpan(NamedTuple):
    """A mark, and when it was made: its spans are in the text as of the first `depth` layers.

    values: the text of each of the mark's fields, in their order.
    """

    stage: str
    depth: int
    mark: Mark
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A source text, the text it has become, and why.

    source: the decoded text: what offsets into the source count in.
    text: the present text.
    layers: the edits that lead from one to the other, a layer for each stage that made any.
    marks: what stages recognised on the way.
    flags: of the source (`invalid_bytes`, ...) and of the run (`unstable`).
    """

    source: str
    text: str
    layers: tuple[Layer, ...] = ()
    marks: tuple[MarkedSpan, ...] = ()
    annotations: Annotations = Annotations()  # noqa: RUF009 - a frozen value
    encoding: str = ""
    flags: tuple[str, ...] = ()

    @classmethod
    def of(cls, content: str | bytes) -> Document:
        """A document whose bytes, if they are bytes, are read as plain UTF-8.

        This is what a pipeline without a decoder does. A leading byte order mark is encoding, not
        text; what cannot be decoded is U+FFFD and leaves a flag.

        >>> Document.of(b"caf\\xe9").flags
        ('invalid_bytes',)
        """
        if isinstance(content, str):
            return cls._of_text(content.removeprefix("\ufeff"))
        data = content.removeprefix(codecs.BOM_UTF8)
        text = data.decode("utf-8", "replace")
        valid = "\ufffd" not in text or text.encode() == data
        return cls.decoded(Decoded(text, ("utf-8",), () if valid else ("invalid_bytes",)), "")

    @classmethod
    def _of_text(cls, text: str) -> Document:
        clean = without_surrogates(text)
        lone = clean.count("\ufffd") > text.count("\ufffd")  # pairs are joined and lose nothing
        flags = ("lone_surrogates",) if lone else ()
        return cls(clean, clean, flags=flags)

    @classmethod
    def decoded(cls, decoded: Decoded, stage: str) -> Document:
        """A document of what the decoder `stage` made of its bytes."""
        text, encodings, flags, marks = decoded
        document = cls._of_text(text)
        document = replace(document, encoding=encodings[0], flags=(*flags, *document.flags))
        names = frozenset(mark.rule for mark in marks)
        return document.edited(stage, Finding((), marks), names) if marks else document

    def edited(self, stage: str, finding: Finding, rules: AbstractSet[str]) -> Document:
        """The document after a stage's finding: its marks kept, its edits as one layer.

        Raises InvalidEdit for edits that break a law.
        """
        if not isinstance(finding, Finding):
            kind = type(finding).__name__  # type: ignore[unreachable]
            raise InvalidEdit(f"stage '{stage}': find() returns a Finding of edits, not {kind}")
        if not finding.edits and not finding.marks:
            return self
        text = self.text
        marks = tuple(
            MarkedSpan(
                stage, len(self.layers), mark, tuple(text[span.slice] for _, span in mark.fields)
            )
            for mark in finding.marks
            if _is_right(mark, text, stage, rules)
        )
        if not finding.edits:
            return replace(self, marks=self.marks + marks)
        text, layer = apply_edits(text, finding, stage, rules)
        return replace(self, text=text, layers=(*self.layers, layer), marks=self.marks + marks)

    def flagged(self, flag: str) -> Document:
        """The document with one flag more."""
        return self if flag in self.flags else replace(self, flags=(*self.flags, flag))

    def without_marks(self, stages: AbstractSet[str]) -> Document:
        """The document without the marks of some stages, those of what was removed apart."""
        if not any(marked.stage in stages for marked in self.marks):
            return self
        removed = {mark for layer in self.layers for mark in layer.removals if mark is not None}
        kept = (
            marked for marked in self.marks if marked.stage not in stages or marked.mark in removed
        )
        return replace(self, marks=tuple(kept))

    def annotated(self, annotations: Annotations, stage: str = "unnamed") -> Document:
        """The document with other annotations, from a stage.

        Raises InvalidEdit for segments that are out of order or outside the text.
        """
        if not isinstance(annotations, Annotations):
            kind = type(annotations).__name__  # type: ignore[unreachable]
            raise InvalidEdit(
                f"stage '{stage}': it returns doc.annotations with something replaced, not {kind}"
            )
        at = 0
        for segment in annotations.segments:
            start, end = segment.span
            if not at <= start <= end <= len(self.text):
                raise InvalidEdit(
                    f"stage '{stage}': segment {start}..{end} ({segment.kind}) overlaps the "
                    f"one before it or is outside the text, which has {len(self.text)} code points"
                )
            at = end
        return replace(self, annotations=annotations)

    @property
    def alignment(self) -> Alignment:
        """From the present text to the source. Computed anew at each call."""
        return Alignment.of(self.layers)

    def marks_in_text(self) -> Iterator[tuple[Span, Mark]]:
        """The marks of what is still in the text, with their spans in the present text."""
        alignments: dict[int, Alignment] = {}
        for marked in self.marks:
            depth = marked.depth
            if depth not in alignments:
                alignments[depth] = Alignment.of(self.layers[depth:])
            span = alignments[depth].text_span(marked.mark.span)
            if span.length:
                yield span, marked.mark


def _is_right(mark: Mark, text: str, stage: str, rules: AbstractSet[str]) -> bool:
    """True, or InvalidEdit for a mark of no rule of its stage or outside the text."""
    flaw = "" if mark.rule in rules else "its rule is not of this stage"
    for start, end in (mark.span, *(span for _, span in mark.fields)):
        if not 0 <= start <= end <= len(text):
            flaw = f"it is outside the text, which has {len(text)} code points"
    if flaw:
        start, end = mark.span
        raise InvalidEdit(f"stage '{stage}', rule '{mark.rule}', mark {start}..{end}: {flaw}")
    return True
