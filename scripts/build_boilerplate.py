"""Build ``normtext/models/boilerplate.json`` from labelled pages and from plain text.

    OPENBLAS_NUM_THREADS=1 python scripts/build_boilerplate.py --data FOLDER [--out FILE]

FOLDER holds `boilerplate/dev.jsonl.gz`, a page a line, `id, lang, url, lines, labels, residue`
(labels are a letter a line, `c` content, `b` boilerplate, anything else unknown; `residue` lists
the lines that an extractor kept), and the corpora that boilerplate_pages.py names.

Each layer is a logistic regression with an L2 penalty, fitted by Newton's method. A page weighs as
much as any other of its language. Its furniture counts by lines (residue) or mostly by characters
(wet), its content mostly by characters, since that is how what is lost is measured; made forms and
plain documents count half by lines. The second layer is fitted on scores that pages of other
sites gave: sites are dealt into folds, never pages.

It prints what the stage does, rules and all, on what its weights have not seen: for those figures
all of the above is done once a fold, without its sites. (Scores across the same folds would leak:
the second layer could read from them what the first was told.) The thresholds below were chosen by
these figures, so they are of one kind with them. Equal inputs give equal weights up to the rounding
of the linear algebra library; with one thread it takes a few minutes, with more of them far longer.
"""

import argparse
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from boilerplate_pages import FOLDS, FORMS, Document, made_documents, pages, plain_documents

from normtext.stages.strip_boilerplate.decide import removed
from normtext.stages.strip_boilerplate.matcher import Hit
from normtext.stages.strip_boilerplate.model import (
    FEATURE_STEPS,
    WEIGHT_STEPS,
    Model,
    column_names,
    logits,
)
from normtext.stages.strip_boilerplate.scoring import Furniture
from normtext.stages.strip_boilerplate.stage import StripBoilerplate

Floats = npt.NDArray[np.floating[Any]]

PENALTY = 1.0  # of 1, 3, 10, 30: the largest that cost nothing on unseen sites
SETTINGS: dict[str, dict[str, Any]] = {
    # by_chars: how much of the weight of furniture and of content is by characters. french, made,
    # plain: the weight of a French page, of a made form and of a plain document, where that of an
    # English page is one: few pages are French. The rest is in `Model`.
    "residue": {
        "by_chars": (0.0, 0.8), "french": 3.0, "made": 0.1, "plain": 0.1,
        "remove": (2.5, 0.7), "opens": (0.8, 2.0), "surer": 1.2, "untold": 8,
    },
    "wet": {
        "by_chars": (0.7, 0.8), "french": 3.0, "made": 0.03, "plain": 0.01,
        "remove": (0.9, 0.5), "opens": (2.0, 2.0), "surer": 0.0, "untold": None,
    },
}  # fmt: skip
BY_CHARS = (0.0, 0.5)  # of made forms and plain documents
DUPLICATE = Hit(StripBoilerplate().rules["duplicate.head"])  # type: ignore[arg-type]


def fitted(columns: Floats, wanted: Floats, weight: Floats) -> Floats:
    """Whole-number weights of the columns, and last the bias."""
    weight = weight.astype(np.float32)
    scaled = np.empty((len(columns), columns.shape[1] + 1), np.float32)
    scaled[:, -1] = 1
    values = scaled[:, :-1]
    np.divide(columns, FEATURE_STEPS, out=values, casting="same_kind")
    mean = weight @ values / weight.sum()
    values -= mean
    deviation = np.sqrt(weight @ values**2 / weight.sum())
    deviation[deviation < 1e-6] = np.inf
    values /= deviation
    beta = np.zeros(scaled.shape[1])
    penalty = np.full(len(beta), PENALTY)
    penalty[-1] = 1e-6
    for _ in range(15):
        chance = 1 / (1 + np.exp(-np.clip(scaled @ beta.astype(np.float32), -30, 30)))
        slope = scaled.T @ (weight * (chance - wanted)).astype(np.float32) + penalty * beta
        root = np.sqrt(np.maximum(weight * chance * (1 - chance), 1e-8 * weight))
        bent = scaled * root[:, None]
        step = np.linalg.solve((bent.T @ bent).astype(np.float64) + np.diag(penalty), slope)
        beta -= step
        if np.abs(step).max() < 1e-3:
            break
    weights = beta[:-1] / deviation
    return np.rint(np.append(weights, beta[-1] - mean @ weights) * WEIGHT_STEPS)


def fit_layers(documents: Sequence[Document], others: Sequence[Document]) -> tuple[Floats, Floats]:
    """The weights of both layers; the second is fitted on scores that other folds gave.

    others: pages of the other setting, for the first layer, which sees no context.
    """
    own = len(documents)
    documents = [*documents, *others]
    first = [document.columns(0) for document in documents]

    def fit(tables: Sequence[Floats], without: int | None = None) -> Floats:
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
    return fit(first), fit(second)


def model_of(setting: str, layers: tuple[Floats, Floats], shift: float = 0.0) -> Model:
    of = SETTINGS[setting]
    english, french = of["remove"]
    remove = (english + shift, french + shift)
    return Model(layers, remove, of["opens"], of["surer"], of["untold"], (1.0, 0.0))


def gone(document: Document, model: Model) -> npt.NDArray[np.bool_]:
    """What the stage removes."""
    scores = Furniture(lambda: model, document.lines, document.hits)
    taken = np.zeros(len(document.lines), bool)
    taken[list(removed(document.lines, document.hits, DUPLICATE, scores))] = True
    return taken


def table(pages: Sequence[Document], taken: Sequence[npt.NDArray[np.bool_]]) -> str:
    """bR, lost, cF and documents over 10 %, by language, as means over documents."""
    cells = []
    for lang in ("en", "fr"):
        rows = []
        for page, away in zip(pages, taken, strict=True):
            if page.lang != lang:
                continue
            furniture, content = page.labels == "b", page.labels == "c"
            lost = page.chars[content & away].sum() / max(1.0, page.chars[content].sum())
            kept, left = page.chars[content & ~away].sum(), page.chars[furniture & ~away].sum()
            right = kept / (kept + left) if kept + left else 1.0
            both = right + 1 - lost
            share = away[furniture].mean() if furniture.any() else np.nan
            rows.append((share, lost, 2 * right * (1 - lost) / both if both else 0.0, lost > 0.1))
        share, lost, right, over = np.nanmean(np.array(rows, float), axis=0) * 100
        cells.append(f"{lang} bR {share:5.1f} lost {lost:5.2f} cF {right:5.1f} >10% {over:4.1f}")
    return "   ".join(cells)


def rates(made: Sequence[Document], taken: Sequence[npt.NDArray[np.bool_]]) -> str:
    away = np.concatenate(taken)
    labels = np.concatenate([document.labels for document in made])
    return (
        f"made forms: furniture removed {100 * away[labels == 'b'].mean():.1f}, "
        f"others kept {100 * (~away[labels == 'c']).mean():.2f}"
    )


def calibration(pages: Sequence[Document], models: Sequence[Model]) -> tuple[float, float]:
    """Slope and intercept from the margin of an unseen line to its probability, by line.

    Over the pages that are opened to the model: no other line gets a score.
    """
    margins, labels = [], []
    for page in pages:
        if not gone(page, models[page.fold]).any():
            continue
        told = Furniture(partial(lambda fold: models[fold], page.fold), page.lines, page.hits)
        margins.append(told.margins(range(len(page.lines))))
        labels.append(page.labels)
    found, letters = np.concatenate(margins), np.concatenate(labels)
    rows = (letters == "b") | (letters == "c")
    columns = np.rint(found[rows, None] * FEATURE_STEPS)
    wanted, weight = (letters[rows] == "b").astype(float), np.ones(rows.sum())
    slope, intercept = fitted(columns, wanted, weight) / WEIGHT_STEPS
    return round(float(slope), 4), round(float(intercept), 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True)
    out = Path(__file__).parent.parent / "normtext" / "models" / "boilerplate.json"
    parser.add_argument("--out", type=Path, default=out)
    args = parser.parse_args()
    by_setting = {setting: list(pages(args.data, setting)) for setting in SETTINGS}
    made = list(made_documents(args.data, by_setting["wet"]))
    plain = list(plain_documents(args.data))
    settings = {}
    for setting, of in SETTINGS.items():
        own = by_setting[setting]
        other = by_setting["wet" if setting == "residue" else "residue"]
        for page in (*own, *other):
            page.weigh(*of["by_chars"], of["french"] if page.lang == "fr" else 1.0)
        for name, group in (("made", made), ("plain", plain)):
            for document in group:
                document.weigh(*BY_CHARS, of[name])
        all_own = [*own, *made, *plain]

        def fit(fold: int | None, all_own: Any = all_own, other: Any = other) -> Any:
            return fit_layers(
                [one for one in all_own if one.fold != fold],
                [one for one in other if one.fold != fold],
            )

        folds = [fit(fold) for fold in range(FOLDS)]
        print(f"{setting}, on sites and texts not seen in training")
        for shift in (-0.6, -0.3, 0.0, 0.3, 0.6):
            models = [model_of(setting, layers, shift) for layers in folds]
            taken = {
                name: [gone(one, models[one.fold]) for one in group]
                for name, group in (("own", own), ("made", made), ("plain", plain))
            }
            lines = sum(map(len, taken["plain"]))
            print(f"  {shift:+4.1f}  {table(own, taken['own'])}")
            print(f"        {rates(made, taken['made'])}; plain documents:", end=" ")
            print(f"{sum(away.sum() for away in taken['plain'])} of {lines} removed", flush=True)
        settings[setting] = {
            "remove": dict(zip(("en", "fr"), of["remove"], strict=True)),
            "opens": dict(zip(("together", "alone"), of["opens"], strict=True)),
            "surer": of["surer"],
            "untold": of["untold"],
            "calibration": calibration(own, [model_of(setting, layers) for layers in folds]),
            "layers": [
                dict(zip((*column_names(layer), "bias"), map(int, row), strict=True))
                for layer, row in enumerate(fit(None))
            ],
        }
    built = {
        "about": "Weights of the model of strip_boilerplate, in units of 1/4096; see model.py.",
        "built_by": "scripts/build_boilerplate.py",
        "from": f"{len(by_setting['wet'])} labelled web pages, {FORMS} documents made of "
        f"sentences, {len(plain)} plain documents; see NOTICE",
        "settings": settings,
    }
    args.out.write_text(json.dumps(built, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
