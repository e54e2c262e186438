"""Build ``normtext/models/titles.json`` from labelled pages.

    python scripts/build_titles.py --data FOLDER [--out FILE]

FOLDER holds `boilerplate/dev.jsonl.gz`, a page a line, `id, lang, url, title, lines, labels,
residue`. Lines that say the title of their page are titles, as benchmarks/quality_metadata.py tells
them; of a page none of whose lines does, no line is. The weights are a choice model: of each page
one of its candidates, or none. They are fitted on the sites of folds 0 to 2 alone; what goes from a
page is told by the model of strip_boilerplate as it is shipped. It prints how many titles are told
at some chances, on those sites and on the others.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
from quality_metadata import fold_of, is_title

from normtext.stages.strip_boilerplate.decide import tentative
from normtext.stages.strip_boilerplate.lines import answering, lines_of
from normtext.stages.strip_boilerplate.matcher import matcher_of
from normtext.stages.strip_boilerplate.scoring import Furniture, model_of
from normtext.stages.strip_boilerplate.stage import StripBoilerplate
from normtext.stages.strip_boilerplate.titles import candidates

Row = tuple[int, str, Sequence[Mapping[str, float]], Sequence[bool]]

FITTED = (0, 1, 2)
PENALTY = 2.0
STEPS = 600
FRENCH = 3.0  # the weight of a French page, where that of an English one is one: few are French


def examples(data: Path) -> Iterator[Row]:
    """For each page and setting: fold, lang, what is told of each candidate, whether it is one."""
    matcher = matcher_of(StripBoilerplate().rules)
    with gzip.open(data / "boilerplate" / "dev.jsonl.gz", "rt", encoding="utf-8") as rows:
        pages = list(map(json.loads, rows))
    for setting in ("residue", "wet"):
        for page in pages:
            kept = page["residue"] if setting == "residue" else range(len(page["lines"]))
            lines = lines_of("\n".join(page["lines"][at] for at in kept or ()))
            hits = matcher.hits([line.text for line in lines])
            left = answering(lines, hits)
            scores = Furniture(lambda setting=setting: model_of(setting), lines, hits)
            found = candidates(left, tentative(left, scores))
            wanted = [is_title(lines[at].text, page["title"]) for at in found]
            yield fold_of(page), page["lang"], list(found.values()), wanted


def fitted(rows: Sequence[Row], names: Sequence[str]) -> dict[str, float]:
    """The weights under which the titles are likeliest, with an L2 penalty."""
    rows = [row for row in rows if row[2]]
    sizes = [len(row[2]) for row in rows]
    group = np.repeat(np.arange(len(rows)), sizes)
    starts = np.cumsum([0, *sizes[:-1]])
    columns = np.array(
        [[1.0, *(float(told[name]) for name in names)] for row in rows for told in row[2]]
    )
    wanted = np.concatenate([row[3] for row in rows]).astype(float)
    weight = np.array([FRENCH if row[1] == "fr" else 1.0 for row in rows])[group]
    has = np.bincount(group, wanted)[group] > 0
    beta, mean, square = (np.zeros(columns.shape[1]) for _ in range(3))
    penalty = np.full(len(beta), PENALTY)
    penalty[0] = 0
    for step in range(1, STEPS + 1):
        sums = columns @ beta
        most = np.maximum(np.maximum.reduceat(sums, starts), 0)
        shares = np.exp(sums - most[group])
        chance = shares / (np.bincount(group, shares) + np.exp(-most))[group]
        right = shares * wanted
        target = np.where(has, right / np.maximum(np.bincount(group, right)[group], 1e-12), 0)
        slope = columns.T @ (weight * (chance - target)) + penalty * beta
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        rate = 0.1 if step < STEPS / 2 else 0.02
        beta -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    values = zip(("bias", *names), beta, strict=True)
    return {name: round(float(value), 2) for name, value in values}


def chances(row: Row, weights: Mapping[str, float]) -> npt.NDArray[Any]:
    """The chance of each candidate."""
    sums = np.array([
        weights["bias"] + sum(weights[name] * value for name, value in told.items())
        for told in row[2]
    ])  # fmt: skip
    shares = np.exp(sums - max(0, sums.max()))
    return shares / (shares.sum() + np.exp(-max(0, sums.max())))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True)
    out = Path(__file__).parent.parent / "normtext" / "models" / "titles.json"
    parser.add_argument("--out", type=Path, default=out)
    args = parser.parse_args()
    rows = list(examples(args.data))
    names = sorted(next(row[2][0] for row in rows if row[2]))
    weights = fitted([row for row in rows if row[0] in FITTED], names)
    for label, seen in (("fitted on", True), ("not seen", False)):
        for least in (0.25, 0.5, 0.6, 0.7):
            told = []
            for row in rows:
                if row[2] and (row[0] in FITTED) is seen:
                    chance = chances(row, weights)
                    if chance.max() >= least:
                        told.append(row[3][int(chance.argmax())])
            print(f"{label}: at {least}, {sum(told)} of {len(told)} told are titles")
    built = {
        "about": "Weights of the line that is the title: see strip_boilerplate/titles.py.",
        "built_by": "scripts/build_titles.py",
        "from": f"{sum(row[0] in FITTED for row in rows) // 2} labelled web pages; see NOTICE",
        "weights": weights,
    }
    args.out.write_text(json.dumps(built, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
