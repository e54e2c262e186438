"""How well language is identified, and how fast, beside langdetect.

    python benchmarks/quality_language.py --data FOLDER [--per-language 24]

FOLDER holds ``flores-dev.XX`` (a sentence a line, parallel) and, if any, ``ud.oc`` and ``ud.ht``.
Texts of five lengths are cut from it at random, with a fixed seed; English and French get as many
as all the others together.

accuracy: English and French texts answered right. false: texts in other languages answered "en" or
"fr". ECE: expected calibration error in 15 bins, of all answers but "und", over the languages that
langdetect's profiles know. Speeds are CPU time in this process; langdetect runs with a fixed seed.

The word lists, the thresholds and the temperature were chosen on FLORES-200 dev: on that folder the
rows "normtext" and "its model alone" are in sample. langdetect's own is not.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from normtext.stages.identify_language.evidence import judge
from normtext.stages.identify_language.langdetect import Guess, LangdetectModel

LENGTHS = ("1 word", "2 words", "20 chars", "50 chars", "sentence")
UNSPACED = ("ja", "my", "th", "zh")  # no words to cut out
TRUE_NAMES = {"nb": ("no",), "zh": ("zh-CN", "zh-TW")}

Judge = Callable[[Sequence[str]], list[Guess]]


class Sample(NamedTuple):
    """A text, its language and which of LENGTHS it has."""

    text: str
    lang: str
    length: str


def cut(line: str, lang: str, length: str, rng: random.Random) -> str:
    """A piece of a line."""
    words = line.split()
    match length:
        case "1 word":
            lettered = [
                word.strip(".,;:!?()«»\"'") for word in words if any(map(str.isalpha, word))
            ]
            return rng.choice(lettered or words)
        case "2 words":
            start = rng.randrange(max(1, len(words) - 1))
            return " ".join(words[start : start + 2])
        case "sentence":
            return line
    size = int(length.split(maxsplit=1)[0])
    last = max(1, len(line) - size)
    starts = (
        range(last) if lang in UNSPACED else [0, *(i + 1 for i in range(last) if line[i] == " ")]
    )
    start = rng.choice(starts)
    return line[start : start + size]


def draw(folder: Path, per_language: int) -> list[Sample]:
    """The texts: as many English and French ones as others."""
    rng = random.Random(20)
    paths = sorted(folder.glob("flores-dev.*"))
    samples = []
    for path in paths:
        lang = path.suffix[1:]
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        count = per_language * (len(paths) - 2) // 2 if lang in ("en", "fr") else per_language
        for length in LENGTHS:
            if lang not in UNSPACED or "word" not in length:
                samples += [
                    Sample(cut(rng.choice(lines), lang, length, rng), lang, length)
                    for _ in range(count)
                ]
    return samples


def load_langdetect() -> Judge | None:
    """langdetect, seeded, or None where it is not installed."""
    try:
        from langdetect import DetectorFactory, LangDetectException, detect_langs
    except ImportError:
        return None
    DetectorFactory.seed = 0

    def one(text: str) -> Guess:
        try:
            best = detect_langs(text)[0]
        except (LangDetectException, IndexError):
            return Guess("und", 0.0)
        return Guess(best.lang.replace("-cn", "-CN").replace("-tw", "-TW"), best.prob)

    return lambda texts: [one(text) for text in texts]


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 15) -> float:
    """Mean distance of score and share of right answers, weighted by the answers of each bin."""
    error = 0.0
    for number in range(bins):
        inside = [pair for pair in pairs if min(int(pair[0] * bins), bins - 1) == number]
        error += abs(sum(score - right for score, right in inside))
    return error / max(1, len(pairs))


def report(name: str, guesses: Sequence[Guess], samples: Sequence[Sample], known: set[str]) -> None:
    """One row of the table."""
    cells = []
    for length in LENGTHS:
        right, false = [], []
        for guess, sample in zip(guesses, samples, strict=True):
            if sample.length == length:
                if sample.lang in ("en", "fr"):
                    right.append(guess.lang == sample.lang)
                else:
                    false.append(guess.lang in ("en", "fr"))
        cells.append(f"{100 * sum(right) / len(right):5.1f} {100 * sum(false) / len(false):5.2f}")
    pairs = [
        (guess.score, guess.lang in TRUE_NAMES.get(sample.lang, (sample.lang,)))
        for guess, sample in zip(guesses, samples, strict=True)
        if guess.lang != "und" and TRUE_NAMES.get(sample.lang, (sample.lang,))[0] in known
    ]
    print(
        f"{name:18}", *(f"{cell:>13}" for cell in cells), f"{100 * calibration_error(pairs):6.1f}"
    )


def seconds(judge_: Judge, texts: Sequence[Sequence[str]]) -> float:
    """CPU time for the documents, the least of three runs."""
    runs = []
    for _ in range(3):
        start = time.process_time()
        for batch in texts:
            judge_(batch)
        runs.append(time.process_time() - start)
    return min(runs)


def main() -> None:
    """Print the table, the languages no profile knows, and the speeds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--per-language", type=int, default=24)
    options = parser.parse_args()
    model = LangdetectModel.load()
    judges: dict[str, Judge] = {"normtext": judge, "its model alone": model.identify}
    if peer := load_langdetect():
        judges["langdetect"] = peer
    samples = draw(options.data, options.per_language)
    texts = [sample.text for sample in samples]
    print(f"{len(samples)} texts; accuracy on en + fr, false en/fr on the others, %; ECE %")
    print(" " * 18, *(f"{length:>13}" for length in LENGTHS), "   ECE")
    for name, judge_ in judges.items():
        report(name, judge_(texts), samples, set(model.languages))

    for path in (options.data / "ud.oc", options.data / "ud.ht", options.data / "flores-dev.ca"):
        if path.exists():
            lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
            for name, judge_ in judges.items():
                false = sum(guess.lang in ("en", "fr") for guess in judge_(lines[:300]))
                language = path.suffix[1:]
                print(f"{language}: {name} calls {false} of {len(lines[:300])} sentences en or fr")

    for lang in ("en", "fr"):
        lines = (options.data / f"flores-dev.{lang}").read_text(encoding="utf-8").split("\n")[:300]
        documents = {
            "sentences, 17 a call": [lines[i : i + 17] for i in range(0, 289, 17)],
            "sentences, 1 a call": [[line] for line in lines[:200]],
            "paragraphs, 1 a call": [[" ".join(lines[i : i + 5])] for i in range(0, 300, 5)],
        }
        for kind, batches in documents.items():
            chars = sum(len(text) for batch in batches for text in batch)
            spent = {name: seconds(judge_, batches) for name, judge_ in judges.items()}
            speeds = ", ".join(f"{name} {chars / 1e6 / cpu:.2f}" for name, cpu in spent.items())
            ratio = f"; x{spent['langdetect'] / spent['normtext']:.0f}" if peer else ""
            print(f"{lang} {kind}, million characters a second: {speeds}{ratio}")


if __name__ == "__main__":
    main()
