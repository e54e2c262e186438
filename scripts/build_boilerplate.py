"""Build ``normtext/models/boilerplate.json`` from labelled pages and from plain sentences.

    python scripts/build_boilerplate.py PAGES.jsonl.gz normtext/models/boilerplate.json \\
        --en SENTENCES... --fr SENTENCES...

PAGES: a page a line, `id, lang, url, lines, labels, residue`: labels are a letter a line, `c`
content, `b` boilerplate, anything else unknown; `residue` lists the lines that an extractor kept.
SENTENCES: plain text, a sentence a line (see boilerplate_forms.py for what becomes of them).

Each layer is a logistic regression with an L2 penalty, fitted by Newton's method. A page weighs as
much as any other. Its furniture counts by lines (residue) or half by lines, half by characters
(wet), its content half and half, since what is lost is measured in characters. The second
layer is fitted on scores that pages of other sites gave: sites are dealt into folds, never pages.

It prints how well each setting does on sites that its weights have not seen, at several
thresholds: for those figures all of the above is done once a fold, without its sites. (Scores
across the same folds would leak: the second layer could read from them what the first was told.)
Equal inputs give equal weights up to the rounding of the linear algebra library.
"""

import argparse
import gzip
import json
import random
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from boilerplate_forms import Furniture, forms

from normtext.rules import LineRule
from normtext.stages.strip_boilerplate.answers import answers
from normtext.stages.strip_boilerplate.context import Surroundings, context
from normtext.stages.strip_boilerplate.matcher import matcher_of
from normtext.stages.strip_boilerplate.model import (
    FEATURE_STEPS,
    WEIGHT_STEPS,
    alone,
    column_names,
    rounded,
    threshold,
)
from normtext.stages.strip_boilerplate.stage import StripBoilerplate

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FOLDS = 5
PENALTY = 1.0  # of 1, 3, 10, 30: the largest that cost nothing on unseen sites
FORMS = 680  # documents of other forms; forty of each
FORM_WEIGHT = {"residue": 0.1, "wet": 0.03}  # of a page
UNIT = 20.0  # weight of the furniture of a page, and of its content
CONTENT = {"residue": 0.8, "wet": 0.5}  # how much of the weight of content is by characters
LENGTH = {"residue": 0.0, "wet": 0.45}  # how much of the weight of furniture is by characters
REMOVE = {"residue": (3.2, 1.8), "wet": (0.4, 0.5)}  # in English, in French
SURE = {"residue": 0.7, "wet": 2.0}  # above that


@dataclass
class Document:
    """A page in one setting, or a made form; and what the layers make of it."""

    site: str
    lang: str
    lines: list[str]
    labels: npt.NDArray[Any]
    fold: int
    seen: Ints = field(init=False)
    around: Surroundings = field(init=False)
    weight: Floats = field(init=False)
    anchor: npt.NDArray[np.bool_] = field(init=False)
    logits: Floats = field(init=False)
    margins: Floats = field(init=False)
    inner: int = field(init=False)  # the fold that dealt its first scores

    def __post_init__(self) -> None:
        hits = [MATCHER.hit(line) for line in self.lines]
        self.around, self.seen = alone(self.lines, answers(hits))
        self.anchor = self.seen[:, -3] > 0
        self.inner = (
            zlib.crc32(f"{self.site} {self.lines[0] if not self.site else ''}".encode())
            // 7
            % FOLDS
        )
        self.chars = np.array([len(line) for line in self.lines], float)

    def weigh(self, setting: str, scale: float) -> None:
        """How much each line counts in training."""
        furniture, content = self.labels == "b", self.labels == "c"
        self.weight = np.zeros(len(self.lines))
        for rows, share in ((furniture, LENGTH[setting]), (content, CONTENT[setting])):
            if rows.any():
                chars = self.chars[rows] / self.chars[rows].sum()
                self.weight[rows] = share * chars + (1 - share) / rows.sum()
        self.weight *= UNIT * scale

    def columns(self, layer: int) -> Ints:
        if layer == 0:
            return self.seen
        told = context(self.around, self.logits.astype(np.float32))
        return np.hstack((self.seen, rounded(told)))


MATCHER = matcher_of(StripBoilerplate().rules)


def site_of(page: dict[str, Any]) -> str:
    """The host of a page, and its id where it has none."""
    host = re.sub(r"^(?:https?://)?(?:www\.)?", "", page["url"]).split("/")[0].lower()
    return host or str(page["id"])


def fold_of(site: str) -> int:
    return zlib.crc32(site.encode()) % FOLDS


def documents(pages: Sequence[dict[str, Any]], setting: str) -> Iterator[Document]:
    for page in pages:
        numbers = page["residue"] if setting == "residue" else range(len(page["lines"]))
        kept = [at for at in numbers or () if page["lines"][at].strip()]
        if kept:
            lines = [page["lines"][at] for at in kept]
            labels = np.array([page["labels"][at] for at in kept])
            yield Document(site_of(page), page["lang"], lines, labels, fold_of(site_of(page)))


def made(pages: Sequence[Document], sentences: dict[str, list[str]]) -> Iterator[Document]:
    """Documents of other forms; those of a fold know the furniture and sentences of that fold."""
    for fold in range(FOLDS):
        mine = {lang: found[fold::FOLDS] for lang, found in sentences.items()}
        around = {
            lang: furniture(
                [page for page in pages if (page.fold, page.lang) == (fold, lang)], lang
            )
            for lang in mine
        }
        for form in forms(mine, around, FORMS // FOLDS, seed=fold):
            yield Document("", form.lang, form.lines, np.array(list(form.labels)), fold)


def furniture(pages: Sequence[Document], lang: str) -> Furniture:
    """Runs of up to eight lines above and below the content of pages, and runs of examples."""
    rng = random.Random(lang)
    head: list[list[str]] = []
    tail: list[list[str]] = []
    for page in pages:
        content = np.flatnonzero(page.labels == "c")
        if not len(content):
            continue
        first, last = int(content[0]), int(content[-1])
        for runs, lines, labels in (
            (head, page.lines[max(0, first - 8) : first], page.labels[max(0, first - 8) : first]),
            (tail, page.lines[last + 1 : last + 9], page.labels[last + 1 : last + 9]),
        ):
            run = [line for line, label in zip(lines, labels, strict=True) if label == "b"]
            if run:
                runs.append(run[: rng.randint(1, 8)])
    examples = [
        line
        for rule in StripBoilerplate().rules.values()
        if isinstance(rule, LineRule) and rule.removes and rule.id.split(".")[0] in (lang, "mul")
        for line in rule.hits
        if line and rule.kind != "date"
    ]
    for runs in (head, tail):
        runs += [rng.sample(examples, rng.randint(1, 6)) for _ in range(max(20, len(runs)))]
    return Furniture(head, tail)


def fitted(columns: Ints, wanted: Floats, weight: Floats) -> Ints:
    """Whole-number weights of the columns, and last the bias."""
    values = (columns / FEATURE_STEPS).astype(np.float32)
    mean = np.average(values, axis=0, weights=weight)
    deviation = np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weight))
    deviation[deviation < 1e-6] = np.inf
    scaled = np.column_stack(((values - mean) / deviation, np.ones(len(values)))).astype(np.float32)
    beta = np.zeros(scaled.shape[1])
    penalty = np.full(len(beta), PENALTY)
    penalty[-1] = 1e-6
    for _ in range(15):
        chance = 1 / (1 + np.exp(-np.clip(scaled @ beta.astype(np.float32), -30, 30)))
        slope = scaled.T @ (weight * (chance - wanted)).astype(np.float32) + penalty * beta
        curve = np.maximum(weight * chance * (1 - chance), 1e-8 * weight).astype(np.float32)
        bend = (scaled * curve[:, None]).T @ scaled + np.diag(penalty)
        step = np.linalg.solve(bend.astype(np.float64), slope)
        beta -= step
        if np.abs(step).max() < 1e-3:
            break
    weights = beta[:-1] / deviation
    whole = np.append(weights, beta[-1] - mean @ weights) * WEIGHT_STEPS
    return np.rint(whole).astype(np.int64)


def logits(columns: Ints, weights: Ints) -> Floats:
    sums = columns @ weights[:-1] + weights[-1] * FEATURE_STEPS
    return np.asarray(sums / (FEATURE_STEPS * WEIGHT_STEPS))


def fit_layers(documents: Sequence[Document], others: Sequence[Document]) -> list[Ints]:
    """The weights of both layers; the second is fitted on scores that other folds gave.

    others: pages of the other setting, for the first layer, which sees no context.
    """
    own = len(documents)
    documents = [*documents, *others]
    first = [document.columns(0) for document in documents]

    def fit(tables: Sequence[Ints], without: int | None = None) -> Ints:
        chosen = [at for at in range(len(tables)) if documents[at].inner != without]
        weight = np.concatenate([documents[at].weight for at in chosen])
        rows = weight > 0
        wanted = np.concatenate([documents[at].labels == "b" for at in chosen]).astype(float)
        columns = np.concatenate([tables[at] for at in chosen])
        return fitted(columns[rows], wanted[rows], weight[rows])

    without = [fit(first, fold) for fold in range(FOLDS)]
    for document, table in zip(documents, first, strict=True):
        document.logits = logits(table, without[document.inner])
    second = [document.columns(1) for document in documents[:own]]
    return [fit(first), fit(second)]


def judge(document: Document, weights: Sequence[Ints], remove: tuple[float, float]) -> None:
    """Leaves in a document its margins by these weights."""
    for layer, row in enumerate(weights):
        document.logits = logits(document.columns(layer), row)
    document.margins = document.logits - threshold(remove, document.around)


def gone(document: Document, sure: float, shift: float) -> npt.NDArray[np.bool_]:
    """What goes in the first round, rules of places and neighbours apart."""
    margins = document.margins - shift
    open_ = document.anchor.any() or bool((margins > sure).any())
    return document.anchor | ((margins > 0) & open_)


def table(pages: Sequence[Document], sure: float, shift: float) -> str:
    """bR, lost, cF and documents over 10 %, by language, as means over documents."""
    cells = []
    for lang in ("en", "fr"):
        rows = []
        for page in pages:
            if page.lang != lang:
                continue
            taken = gone(page, sure, shift)
            furniture, content = page.labels == "b", page.labels == "c"
            lost = page.chars[content & taken].sum() / max(1.0, page.chars[content].sum())
            kept, left = page.chars[content & ~taken].sum(), page.chars[furniture & ~taken].sum()
            right = kept / (kept + left) if kept + left else 1.0
            both = right + 1 - lost
            share = taken[furniture].mean() if furniture.any() else np.nan
            rows.append((share, lost, 2 * right * (1 - lost) / both if both else 0.0, lost > 0.1))
        removed, lost, right, over = np.nanmean(np.array(rows, float), axis=0) * 100
        cells.append(f"{lang} bR {removed:5.1f} lost {lost:5.2f} cF {right:5.1f} >10% {over:4.1f}")
    return "   ".join(cells)


def rates(made: Sequence[Document], sure: float, shift: float) -> str:
    taken = np.concatenate([gone(form, sure, shift) for form in made])
    labels = np.concatenate([form.labels for form in made])
    return (
        f"made forms: furniture removed {100 * taken[labels == 'b'].mean():.1f}, "
        f"others kept {100 * (~taken[labels == 'c']).mean():.2f}"
    )


def calibration(documents: Sequence[Document]) -> tuple[float, float]:
    """Slope and intercept from the margin of an unseen line to its probability, by line."""
    found = np.concatenate([document.margins for document in documents])
    labels = np.concatenate([document.labels for document in documents])
    rows = (labels == "b") | (labels == "c")
    weight = np.ones(rows.sum())
    columns = np.rint(found[rows, None] * FEATURE_STEPS).astype(np.int64)
    slope, intercept = fitted(columns, (labels[rows] == "b").astype(float), weight) / WEIGHT_STEPS
    return round(float(slope), 4), round(float(intercept), 4)


def named(weights: Ints, layer: int) -> dict[str, int]:
    return dict(zip((*column_names(layer), "bias"), map(int, weights), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--en", type=Path, nargs="+", required=True)
    parser.add_argument("--fr", type=Path, nargs="+", required=True)
    args = parser.parse_args()
    with gzip.open(args.pages, "rt", encoding="utf-8") as rows:
        pages = [json.loads(row) for row in rows]
    sentences = {lang: plain(getattr(args, lang)) for lang in ("en", "fr")}
    by_setting = {setting: list(documents(pages, setting)) for setting in REMOVE}
    others = list(made(by_setting["wet"], sentences))
    settings = {}
    for setting, remove in REMOVE.items():
        own = by_setting[setting]
        other = by_setting["wet" if setting == "residue" else "residue"]
        for group, scale in ((own, 1.0), (other, 1.0), (others, FORM_WEIGHT[setting])):
            for document in group:
                document.weigh(setting, scale)
        for fold in range(FOLDS):
            unseen = [one for one in (*own, *others) if one.fold != fold]
            weights = fit_layers(unseen, [one for one in other if one.fold != fold])
            for document in (*own, *others):
                if document.fold == fold:
                    judge(document, weights, remove)
        print(f"{setting}, sites not seen in training")
        for shift in (-1.0, -0.5, 0.0, 0.5, 1.0):
            print(f"  {shift:+4.1f}  {table(own, SURE[setting], shift)}")
            print(f"        {rates(others, SURE[setting], shift)}", flush=True)
        calibrated = calibration(own)
        weights = fit_layers([*own, *others], other)
        settings[setting] = {
            "remove": dict(zip(("en", "fr"), remove, strict=True)),
            "sure": SURE[setting],
            "calibration": calibrated,
            "layers": [named(row, layer) for layer, row in enumerate(weights)],
        }
    built = {
        "about": "Weights of the model of strip_boilerplate, in units of 1/4096; see model.py.",
        "built_by": "scripts/build_boilerplate.py",
        "from": f"{len(pages)} labelled web pages, {FORMS} documents made of sentences; see NOTICE",
        "settings": settings,
    }
    args.out.write_text(json.dumps(built, indent=1) + "\n", encoding="utf-8")


def plain(paths: Sequence[Path]) -> list[str]:
    lines = [line.strip() for path in paths for line in path.read_text("utf-8").splitlines()]
    return [line for line in lines if 20 <= len(line) <= 300]


if __name__ == "__main__":
    main()
