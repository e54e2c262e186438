"""One call that holds a stage or a pipeline to every law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from hypothesis import HealthCheck, given
from hypothesis import settings as Settings  # noqa: N812 - it is a class
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from normtext.errors import ConfigError, InvalidEdit, StageError, unknown_name
from normtext.pipeline import Pipeline
from normtext.stage import Stage
from normtext.testing import laws_of_edits, laws_of_records
from normtext.testing.law import Broken, Law, by_name
from normtext.testing.sources import sources, two_lines

__all__ = ["LAWS", "LawsBroken", "check_pipeline", "check_stage", "laws_for"]

LAWS: Mapping[str, Law] = MappingProxyType(
    by_name(
        laws_of_edits.valid,
        laws_of_edits.named,
        laws_of_records.total,
        laws_of_records.deterministic,
        laws_of_records.idempotent,
        laws_of_edits.local,
        laws_of_edits.aligned,
        laws_of_records.conserved,
        laws_of_edits.replayable,
        laws_of_records.plain_value,
        laws_of_records.undisturbed,
        laws_of_records.segmented,
        laws_of_records.exemplified,
    )
)
"""All that a stage and a pipeline are held to, by name."""


class LawsBroken(AssertionError):
    """A stage or a pipeline breaks laws; the message tells each, with the smallest input.

    laws: the names of the laws that are broken.
    """

    def __init__(self, message: str, laws: tuple[str, ...]) -> None:
        super().__init__(message)
        self.laws = laws


class _Found(AssertionError):
    """A source that breaks a law; Hypothesis makes it the smallest."""

    def __init__(self, broken: Broken, source: str | bytes | None) -> None:
        super().__init__(broken.why)
        self.broken = broken
        self.source = source


def check_stage(
    stage: Stage, *, laws: Iterable[str] | None = None, settings: Settings | None = None
) -> None:
    """Hold a stage to the laws, each over many sources; raises LawsBroken.

    laws: names of LAWS; all that apply if not given. settings: how many sources, and whether they
    are the same in each run; if not given, as many as Hypothesis' profile says, always the same.

    A stage says which laws it does not keep, and why, in an attribute of its class:
    `exempt_from = {"idempotent": "it numbers what it is given"}`.

    >>> from normtext.stages import NormalizeWhitespace
    >>> check_stage(NormalizeWhitespace(), laws=["valid", "local"])
    """
    if isinstance(stage, Pipeline):
        raise ConfigError("check_stage takes a stage; hand a pipeline to check_pipeline")
    _check(f"stage '{stage.name}'", "check_stage", Pipeline([stage]), laws, settings)


def check_pipeline(
    pipeline: Pipeline, *, laws: Iterable[str] | None = None, settings: Settings | None = None
) -> None:
    """Hold a pipeline to the laws, each over many sources; see check_stage."""
    if not isinstance(pipeline, Pipeline):
        raise ConfigError("check_pipeline takes a Pipeline; hand a stage to check_stage")
    names = ", ".join(stage.name for stage in pipeline.stages)
    _check(f"pipeline [{names}]", "check_pipeline", pipeline, laws, settings)


def laws_for(subject: Stage | Pipeline) -> tuple[str, ...]:
    """The names of the laws that apply and that no stage is exempt from: for parametrised tests.

    Raises ConfigError for an exemption from a law that does not exist, or without a reason.
    """
    pipeline = subject if isinstance(subject, Pipeline) else Pipeline([subject])
    exempt = {name for stage in pipeline.stages for name in _exemptions(stage)}
    return tuple(name for name, law in LAWS.items() if law.applies(pipeline) and name not in exempt)


def _exemptions(stage: Stage) -> Mapping[str, str]:
    exempt: Mapping[str, str] = getattr(stage, "exempt_from", {})
    for name, reason in exempt.items():
        if name not in LAWS:
            raise unknown_name("law", name, LAWS)
        if not isinstance(reason, str) or not reason.strip():
            raise ConfigError(f"stage '{stage.name}' is exempt from '{name}', and does not say why")
    return exempt


def _check(
    subject: str,
    call: str,
    pipeline: Pipeline,
    names: Iterable[str] | None,
    settings: Settings | None,
) -> None:
    applying = laws_for(pipeline)
    asked = applying if names is None else tuple(names)
    for name in asked:
        if name not in LAWS:
            raise unknown_name("law", name, LAWS)
    failures = {
        name: found
        for name in asked
        if name in applying and (found := _tried(LAWS[name], pipeline, settings))
    }
    if failures:
        told = [_told(subject, call, LAWS[name], found) for name, found in failures.items()]
        raise LawsBroken("\n\n".join(told), tuple(failures))


def _tried(law: Law, pipeline: Pipeline, settings: Settings | None) -> _Found | None:
    """The smallest source that breaks the law, if any was found."""
    met: list[_Found] = []

    def holds(source: str | bytes | None) -> None:
        if found := _met(law, pipeline, source):
            met.append(found)
            raise found

    try:
        if law.given == "nothing":
            holds(None)
        else:
            given(source=_given(law, pipeline))(_settings(settings)(holds))()
    except _Found as found:
        return found
    except Flaky:  # what it did depends on what it did before: the last one will do
        return met[-1]
    return None


def _met(law: Law, pipeline: Pipeline, source: str | bytes | None) -> _Found | None:
    try:
        law.check(pipeline, "" if source is None else source)
    except Broken as broken:
        return _Found(broken, source)
    except (InvalidEdit, StageError):  # the laws `valid` and `total` tell of these
        return None
    return None


def _given(law: Law, pipeline: Pipeline) -> st.SearchStrategy[str | bytes]:
    return two_lines(pipeline) if law.given == "lines" else sources(pipeline)


def _settings(settings: Settings | None) -> Settings:
    """Those given, or the same sources in each run; never a deadline, since laws hold anywhere."""
    if settings is None:
        settings = Settings(
            database=None,
            derandomize=True,
            suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
        )
    return Settings(settings, deadline=None, report_multiple_bugs=False)


def _told(subject: str, call: str, law: Law, found: _Found) -> str:
    lines = [f"{subject} breaks the law '{law.name}': {law.promise}"]
    if found.source is not None:
        lines.append(f"  smallest input: {found.source!r}")
    if found.broken.edit is not None:
        lines.append(f"  edit: {found.broken.edit!r}")
    lines.append(f"  why: {found.broken.why}")
    lines.append(f"  alone: {call}(..., laws=[{law.name!r}])")
    return "\n".join(lines)
