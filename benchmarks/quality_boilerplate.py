"""Quality of strip_boilerplate: gold pages, clean prose and other forms, beside installed peers.

    python benchmarks/quality_boilerplate.py --data PAGES.jsonl.gz [--clean FILE...]

PAGES: a page a line, `id, lang, lines, labels, residue` (and, if any, `html`): labels are a letter
a line, `c` content, `b` boilerplate, anything else not scored; `residue` lists the lines that a
lenient extractor kept. FILE: clean prose, a sentence a line, taken as documents of 20 lines.

bR: share of boilerplate lines removed. lost: share of the characters of content removed. cF: F1 of
the characters of content. All are means over documents; pages without boilerplate have no bR.
Peers are scored on the same lines: C4's line rules always, jusText (a line a paragraph) where it is
installed, trafilatura where it is installed and pages hold HTML.

The pages that the model's weights were made from flatter it: scripts/build_boilerplate.py prints
what it does on sites that the weights have not seen.
"""

import argparse
import gzip
import importlib.util
import json
import tomllib
from pathlib import Path

from normtext.presets import preset

CASES = Path(__file__).parent.parent / "tests" / "cases"
TERMINAL = (".", "?", "!", '"', "'", "»", "”", "’")


def pages(path, regime):
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for page in map(json.loads, rows):
            numbers = page["residue"] if regime == "residue" else range(len(page["lines"]))
            if numbers:
                lines = [page["lines"][at] for at in numbers]
                yield page, lines, [page["labels"][at] for at in numbers]


def gone(pipeline, lines):
    """Which lines a pipeline removes: more than half of what they hold but spaces."""
    text = "\n".join(lines)
    taken = bytearray(len(text))
    for removal in pipeline.normalize(text).removed:
        start, end = removal.source_start, removal.source_end
        taken[start:end] = b"\1" * (end - start)
    at, found = 0, []
    for line in lines:
        solid = [taken[at + place] for place, char in enumerate(line) if not char.isspace()]
        found.append(2 * sum(solid) > len(solid))
        at += len(line) + 1
    return found


def c4(_, lines):
    """C4's line rules (Raffel et al. 2020); French closing quotes are terminal punctuation too."""
    policies = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "javascript")
    return [
        not line.rstrip().endswith(TERMINAL)
        or len(line.split()) < 3
        or any(policy in line.lower() for policy in policies)
        for line in lines
    ]


def justext(page, lines):
    import justext as peer

    language = {"en": "English", "fr": "French"}[page["lang"]]
    html = "".join(f"<p>{line.replace('&', '&amp;').replace('<', '&lt;')}</p>" for line in lines)
    paragraphs = peer.justext(html, peer.get_stoplist(language), no_headings=True)
    kept = {" ".join(item.text.split()) for item in paragraphs if not item.is_boilerplate}
    return [" ".join(line.split()) not in kept for line in lines]


def trafilatura(page, lines):
    import trafilatura as peer

    kept = set((peer.extract(page["html"], include_comments=False) or "").split("\n"))
    return [line.strip() not in kept for line in lines]


def scored(labels, lines, taken):
    chars = {"kept c": 0, "kept b": 0, "gone c": 0, "gone b": 0}
    furniture = []
    for line, label, away in zip(lines, labels, taken, strict=True):
        if label in "cb":
            chars[f"{'gone' if away else 'kept'} {label}"] += len(line)
        if label == "b":
            furniture.append(away)
    content = chars["kept c"] + chars["gone c"]
    lost = chars["gone c"] / content if content else 0.0
    kept = chars["kept c"] + chars["kept b"]
    right = chars["kept c"] / kept if kept else 1.0
    both = right + 1 - lost
    removed = sum(furniture) / len(furniture) if furniture else None
    return removed, lost, 2 * right * (1 - lost) / both if both else 0.0


def print_pages(path, regime, judges):
    print(
        f"\n{regime}\n{'':18}{'lang':5}{'pages':>6}{'bR':>7}{'lost':>7}{'cF':>7}{'>2%':>7}{'>10%':>7}"
    )
    for name, judge in judges.items():
        rows = {"en": [], "fr": []}
        for page, lines, labels in pages(path, regime):
            if name != "trafilatura" or "html" in page:
                rows[page["lang"]].append(scored(labels, lines, judge(page, lines)))
        for lang, found in rows.items():
            if not found:
                continue
            furniture = [row[0] for row in found if row[0] is not None]
            lost = [row[1] for row in found]
            cells = (
                sum(furniture) / max(1, len(furniture)), sum(lost) / len(lost),
                sum(row[2] for row in found) / len(found),
                sum(share > 0.02 for share in lost) / len(lost),
                sum(share > 0.1 for share in lost) / len(lost),
            )  # fmt: skip
            figures = "".join(f"{100 * cell:7.2f}" for cell in cells)
            print(f"{name:18}{lang:5}{len(found):6}{figures}")


def print_clean(paths, pipeline):
    removed = lines = 0
    for path in paths:
        text = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
        for at in range(0, len(text), 20):
            removed += sum(gone(pipeline, text[at : at + 20]))
        lines += len(text)
    if lines:
        rate = 10_000 * removed / lines
        print(f"\nclean prose: {removed} of {lines} lines removed, {rate:.2f} in 10,000")


def print_forms(pipeline):
    print(f"\n{'other forms':16}{'furniture removed':>20}{'others kept':>14}")
    for lang in ("en", "fr"):
        counts = {("b", True): 0, ("b", False): 0, ("c", True): 0, ("c", False): 0}
        text = (CASES / f"forms_{lang}.toml").read_text("utf-8")
        for document in tomllib.loads(text)["document"]:
            rows = [(row[0], row[2:]) for row in document["text"].split("\n") if row[2:]]
            taken = gone(pipeline, [line for _, line in rows])
            for (label, _), away in zip(rows, taken, strict=True):
                counts[label, away] += 1
        removed = counts["b", True] / (counts["b", True] + counts["b", False])
        kept = counts["c", False] / (counts["c", True] + counts["c", False])
        print(f"{lang:16}{100 * removed:20.1f}{100 * kept:14.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--clean", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    peers = {"C4": c4}
    for name, peer in (("jusText", justext), ("trafilatura", trafilatura)):
        if importlib.util.find_spec(name.lower()):
            peers[name] = peer
        else:
            print(f"{name} is not installed: pip install {name.lower()}")
    if args.data:
        for regime, name in (("residue", "article"), ("wet", "page")):
            pipeline = preset(name)

            def ours(_, lines, pipeline=pipeline):
                return gone(pipeline, lines)

            print_pages(args.data, regime, {f"normtext {name}"[:16]: ours, **peers})
    print_forms(preset("article"))
    print_clean(args.clean, preset("article"))


if __name__ == "__main__":
    main()
