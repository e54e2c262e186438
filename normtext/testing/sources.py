"""What the laws are tried on: anything that a pipeline may be given."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from normtext.pipeline import Pipeline
from normtext.rules import LineRule, Rule
from normtext.testing.documents import documents, mixed_documents
from normtext.testing.encodings import any_bytes, encoded, mixed_lines
from normtext.testing.grammar import sentences
from normtext.testing.hostile import hostile_text

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
        _with_examples(pipeline),
        hostile_text(),
        st.one_of(documents(), mixed_documents()).map(lambda doc: doc.text),
    )
    data = st.one_of(any_bytes, mixed_lines, encoded(text).map(lambda found: found.data))
    return st.one_of(text, text, data)


def two_lines(pipeline: Pipeline) -> st.SearchStrategy[str]:
    """Two lines that are not blank and hold no line end of any kind."""
    line = (
        st.one_of(_known(pipeline), _with_examples(pipeline), hostile_text())
        .map(lambda text: " ".join(text.encode("utf-8", "replace").decode().splitlines()))
        .filter(str.strip)
    )
    return st.tuples(line, line).map("\n".join)


def _with_examples(pipeline: Pipeline) -> st.SearchStrategy[str]:
    """Lines that the rules know among lines that they do not."""
    ends = st.sampled_from(("", " ", "\n", "\n\n", "\r\n", "\u2028"))
    return st.lists(st.tuples(_known(pipeline), ends).map("".join), max_size=6).map("".join)


def _known(pipeline: Pipeline) -> st.SearchStrategy[str]:
    """An example of a rule, a word of one, or a sentence."""
    prose = st.one_of(sentences("en"), sentences("fr"))
    lines = rule_lines(rule for stage in pipeline.stages for rule in stage.rules.values())
    if not lines:
        return prose
    words = tuple(dict.fromkeys(word for line in lines for word in line.split())) or lines
    return st.one_of(st.sampled_from(lines), st.sampled_from(words), prose)
