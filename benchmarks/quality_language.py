"""How well language is identified, and how fast, beside the peers that are installed.

    python benchmarks/quality_language.py --data FOLDER [--from-line 800] [--each 100]

FOLDER holds ``flores-dev.XX`` (a sentence a line, parallel) and, if any, ``ud.oc`` and ``ud.ht``.
Only lines that the model was not trained on are read: of FLORES-200 dev from 800 on, the last
quarter of the others; of those the odd ones, since the scores were calibrated on the even. The
lists of function words were chosen on all of FLORES-200 dev.

accuracy: English and French texts answered right. false: texts in other languages answered "en" or
"fr". at 1 %: accuracy if only so sure answers count that 1 % of the others are false. ECE: expected
calibration error in 15 bins of all answers but "und", half of the texts English and French. Speeds
are CPU time in this process.

Peers: langdetect (seeded), lingua, py3langid, eld, and fastText's lid.176 where FASTTEXT_LID names
its file.
"""

import argparse
import os
import random
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from normtext.stages.identify_language.engines import load_engine
from normtext.stages.identify_language.judgement import Guess, Judgement
from normtext.stages.identify_language.neighbours import settle

KINDS = ("1 word", "2 words", "20 chars", "50 chars", "100 chars", "sentence", "paragraph")
UNSPACED = ("ja", "my", "th", "zh")  # no words to cut out
SAME = {
    "nb": ("nb", "no", "nn"),
    "zh": ("zh", "zh-CN", "zh-TW"),
    "bs": ("bs", "hr"),
    "tl": ("tl", "fil"),
}
BOTH = ("en", "fr")

Judge = Callable[[Sequence[str]], list[Guess]]


class Sample(NamedTuple):
    """A text, its language and which of KINDS it is."""

    text: str
    lang: str
    kind: str


def read(folder: Path, from_line: int) -> dict[str, list[str]]:
    """The unseen lines of each language."""
    lines = {}
    for path in sorted([*folder.glob("flores-dev.*"), *folder.glob("ud.*")]):
        found = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        start = from_line if path.stem == "flores-dev" else len(found) * 3 // 4
        lines[path.suffix[1:]] = found[start:][1::2]
    return lines


def cut(lines: Sequence[str], lang: str, kind: str, rng: random.Random) -> str:
    """A text of a kind."""
    place = rng.randrange(len(lines))
    line = lines[place]
    words = line.split()
    match kind:
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
        case "paragraph":
            return " ".join(lines[place : place + 5])
    size = int(kind.split(maxsplit=1)[0])
    last = max(1, len(line) - size)
    starts = (
        range(last) if lang in UNSPACED else [0, *(i + 1 for i in range(last) if line[i] == " ")]
    )
    start = rng.choice(starts)
    return line[start : start + size]


def draw(lines: Mapping[str, Sequence[str]], each: int) -> list[Sample]:
    """The texts: as many English and French ones as others."""
    rng = random.Random(20)
    samples = []
    for lang in lines:
        count = each * (len(lines) - 2) // 2 if lang in BOTH else each
        for kind in KINDS:
            if lang not in UNSPACED or "word" not in kind:
                samples += [
                    Sample(cut(lines[lang], lang, kind, rng), lang, kind) for _ in range(count)
                ]
    return samples


def own(name: str) -> Judge:
    """An engine of normtext."""
    engine = load_engine(name)
    return lambda texts: [judgement.answer for judgement in engine.judge(texts)]


def langdetect(seed: int = 0) -> Judge:
    """langdetect, seeded."""
    from langdetect import DetectorFactory, LangDetectException, detect_langs

    def one(text: str) -> Guess:
        DetectorFactory.seed = seed
        try:
            best = detect_langs(text)[0]
        except (LangDetectException, IndexError):
            return Guess("und", 0.0)
        return Guess(best.lang.replace("-cn", "-CN").replace("-tw", "-TW"), best.prob)

    return lambda texts: [one(text) for text in texts]


def lingua() -> Judge:
    """lingua, with all its languages."""
    from lingua import LanguageDetectorBuilder

    detector = LanguageDetectorBuilder.from_all_languages().with_preloaded_language_models().build()

    def one(text: str) -> Guess:
        best = detector.compute_language_confidence_values(text)[0]
        return Guess(best.language.iso_code_639_1.name.lower(), best.value)

    return lambda texts: [one(text) for text in texts]


def py3langid() -> Judge:
    """py3langid, with probabilities."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def one(text: str) -> Guess:
        lang, score = identifier.classify(text)
        return Guess(lang, float(score))

    return lambda texts: [one(text) for text in texts]


def eld() -> Judge:
    """eld, its largest model."""
    from eld import LanguageDetector

    detector = LanguageDetector()

    def one(text: str) -> Guess:
        found = detector.detect(text)
        return Guess(found.language or "und", max(found.scores().values(), default=0.0))

    return lambda texts: [one(text) for text in texts]


def fasttext() -> Judge:
    """FastText's lid.176 on lower-cased text."""
    import fasttext as library

    model = library.load_model(os.environ["FASTTEXT_LID"])

    def one(text: str) -> Guess:
        labels, scores = model.predict(text.lower().replace("\n", " "))
        return Guess(labels[0].removeprefix("__label__"), min(1.0, float(scores[0])))

    return lambda texts: [one(text) for text in texts]


def peers() -> dict[str, Judge]:
    """Those that can be loaded."""
    found = {}
    for load in (langdetect, lingua, py3langid, eld, fasttext):
        try:
            found[load.__name__] = load()
        except (ImportError, KeyError):
            print(f"{load.__name__}: not installed")
    return found


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 15) -> float:
    """Mean distance of score and share of right answers, weighted by the answers of each bin."""
    error = 0.0
    for number in range(bins):
        inside = [pair for pair in pairs if min(int(pair[0] * bins), bins - 1) == number]
        error += abs(sum(score - right for score, right in inside))
    return error / max(1, len(pairs))


def share(hits: Sequence[bool]) -> float:
    """In per cent."""
    return 100 * sum(hits) / max(1, len(hits))


def print_row(name: str, guesses: Sequence[Guess], samples: Sequence[Sample]) -> None:
    """Accuracy, false, accuracy at 1 % false, of each kind; calibration."""
    cells = []
    for kind in KINDS:
        mine = [
            (guess, sample.lang)
            for guess, sample in zip(guesses, samples, strict=True)
            if sample.kind == kind
        ]
        right = [guess.lang == lang for guess, lang in mine if lang in BOTH]
        wrong = sorted(
            (
                guess.score if guess.lang in BOTH else 0.0
                for guess, lang in mine
                if lang not in BOTH
            ),
            reverse=True,
        )
        limit = wrong[len(wrong) // 100]
        sure = [guess.lang == lang and guess.score > limit for guess, lang in mine if lang in BOTH]
        false = share([score > 0 for score in wrong])
        cells.append(f"{share(right):5.1f} {false:5.2f} {share(sure):5.1f}")
    pairs = [
        (guess.score, guess.lang in SAME.get(sample.lang, (sample.lang,)))
        for guess, sample in zip(guesses, samples, strict=True)
        if guess.lang != "und"
    ]
    print(
        f"{name:11}", *(f"{cell:>18}" for cell in cells), f"{100 * calibration_error(pairs):6.1f}"
    )


def print_parity(exact: Judge, samples: Sequence[Sample]) -> None:
    """How often 'exact' answers as langdetect does, and langdetect as with another seed."""
    print("\nthe same answer as langdetect, %: 'exact', and langdetect with another seed")
    for kind in KINDS:
        texts = [sample.text for sample in samples if sample.kind == kind]
        theirs = [guess.lang for guess in langdetect()(texts)]
        same = [
            share([guess.lang == lang for guess, lang in zip(judge(texts), theirs, strict=True)])
            for judge in (exact, langdetect(seed=1))
        ]
        print(f"{kind:11}", *(f"{value:6.1f}" for value in same))


def print_variants(judges: Mapping[str, Judge], samples: Sequence[Sample]) -> None:
    """Accuracy on the same sentences, written in other ways."""
    texts = [sample for sample in samples if sample.kind == "sentence" and sample.lang in BOTH][
        :600
    ]
    plain = str.maketrans("", "", "".join(map(chr, range(0x300, 0x370))))
    variants: dict[str, Callable[[str], str]] = {
        "clean": str,
        "ALL CAPS": str.upper,
        "no accents": lambda text: unicodedata.normalize("NFD", text).translate(plain),
        "hashtags": lambda text: " ".join(f"#{word}" for word in text.split()),
        "mojibake": lambda text: text.encode().decode("windows-1252", "replace"),
    }
    print("\naccuracy on sentences of English and French, %:", ", ".join(variants))
    for name, judge in judges.items():
        row = []
        for write in variants.values():
            guesses = judge([write(sample.text) for sample in texts])
            row.append(
                share([g.lang == sample.lang for g, sample in zip(guesses, texts, strict=True)])
            )
        print(f"{name:11}", *(f"{value:6.1f}" for value in row))


def document(
    lines: Mapping[str, Sequence[str]], shape: str, rng: random.Random
) -> list[tuple[str, str, bool]]:
    """Segments with their language, and whether they are short."""
    first, second = rng.sample(BOTH, 2)
    langs = {
        "one language": [first] * 20,
        "runs": [first] * 7 + [second] * 6 + [first] * 7,
        "alternating": [first, second] * 10,
        "a quotation": [first] * 9 + [second] + [first] * 10,
    }[shape]
    segments = []
    for lang in langs:
        short = rng.random() < 0.3
        kind = rng.choice(("1 word", "2 words", "20 chars")) if short else "sentence"
        segments.append((cut(lines[lang], lang, kind, rng), lang, short))
    return segments


def print_mixed(lines: Mapping[str, Sequence[str]]) -> None:
    """Segments of mixed documents: each by itself, and with its neighbours."""
    engine = load_engine("normtext")
    print(
        "\nsegments of documents of 20, 30 % of them short: right by themselves -> with neighbours"
    )
    for shape in ("one language", "runs", "alternating", "a quotation"):
        rng = random.Random(4)
        hits: dict[str, list[tuple[bool, bool]]] = {}
        for _ in range(200):
            segments = document(lines, shape, rng)
            judgements: list[Judgement] = engine.judge([text for text, _, _ in segments])
            settled = settle(judgements)
            counts = [lang for _, lang, _ in segments]
            for (_, lang, short), judgement, guess in zip(
                segments, judgements, settled, strict=True
            ):
                pair = (judgement.answer.lang == lang, guess.lang == lang)
                hits.setdefault("short" if short else "long", []).append(pair)
                if counts.count(lang) < len(counts) / 2:
                    hits.setdefault("minority", []).append(pair)
        cells = [
            f"{name} {share([a for a, _ in pairs]):.1f} -> {share([b for _, b in pairs]):.1f}"
            for name, pairs in sorted(hits.items(), reverse=True)
        ]
        print(f"{shape:13}", "; ".join(cells))


def seconds(judge: Judge, batches: Sequence[Sequence[str]]) -> float:
    """CPU time, the least of five runs."""
    runs = []
    for _ in range(5):
        start = time.process_time()
        for batch in batches:
            judge(batch)
        runs.append(time.process_time() - start)
    return min(runs)


def print_speeds(judges: Mapping[str, Judge], lines: Mapping[str, Sequence[str]]) -> None:
    """Against langdetect, in this process."""
    print()
    for lang in BOTH:
        texts = list(lines[lang])
        paragraphs = [" ".join(texts[i : i + 5]) for i in range(0, len(texts) - 4, 5)]
        for kind, batches in {
            "sentences, 17 a call": [texts[i : i + 17] for i in range(0, len(texts), 17)],
            "sentences, 1 a call": [[text] for text in texts],
            "paragraphs, 10 a call": [
                paragraphs[i : i + 10] for i in range(0, len(paragraphs), 10)
            ],
            "paragraphs, 1 a call": [[text] for text in paragraphs],
        }.items():
            chars = sum(len(text) for batch in batches for text in batch)
            spent = {name: seconds(judge, batches) for name, judge in judges.items()}
            speeds = ", ".join(f"{name} {chars / 1e6 / cpu:.2f}" for name, cpu in spent.items())
            ratio = (
                f"; x{spent['langdetect'] / spent['normtext']:.0f}" if "langdetect" in spent else ""
            )
            print(f"{lang} {kind}, million characters a second: {speeds}{ratio}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--from-line", type=int, default=800)
    parser.add_argument("--each", type=int, default=100)
    options = parser.parse_args()
    judges = {"normtext": own("normtext"), "exact": own("langdetect"), **peers()}
    lines = read(options.data, options.from_line)
    samples = draw(lines, options.each)
    texts = [sample.text for sample in samples]
    print(f"{len(samples)} texts; accuracy on en + fr, false, accuracy at 1 % false; ECE; in %")
    print("('exact' is langdetect's model without its chance)")
    print(" " * 11, *(f"{kind:>18}" for kind in KINDS), "   ECE")
    for name, judge in judges.items():
        print_row(name, judge(texts), samples)
    print("\nsentences in near languages called en or fr, %")
    for lang in ("oc", "ht", "ca"):
        row = [
            f"{name} {share([guess.lang in BOTH for guess in judge(lines.get(lang, []))]):.1f}"
            for name, judge in judges.items()
        ]
        print(f"{lang} ({len(lines.get(lang, []))}):", ", ".join(row))
    print_variants(judges, samples)
    if "langdetect" in judges:
        print_parity(judges["exact"], samples)
    print_mixed(lines)
    print_speeds(judges, lines)


if __name__ == "__main__":
    main()
