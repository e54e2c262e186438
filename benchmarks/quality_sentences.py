"""Sentence boundaries against gold treebanks: normtext, and the peers that are installed.

FOLDER holds treebanks in CoNLL-U, or only their comment lines; a file name begins with its
language. The gold sentences (`# text =`) of a paragraph (`# newpar`, `# newdoc`) are joined by a
space and each system splits them again; a treebank without paragraphs is joined in groups of 8.
A sentence is found when both of its ends are exact, white space aside. A treebank counts headings,
addresses and list items as sentences. In a document these have a line of their own, so joined to
what follows they ask for what no rule of marks can know; hence three columns of F1:

  closed  only the sentences that end in a mark are joined (the figure to quote)
  blocks  all sentences; one that ends in no mark ends its block
  raw     all sentences

MB/s is UTF-8 bytes a second of CPU on the raw paragraphs, the best of five passes.
"""

from __future__ import annotations

import argparse
import importlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Spans = list[tuple[int, int]]
Splitter = Callable[[str], Spans]
JOININGS = ("closed", "blocks", "raw")
GROUP = 8
# A mark, then what may close after it: quotes, brackets, footnote marks, emoji and other symbols.
CLOSED = re.compile(r"[.!?…][\s\"”’'»)\]*_]*(?:\[\d+\])*[\s\u2600-\u27bf\U0001f000-\U0001ffff]*\Z")


def paragraphs(path: Path) -> Iterator[list[str]]:
    """The gold sentences of each paragraph of one treebank file."""
    sentences: list[str] = []
    has_paragraphs = False
    for line in path.read_text(encoding="utf-8").splitlines():
        new = line.startswith(("# newpar", "# newdoc"))
        has_paragraphs = has_paragraphs or new
        text = line.startswith("# text =")
        if sentences and (new or (text and not has_paragraphs and len(sentences) == GROUP)):
            yield sentences
            sentences = []
        if text:
            sentences.append(line.partition("=")[2].strip())
    yield sentences


def blocks(sentences: list[str], joining: str) -> Iterator[tuple[str, Spans]]:
    """What is split: the text of each block with the spans of its gold sentences."""
    parts: list[list[str]] = [[]]
    for sentence in sentences:
        closed = CLOSED.search(sentence) is not None
        if closed or joining != "closed":
            parts[-1].append(sentence)
        if not closed and joining == "blocks":
            parts.append([])
    for part in filter(None, parts):
        spans, at = [], 0
        for sentence in part:
            spans.append((at, at + len(sentence)))
            at += len(sentence) + 1
        yield " ".join(part), spans


def trimmed(text: str, spans: Spans) -> set[tuple[int, int]]:
    """The spans without white space at their edges."""
    out = set()
    for start, end in spans:
        piece = text[start:end]
        out.add((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
    return out


def located(text: str, pieces: list[str]) -> Spans:
    """Spans of the strings that a peer returns, searched from left to right."""
    spans, at = [], 0
    for piece in map(str.strip, pieces):
        found = text.find(piece, at)
        if found >= 0:
            at = found + len(piece)
            spans.append((found, at))
    return spans


def normtext(_lang: str) -> Splitter:
    from normtext.stages.segment_sentences.boundaries import SentenceSplitter

    return SentenceSplitter.load().split


def pysbd(lang: str) -> Splitter:
    peer: Any = importlib.import_module("pysbd")
    segmenter = peer.Segmenter(language=lang, clean=False, char_span=True)
    return lambda text: [(piece.start, piece.end) for piece in segmenter.segment(text)]


def sentencex(lang: str) -> Splitter:
    peer: Any = importlib.import_module("sentencex")
    return lambda text: located(text, list(peer.segment(lang, text)))


def blingfire(_lang: str) -> Splitter:
    peer: Any = importlib.import_module("blingfire")
    return lambda text: list(peer.text_to_sentences_and_offsets(text)[1])


def score(split: Splitter, gold: list[tuple[str, Spans]], *, show: bool) -> float:
    """F1 of the exact spans, in per cent."""
    hits = total = 0
    for text, spans in gold:
        found = trimmed(text, split(text))
        hits += len(found & set(spans))
        total += len(found) + len(spans)
        if show:
            ends, wanted = {end for _, end in found}, {end for _, end in spans}
            for end in sorted(ends ^ wanted):
                sign = "+" if end in ends else "-"
                print(f"{sign} {text[max(0, end - 60) : end]}\N{BROKEN BAR}{text[end : end + 40]}")
    return 200 * hits / total


def speed(split: Splitter, gold: list[tuple[str, Spans]]) -> float:
    """Megabytes a second."""
    seconds = []
    for _ in range(5):
        began = time.process_time()
        for text, _ in gold:
            split(text)
        seconds.append(time.process_time() - began)
    return sum(len(text.encode()) for text, _ in gold) / min(seconds) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--misses", action="store_true", help="print normtext's, closed joining")
    options = parser.parse_args()
    print(f"{'system':10} {'treebank':18} {'closed':>7} {'blocks':>7} {'raw':>7} {'MB/s':>7}")
    for make in (normtext, pysbd, sentencex, blingfire):
        rows = []
        for path in sorted(options.data.glob("*.txt")):
            try:
                split = make(path.name[:2])
            except ImportError:
                break
            gold = {j: [b for p in paragraphs(path) for b in blocks(p, j)] for j in JOININGS}
            misses = options.misses and make is normtext
            row = [score(split, gold[j], show=misses and j == "closed") for j in JOININGS]
            rows.append([*row, speed(split, gold["raw"])])
            print(f"{make.__name__:10} {path.stem:18}", *(f"{value:7.2f}" for value in rows[-1]))
        if rows:
            means = (sum(column) / len(rows) for column in zip(*rows, strict=True))
            print(f"{make.__name__:10} {'mean':18}", *(f"{value:7.2f}" for value in means))


if __name__ == "__main__":
    main()
