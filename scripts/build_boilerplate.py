"""Build ``normtext/models/boilerplate.json`` from labelled pages and from plain text.

    OPENBLAS_NUM_THREADS=1 python scripts/build_boilerplate.py --data FOLDER [--out FILE]

FOLDER holds `boilerplate/dev.jsonl.gz`, a page a line, `id, lang, url, lines, labels, residue`
(labels are a letter a line, `c` content, `b` boilerplate, anything else unknown; `residue` lists
the lines that an extractor kept), and the corpora that boilerplate_pages.py names.

boilerplate_fit.py says how each layer is fitted. A page weighs as much as any other of its
language. Its furniture counts by lines (residue) or mostly by characters (wet), its content mostly
by characters, since that is how what is lost is measured; made forms and plain documents count half
by lines. The second layer is fitted on scores that pages of other sites gave: sites are dealt into
folds, never pages.

It prints what the stage does, rules and all, on what its weights have not seen: for those figures
all of the above is done once a fold, without its sites. (Scores across the same folds would leak:
the second layer could read from them what the first was told.) The thresholds below were chosen by
these figures, so they are of one kind with them. Equal inputs give equal weights up to the rounding
of the linear algebra library; with one thread it takes some ten minutes, with more of them longer.
"""

import argparse
import json
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from boilerplate_fit import linear, network
from boilerplate_pages import (
    FOLDS,
    FORMS,
    Document,
    made_documents,
    pages,
    plain_documents,
    thinned,
)

from normtext.stages.strip_boilerplate.decide import decided
from normtext.stages.strip_boilerplate.hits import Hit
from normtext.stages.strip_boilerplate.model import (
    FEATURE_STEPS,
    WEIGHT_STEPS,
    Layer,
    Model,
    Opens,
    column_names,
)
from normtext.stages.strip_boilerplate.scoring import Furniture
from normtext.stages.strip_boilerplate.stage import StripBoilerplate

Floats = npt.NDArray[np.floating[Any]]

SETTINGS: dict[str, dict[str, Any]] = {
    # by_chars: how much of the weight of furniture and of content is by characters. french, made,
    # plain: the weight of a French page, of a made form and of a plain document, where that of an
    # English page is one: few pages are French. thinned: copies of each page. The rest is `Model`.
    "residue": {
        "by_chars": (0.0, 0.8), "french": 3.0, "made": 2.0, "plain": 2.0, "thinned": 8,
        "remove": (1.6, 0.0), "bare": 1.0, "begins": True,
        "opens": Opens(0.0, 0.7, 2.5, 4.0),
    },
    "wet": {
        "by_chars": (0.7, 0.8), "french": 6.0, "made": 0.15, "plain": 0.2, "thinned": 0,
        "remove": (1.1, 0.75), "bare": 0.0, "begins": False,
        "opens": Opens(0.0, 0.7, 2.5, 4.0),
    },
}  # fmt: skip
BY_CHARS = (0.0, 0.5)  # of made forms and plain documents
DUPLICATE = Hit(StripBoilerplate().rules["duplicate.head"])  # type: ignore[arg-type]


def fit_layers(documents: Sequence[Document], others: Sequence[Document]) -> tuple[Layer, Layer]:
    """Both layers; the second is fitted on scores that other folds gave.

    others: what only the first layer learns from, which sees no context: pages of the other
    setting.
    """

    def first_layer(without: int | None = None) -> Layer:
        chosen = [one for one in (*documents, *others) if one.inner != without and not one.thinned]
        return linear(*_table(chosen, 0))

    without = [first_layer(fold) for fold in range(FOLDS)]
    for document in documents:
        document.logits = without[document.inner].logits(document.columns(0))
    return first_layer(), network(*_table(documents, 1))


def _table(documents: Sequence[Document], layer: int) -> tuple[Floats, Floats, Floats]:
    """Of lines whose label is known: what a layer sees, whether they are furniture, and weights."""
    rows = [document.weight > 0 for document in documents]
    both = list(zip(documents, rows, strict=True))
    return (
        np.concatenate([document.columns(layer)[known] for document, known in both]),
        np.concatenate([document.labels[known] == "b" for document, known in both]).astype(float),
        np.concatenate([document.weight[known] for document, known in both]),
    )


def model_of(setting: str, layers: tuple[Layer, Layer], shift: float = 0.0) -> Model:
    of = SETTINGS[setting]
    english, french = of["remove"]
    remove = (english + shift, french + shift)
    return Model(layers, remove, of["bare"], of["begins"], of["opens"], (1.0, 0.0))


def gone(document: Document, model: Model) -> npt.NDArray[np.bool_]:
    """What the stage removes."""
    scores = Furniture(lambda: model, document.lines, document.hits)
    taken = np.zeros(len(document.lines), bool)
    taken[list(decided(document.lines, document.hits, DUPLICATE, scores).gone)] = True
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
    slope, intercept = linear(columns, wanted, weight).weights[:, 0] / WEIGHT_STEPS
    return round(float(slope), 4), round(float(intercept), 4)


def told(number: int, layer: Layer) -> dict[str, Any]:
    """A layer, to be written."""
    rows = layer.weights.astype(int).tolist()
    named = dict(zip((*column_names(number), "bias"), rows, strict=True))
    return {"units": layer.units.astype(int).tolist(), "weights": named}


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
        copies = list(thinned(by_setting["wet"], of["thinned"]))
        for copy in copies:
            copy.weigh(*of["by_chars"], of["french"] if copy.lang == "fr" else 1.0)
        all_own = [*own, *made, *plain, *copies]

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
            "bare": of["bare"],
            "begins": of["begins"],
            "opens": of["opens"]._asdict(),
            "calibration": calibration(own, [model_of(setting, layers) for layers in folds]),
            "layers": [told(number, layer) for number, layer in enumerate(fit(None))],
        }
    built = {
        "about": "Weights of the model of strip_boilerplate, in units of 1/4096; see model.py.",
        "built_by": "scripts/build_boilerplate.py",
        "from": f"{len(by_setting['wet'])} labelled web pages, {FORMS} documents made of "
        f"sentences, {len(plain)} plain documents; see NOTICE",
        "settings": settings,
    }
    # A row of weights a line: what a column is worth to each unit, last to the layer itself.
    text = json.dumps(built, indent=1)
    text = re.sub(r"\[[-\d\s,.]*\]", lambda row: "".join(row[0].split()), text)
    args.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
