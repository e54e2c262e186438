"""What the laws are tried on: anything that a pipeline may be given."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from normtext.pipeline import Pipeline
from normtext.rules import LineRule, Rule
from normtext.testing.documents import documents, mixed_documents
from normtext.testing.encodings import any_bytes, encoded, mixed_lines
from normtext.testing.grammar import sentences
from normtext.testing.hostile import any_text, hostile_text

__all__ = ["rule_lines", "sources", "two_lines"]


def rule_lines(rules: Iterable[Rule]) -> tuple[str, ...]:
    """Text made to fire rules: what their own examples hold."""
    lines: list[str] = []
    for rule in rules:
        lines += (before for before, _ in rule.examples)
        if isinstance(rule, LineRule):
            lines += (*rule.hits, *rule.misses)
    return tuple(dict.fromkeys(lines))


def sources(pipeline: Pipeline) -> st.SearchStrategy[str | bytes]:
    """Text and bytes of every kind, and the examples of the pipeline's rules among them."""
    text = st.one_of(
        _with_examples(pipeline),
        hostile_text(),
        documents().map(lambda doc: doc.text),
        mixed_documents().map(lambda doc: doc.text),
        any_text,
    )
    data = st.one_of(any_bytes, mixed_lines, encoded(text).map(lambda found: found.data))
    return st.one_of(text, text, data)


def two_lines(pipeline: Pipeline) -> st.SearchStrategy[str]:
    """Two lines that are not blank and hold no line end of any kind."""
    line = (
        st.one_of(_with_examples(pipeline), hostile_text(), sentences("fr"))
        .map(lambda text: " ".join(text.encode("utf-8", "replace").decode().splitlines()))
        .filter(str.strip)
    )
    return st.tuples(line, line).map("\n".join)


def _with_examples(pipeline: Pipeline) -> st.SearchStrategy[str]:
    """Lines that the rules know among lines that they do not."""
    rules = [rule for stage in pipeline.stages for rule in stage.rules.values()]
    known = st.one_of(sentences("en"), sentences("fr"))
    if lines := rule_lines(rules):
        known = st.one_of(st.sampled_from(lines), known, st.sampled_from(lines))
    ends = st.sampled_from((" ", "\n", "\n\n", "", "\r\n", "\u2028"))
    return st.lists(st.tuples(known, ends).map("".join), max_size=6).map("".join)
