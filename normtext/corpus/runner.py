"""The runner: a corpus in, records out. in = ok + rejected + skipped, exactly."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from time import perf_counter

from normtext.corpus.assembling import assemble
from normtext.corpus.checks import check_options, check_outputs, check_stdout, refused_beside_stdout
from normtext.corpus.clusters import Cluster
from normtext.corpus.cutting import cut
from normtext.corpus.finished import Finished
from normtext.corpus.formats import FORMATS
from normtext.corpus.inputs import STANDARD_STREAM, find_files, resolve
from normtext.corpus.job import Job
from normtext.corpus.languages import known_languages
from normtext.corpus.outcomes import Account, Outcome
from normtext.corpus.outputs import outputs_of
from normtext.corpus.pool import Pool
from normtext.corpus.selection import Found, Part, Sample, found_in
from normtext.corpus.shards import Engine, Here, run_shards
from normtext.corpus.spool import Spool
from normtext.corpus.stream import stream
from normtext.corpus.summary import Summary
from normtext.errors import InputError, unknown_name
from normtext.pipeline import Pipeline
from normtext.presets import preset

__all__ = ["run"]


def run(  # noqa: PLR0913 - the options of a run, all by keyword
    inputs: Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    pipeline: Pipeline | None = None,
    *,
    pages: Pipeline | None = None,
    workers: int = 1,
    overwrite: bool = False,
    resume: bool = False,
    format: str | None = None,
    slim: bool = False,
    limit: int | None = None,
    sample: int | None = None,
    part: Part | None = None,
    keep_lang: Sequence[str] = (),
    dedup: str | None = None,
    duplicates: str | os.PathLike[str] | None = None,
    engine: str = "local",
    address: str | None = None,
    rejects: str | os.PathLike[str] | None = None,
    renames: Mapping[str, str] | None = None,
    time_limit: float | None = None,
    on_outcome: Callable[[Outcome], object] = lambda _: None,
    on_progress: Callable[[Account], object] = lambda _: None,
) -> Summary:
    """Write the records of the documents in `inputs` to `out`, in their order.

    inputs: files, folders, globs, addresses that fsspec knows, `-` for standard input; .txt and .md
    (a document a file), .jsonl, .csv, .tsv, .parquet (a document a row), .wet and .warc, each also
    as .gz or .zst. out: a .jsonl, .jsonl.gz, .jsonl.zst or .parquet file; a folder of files in
    `format`; or `-` for standard output. A file or folder appears when all is done. pipeline: the
    preset `article` unless given. pages: the pipeline for .wet and .warc; `pipeline` if that is
    given, else the preset `page`. workers: processes; with 0 the work is done in this one, where a
    document that ends the process ends the run.

    overwrite: replace what is there. resume: go on where an interrupted run ended, and redo only
    what changed. slim: without the texts of segments, which `read` rebuilds. limit: only so many
    documents. sample: only so many, from all over the input. part: that part of the files.
    keep_lang: skip documents that are in none of these languages. dedup: with "exact", set
    `duplicate_of` where an earlier document has the same clean text; duplicates: a .jsonl file for
    such records, which are then not in `out`. engine: "ray" for a Ray cluster, at `address`, to
    which the folder of `out` must be the same; one on this machine is started otherwise.

    rejects: the .jsonl file for what has no record, `<out>.rejects.jsonl` unless given; made only
    if there is any. renames: our field names and what they are called in the files. time_limit:
    seconds that a document may take.
    on_progress: called with the account of each shard when it is done, or of each document where
    out is `-`; on_outcome: with its outcome, too.

    The output does not depend on the number of workers, nor on how often the run was resumed.
    Raises InputError or ConfigError where the request is wrong, before anything is written, and
    KeyboardInterrupt when it is interrupted: the first interrupt finishes the shards at work.
    """
    began = perf_counter()
    check_options(workers, time_limit, resume=resume, overwrite=overwrite)
    skipped: Counter[str] = Counter()
    roots = resolve(inputs, skipped)
    outputs = (
        None
        if os.fspath(out) == STANDARD_STREAM
        else outputs_of(out, rejects, format, dedup, duplicates)
    )
    job = Job(
        preset() if pipeline is None else pipeline,
        FORMATS["jsonl"] if outputs is None else outputs.format,
        pages=preset("page") if pipeline is None and pages is None else pages,
        renames=renames or {},
        time_limit=time_limit,
        slim=slim,
        keep_lang=known_languages(keep_lang),
    )
    files, share_shards = find_files(roots, skipped), False
    if part is not None:
        files, share_shards = part.files(files)
    taken = None if sample is None else Sample(sample)
    found: Iterator[Found] = islice(found_in(files, job.renames), limit)
    found = found if taken is None else taken.of(found)
    if outputs is None:
        check_stdout(
            resume=resume,
            format=format,
            part=part,
            dedup=dedup,
            time_limit=time_limit,
            engine=engine != "local",
        )
        refused = refused_beside_stdout(rejects, roots, overwrite=overwrite)
        account = stream(
            found, job, refused, workers=workers, on_outcome=on_outcome, on_progress=on_progress
        )
    else:
        refused = outputs.rejects
        check_outputs(outputs, roots, resume=resume, overwrite=overwrite)
        shards = cut(found, job.fingerprint)
        if part is not None and share_shards:
            shards = islice(shards, part.number - 1, None, part.of)
        spool = outputs.spool
        works = _engine(engine, address, job, spool, workers)
        with spool:
            earlier = Finished(outputs) if resume else None
            keys = run_shards(shards, works, spool, earlier, on_progress)
            if not keys and part is None:
                raise InputError(_nothing(skipped))
            account = assemble(keys, job, spool, outputs)
            spool.drop()
    if not account.documents and part is None:
        raise InputError(_nothing(skipped))
    return Summary(
        documents=account.documents,
        ok=account.ok,
        rejected=account.rejected,
        skipped=account.skipped,
        duplicates=account.duplicates,
        langs=account.langs,
        removals=account.removals,
        files_skipped=dict(skipped.most_common()),
        source_chars=account.source_chars,
        size=account.size,
        seconds=perf_counter() - began,
        worked=account.seconds,
        slowest=account.slowest,
        refused=account.refused,
        rejects=refused if account.documents > account.ok else None,
        whole=None if taken is None else (taken.documents, taken.read),
    )


def _engine(name: str, address: str | None, job: Job, spool: Spool, workers: int) -> Engine:
    if name == "ray":
        return Cluster(job, spool, address)
    if name != "local":
        raise unknown_name("engine", name, ("local", "ray"))
    return Pool(job, spool, workers) if workers else Here(job, spool)


def _nothing(skipped: Mapping[str, int]) -> str:
    others = ", ".join(f"{suffix} ({count})" for suffix, count in skipped.items())
    return "there are no documents in the input" + (
        f", only other files: {others}" if others else ""
    )
