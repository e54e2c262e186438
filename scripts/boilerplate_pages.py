"""What the model of strip_boilerplate learns from: labelled pages, made forms, and plain documents.

All of it is dealt into folds by where it is from: pages by their site, never by page; sentences and
plain documents so that no fold sees those of another.
"""

import gzip
import json
import random
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from boilerplate_forms import Furniture, forms

from normtext.rules import LineRule
from normtext.stages.strip_boilerplate.answers import answers
from normtext.stages.strip_boilerplate.context import Surroundings, context, surroundings
from normtext.stages.strip_boilerplate.hits import Hit
from normtext.stages.strip_boilerplate.lines import Line, lines_of
from normtext.stages.strip_boilerplate.matcher import matcher_of
from normtext.stages.strip_boilerplate.model import rounded, seen
from normtext.stages.strip_boilerplate.shapes import shapes
from normtext.stages.strip_boilerplate.stage import StripBoilerplate

Floats = npt.NDArray[np.floating[Any]]

FOLDS = 5
FORMS = 680  # documents of other forms; forty of each
PLAIN_LINES = 20  # of a plain document
UNIT = 20.0  # weight of the furniture of a page, and of its content

_RULES = StripBoilerplate().rules
_MATCHER = matcher_of(_RULES)
_PAIRS = 40  # of the laws: every so many


@dataclass
class Document:
    """Lines with labels: `c` content, `b` furniture, anything else unknown."""

    site: str
    lang: str
    texts: list[str]
    labels: npt.NDArray[Any]
    fold: int
    thinned: bool = False
    lines: list[Line] = field(init=False)
    hits: list[Hit | None] = field(init=False)
    seen: Floats = field(init=False)
    around: Surroundings = field(init=False)
    weight: Floats = field(init=False)
    logits: Floats = field(init=False)
    """What the first layer makes of it."""

    def __post_init__(self) -> None:
        self.lines = lines_of("\n".join(self.texts))
        hits = _MATCHER.hits(self.texts)
        self.hits = [hit if hit and hit.rule.removes else None for hit in hits]
        told = shapes(self.texts)
        self.seen, self.around = seen(told, answers(hits)), surroundings(self.texts, told)
        self.chars = np.array([len(line) for line in self.texts], float)

    @property
    def inner(self) -> int:
        """The fold, within those that are trained on, that deals its first scores."""
        own = "" if self.site else self.texts[0]
        return zlib.crc32(f"{self.site} {own}".encode()) // 7 % FOLDS

    def weigh(self, furniture: float, content: float, scale: float) -> None:
        """How much each line counts in training; furniture, content: which share by characters."""
        self.weight = np.zeros(len(self.texts))
        for label, share in (("b", furniture), ("c", content)):
            rows = self.labels == label
            if rows.any():
                chars = self.chars[rows] / self.chars[rows].sum()
                self.weight[rows] = share * chars + (1 - share) / rows.sum()
        self.weight *= UNIT * scale

    def columns(self, layer: int) -> Floats:
        """What a layer sees of each line."""
        if layer == 0:
            return self.seen
        return np.hstack((self.seen, rounded(context(self.around, self.logits))))


def pages(data: Path, setting: str) -> Iterator[Document]:
    """Labelled pages, as an extractor left them (residue) or with all their lines (wet)."""
    with gzip.open(data / "boilerplate" / "dev.jsonl.gz", "rt", encoding="utf-8") as rows:
        for page in map(json.loads, rows):
            numbers = page["residue"] if setting == "residue" else range(len(page["lines"]))
            kept = [at for at in numbers or () if page["lines"][at].strip()]
            if kept:
                site = _site(page)
                lines = [page["lines"][at] for at in kept]
                labels = np.array([page["labels"][at] for at in kept])
                yield Document(site, page["lang"], lines, labels, zlib.crc32(site.encode()) % FOLDS)


def thinned(wet: Sequence[Document], copies: int) -> Iterator[Document]:
    """Whole pages as other extractors might leave them: of some runs of furniture a part is left.

    What one extractor keeps of a page is a single draw; the next keeps other lines.
    """
    rng = random.Random(5)
    for page in wet:
        for _ in range(copies):
            share, length = rng.choice((0.15, 0.3, 0.5, 0.7)), rng.choice((1.5, 4, 10))
            kept: list[int] = []
            for content, run in groupby(enumerate(page.labels), lambda line: line[1] == "c"):
                lines = [at for at, _ in run]
                if content:
                    kept += lines
                elif rng.random() < share:
                    some = min(len(lines), 1 + int(rng.expovariate(1 / length)))
                    kept += _some(lines, some, len(page.texts), rng)
            if kept:
                texts = [page.texts[at] for at in kept]
                yield Document(page.site, page.lang, texts, page.labels[kept], page.fold, True)


def _some(run: list[int], many: int, lines: int, rng: random.Random) -> list[int]:
    """Neighbours of a run; at both ends of a page those that stand nearest to the content."""
    most = len(run) - many
    at = most if run[0] == 0 else 0 if run[-1] == lines - 1 else rng.randint(0, most)
    return run[at : at + many]


def _site(page: dict[str, Any]) -> str:
    """The host of a page, and its id where it has none."""
    host = re.sub(r"^(?:https?://)?(?:www\.)?", "", page["url"]).split("/")[0].lower()
    return host or str(page["id"])


def plain_documents(data: Path) -> Iterator[Document]:
    """Runs of lines of corpora in their order, lists and headings included: all content."""
    sources = (
        ("clean/pud.en", "en"), ("clean/pud.fr", "fr"), ("clean/sequoia-train.fr", "fr"),
        ("sentences/en_ewt-ud-dev.txt", "en"), ("sentences/fr_gsd-ud-dev.txt", "fr"),
        ("sentences/fr_sequoia-ud-dev.txt", "fr"),
    )  # fmt: skip
    for name, lang in sources:
        lines = _lines(data / name)
        for number, at in enumerate(range(0, len(lines), PLAIN_LINES)):
            some = lines[at : at + PLAIN_LINES]
            # Neighbours are often of one text, and so of one fold.
            yield Document("", lang, some, np.full(len(some), "c"), number // 4 % FOLDS)


def _lines(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    if path.suffix == ".txt":  # a treebank: its sentences
        lines = [line.split("=", 1)[1] for line in lines if line.startswith("# text =")]
    return [line.strip() for line in lines if line.strip()]


def made_documents(data: Path, wet: Sequence[Document]) -> Iterator[Document]:
    """Documents of other forms; those of a fold know the furniture and sentences of that fold."""
    sentences = _sentences(data)
    for fold in range(FOLDS):
        mine = {lang: found[fold::FOLDS] for lang, found in sentences.items()}
        around = {
            lang: _furniture([page for page in wet if (page.fold, page.lang) == (fold, lang)], lang)
            for lang in mine
        }
        for form in forms(mine, around, FORMS // FOLDS, seed=fold):
            yield Document("", form.lang, form.lines, np.array(list(form.labels)), fold)


def _sentences(data: Path) -> dict[str, list[str]]:
    sentences = {
        "en": _lines(data / "clean/pud.en") + _lines(data / "languages/flores-dev.en"),
        "fr": _lines(data / "clean/pud.fr") + _lines(data / "languages/flores-dev.fr")
        + _lines(data / "clean/sequoia-train.fr"),
    }  # fmt: skip
    with gzip.open(data / "parallel" / "laws.fr-en.tsv.gz", "rt", encoding="utf-8") as rows:
        for number, row in enumerate(rows):
            if number % _PAIRS == 0:
                for lang, text in zip(("fr", "en"), row.rstrip("\n").split("\t"), strict=True):
                    sentences[lang].append(text.strip())
    return {
        lang: [line for line in lines if 20 <= len(line) <= 300]
        for lang, lines in sentences.items()
    }


def _furniture(pages: Sequence[Document], lang: str) -> Furniture:
    """Runs of up to eight lines above and below the content of pages, and runs of examples."""
    rng = random.Random(lang)
    head: list[list[str]] = []
    tail: list[list[str]] = []
    for page in pages:
        content = np.flatnonzero(page.labels == "c")
        if not len(content):
            continue
        first, last = int(content[0]), int(content[-1])
        for runs, part in (
            (head, slice(max(0, first - 8), first)), (tail, slice(last + 1, last + 9)),
        ):  # fmt: skip
            labelled = zip(page.texts[part], page.labels[part], strict=True)
            if run := [line for line, label in labelled if label == "b"]:
                runs.append(run[: rng.randint(1, 8)])
    examples = [
        line
        for rule in _RULES.values()
        if isinstance(rule, LineRule) and rule.removes and rule.id.split(".")[0] in (lang, "mul")
        for line in rule.hits
        if line and rule.kind != "date"
    ]
    for runs in (head, tail):
        runs += [rng.sample(examples, rng.randint(1, 6)) for _ in range(max(20, len(runs)))]
    return Furniture(head, tail)
