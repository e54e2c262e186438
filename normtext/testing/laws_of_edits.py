"""The laws of edits and alignment. They know nothing of how a stage works.

What `apply_edits` refuses is checked here a second time, by other code.
"""

from __future__ import annotations

from collections.abc import Sequence

from normtext.document import Document
from normtext.edits import Edit, Finding, apply_edits, replay
from normtext.errors import InvalidEdit
from normtext.pipeline import Pipeline
from normtext.spans import Span
from normtext.stage import Editor, LocalEditor
from normtext.testing.law import Broken, law, require

__all__ = ["aligned", "flaw_of", "local", "named", "replayable", "valid"]


@law("valid", "edits are sorted, disjoint, in bounds and minimal, and none changes nothing")
def valid(pipeline: Pipeline, source: str | bytes) -> None:
    try:
        doc = pipeline.document(source)
    except InvalidEdit as error:
        raise Broken(str(error), _refused(pipeline, source)) from None
    text = doc.source
    for layer in doc.layers:
        require(layer.edits, f"stage '{layer.stage}' left a layer without edits")
        at = 0
        for edit in layer.edits:
            (start, end), new, _ = edit
            require(at <= start < end <= len(text), "it overlaps or is out of bounds", edit)
            flaw = flaw_of(text[start:end], new)
            require(not flaw, flaw, edit)
            at = end
        text = replay(text, [layer])


def flaw_of(old: str, new: str) -> str:
    """Why an edit of `old` to `new` is not minimal, or an empty string."""
    if old == new:
        return "it changes nothing"
    if "\n" in old.strip("\r\n"):
        return "it is longer than a line"
    if not new or (len(old) == 1 and len(new) > 1):  # an insertion borrows one neighbour
        return ""
    return "it is not minimal" if old[0] == new[0] or old[-1] == new[-1] else ""


def _refused(pipeline: Pipeline, source: str | bytes) -> Edit | None:
    """The edit that apply_edits refused, if it is met in one pass through the editors."""
    doc = pipeline.source_document(source)
    for stage in pipeline.stages:
        if isinstance(stage, Editor):
            finding = stage.find(doc)
            try:
                doc = doc.edited(stage.name, finding, stage.rules.keys())
            except InvalidEdit:
                edits = getattr(finding, "edits", ())  # it may be anything
                return _first_refused(doc.text, sorted(edits), stage)
    return None


def _first_refused(text: str, edits: Sequence[Edit], stage: Editor) -> Edit | None:
    for count, edit in enumerate(edits):
        try:
            apply_edits(text, Finding(edits[: count + 1]), stage.name, stage.rules.keys())
        except InvalidEdit:
            return edit
    return None


@law("named", "every edit and mark names a rule of its stage, and a mark lies in its text")
def named(pipeline: Pipeline, source: str | bytes) -> None:
    doc = pipeline.document(source)
    rules = {stage.name: stage.rules for stage in pipeline.stages}
    texts = [doc.source]
    for layer in doc.layers:
        for edit in layer.edits:
            require(edit.rule in rules[layer.stage], "it names no rule of its stage", edit)
        texts.append(replay(texts[-1], [layer]))
    for marked in doc.marks:
        mark, text = marked.mark, texts[marked.depth]
        require(mark.rule in rules[marked.stage], "it names no rule of its stage", mark)
        require(0 <= mark.span.start < mark.span.end <= len(text), "it is empty or outside", mark)
        for (_, span), value in zip(mark.fields, marked.values, strict=True):
            require(mark.span.covers(span), "a field lies outside its mark", mark)
            require(text[span.slice] == value, "a field is not what its span reads", mark)


@law("local", "a local editor edits two lines together as it edits each apart", "lines")
def local(pipeline: Pipeline, source: str | bytes) -> None:
    text = source if isinstance(source, str) else source.decode()
    first, _, second = text.partition("\n")
    for stage in pipeline.stages:
        if isinstance(stage, LocalEditor) and stage.local:
            apart = _edits(stage, first)
            by = len(first) + 1
            apart += [edit._replace(span=edit.span.shifted(by)) for edit in _edits(stage, second)]
            together = _edits(stage, text)
            differing = sorted(set(together) ^ set(apart))
            require(
                together == apart,
                f"stage '{stage.name}' finds {len(together)} edits in both lines together, "
                f"{len(apart)} in each apart",
                differing[0] if differing else None,
            )


def _edits(stage: LocalEditor, text: str) -> list[Edit]:
    return sorted(stage.find(Document(text, text)).edits)


@law("aligned", "each character maps to a source span; starts and ends never decrease")
def aligned(pipeline: Pipeline, source: str | bytes) -> None:
    doc = pipeline.document(source)
    alignment = doc.alignment
    last = Span(0, 0)
    for at, char in enumerate(doc.text):
        span = alignment.source_span(Span(at, at + 1))
        require(0 <= span.start < span.end <= len(doc.source), f"character {at} maps to {span}")
        require(
            last.start <= span.start and last.end <= span.end,
            f"character {at} maps to {span}, the one before it to {last}",
        )
        image = alignment.text_span(span)
        require(image.start <= at < image.end, f"the way back from {span} leads to {image}")
        if image.length == span.length == 1 and not alignment.changes_within(Span(at, at + 1)):
            require(doc.source[span.slice] == char, f"character {at} differs, and nothing says so")
        last = span


@law("replayable", "the layers rebuild the text from the source, and `restore` the source")
def replayable(pipeline: Pipeline, source: str | bytes) -> None:
    doc = pipeline.document(source)
    record = pipeline.normalize(source)
    require(replay(doc.source, doc.layers) == doc.text, "the layers do not rebuild the text")
    require(record.text == doc.text, "the record has another text than the document")
    text = doc.text
    for layer in reversed(doc.layers):
        text = layer.undo(text)
    require(text == doc.source, "the layers, undone, do not lead back to the source")
    require(record.source_text == doc.source, "the record does not restore the source text")
    again = type(record).from_json(record.to_json())
    require(again.source_text == doc.source, "the record, read back, does not restore the source")
