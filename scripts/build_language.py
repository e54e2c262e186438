"""Build ``normtext/models/language.npz``, the n-gram model of identify_language.

    python scripts/build_language.py --data FOLDER --langpacks FOLDER normtext/models/language.npz

Needs torch, wordfreq 3.1 and a few CPU hours at most; one thread and fixed seeds, so that the same
inputs give the same model on the same machine.

Read are, with the weight of each among the texts of its language:

- ``languages/flores-dev.XX``, ``languages/ud.XX`` of the data: sentences in 61 languages. The
  end of each is never trained on: scores are calibrated on its even lines, reported on the odd.
- ``XX.xpi``: the language packs of Firefox ESR as Debian ships them (strings of its windows, 95
  languages; MPL-2.0), less what they share with the English one.
- word frequencies in 37 languages (wordfreq, CC BY-SA 4.0).
- English and French only: federal acts of Canada, Python's documentation, treebanks.

The model is a softmax over languages of (sum of the rows of all features of all words) @ columns,
times words ** -DAMPING, + bias. It learns from single words, with the share of each language in a
word as the target, and from pieces of text of one word up to a sentence.

Members of the archive: F features, D numbers a row, L languages, N numbers of words:

=========  ======  =============================================================================
languages  (L,)    BCP 47 tags, in the order of the columns
features   (F,)    hashes of words and n-grams, sorted (``features.py`` of the stage)
rows       (F, D)  int8
columns    (D, L)  int16
bias       (L,)    nats
scales     (N,)    nats for one unit of a text's score, by its number of words
favour     (N,)    nats that English and French get beforehand, by its number of words
=========  ======  =============================================================================
"""

import argparse
import gzip
import io
import random
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from normtext.stages.identify_language.features import WHOLE_WORDS_FROM, hash_features
from normtext.stages.identify_language.words import words_of

Array = npt.NDArray[Any]

ROW = 20
WORDS, GRAMS = 75_000, 38_000  # features kept
STEPS, BATCH, RATE = 4_000, 2_048, 0.02
DAMPING = 0.3  # words of a text are not independent of each other
WHOLE = 3.0  # a whole word learns so many times faster than an n-gram
TRAINED = 800  # of the 997 lines of FLORES-200 dev
FAVOURED = 8  # from that many words on texts speak for themselves: no prior
COUNTS = 25  # calibrated for that many words; longer texts as the last
HALVES = ("en", "fr")

# How often a language is drawn: English and French, what is written like them, the other languages
# in Latin script, the rest.
NEAR = frozenset(
    (
        *("es", "ca", "gl", "oc", "ht", "it", "pt", "ro", "nl", "af", "da", "nb", "nn", "sv", "de"),
        *("br", "fur", "lij", "sc", "rm", "ia", "an", "ast", "cy", "ga", "gd", "fy", "tl", "mt"),
        *("ms", "id", "eo", "ff"),
    )
)
LATIN = NEAR | frozenset(
    (
        *("en", "fr", "az", "bs", "cs", "dsb", "et", "eu", "fi", "gn", "hr", "hsb", "hu", "ig"),
        *("is", "kab", "lt", "lv", "pl", "sk", "sl", "son", "sq", "szl", "tr", "uz", "vi", "xh"),
        *("ach", "cak", "trs"),
    )
)
SHARE_HALF, SHARE_NEAR, SHARE_LATIN, SHARE_OTHER = 25.0, 2.0, 1.0, 0.6

# Names of the language packs and of wordfreq that are not the tag; Scots is left out, since English
# as Scots write it is English, and a second Catalan.
PACKS = {"en-gb": "en", "en-ca": "en", "ca-valencia": "", "sco": ""}
LISTS = {"fil": "tl", "sh": "hr", "ja": "", "zh": "", "ko": ""}

ENTRY = re.compile(r"^(?:-?[a-zA-Z][\w-]*|\s+\.([\w-]+)|\s+\*?\[[\w-]+\]) ?=? ?")
MARKUP = re.compile(r"<[^>]*>|\{[^{}]*\}|&\w+;|%\S*|\\u\w+|[{}*\[\]=$]")
CODE = re.compile(r"`+[^`]*`+|:\w+:|\S*[_()]\S*")


class Texts(NamedTuple):
    """Lines of a language, and how often they are drawn."""

    weight: float
    lines: Sequence[str]


def lines_of(path: Path) -> list[str]:
    """The lines that are not blank."""
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def strings(path: Path) -> list[str]:
    """The messages of a language pack, without markup, of two words or more."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".ftl") and "/preview/" not in name:
                for line in archive.read(name).decode("utf-8").split("\n"):
                    entry = ENTRY.match(line)
                    if line.startswith("#") or (
                        entry and entry[1] in ("style", "accesskey", "key")
                    ):
                        continue
                    text = " ".join(MARKUP.sub(" ", line[entry.end() if entry else 0 :]).split())
                    if " " in text:
                        found[text] = True
    return list(found)


def pairs(path: Path) -> tuple[list[str], list[str]]:
    """The French and the English side."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return [CODE.sub(" ", row[0]) for row in rows], [CODE.sub(" ", row[1]) for row in rows]


def treebank(path: Path) -> list[str]:
    """Its sentences."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]


def read(data: Path, packs: Path) -> tuple[dict[str, list[Texts]], dict[str, list[str]]]:
    """The texts of each language, and those that are held out."""
    texts: dict[str, list[Texts]] = {}
    held: dict[str, list[str]] = {}
    for path in sorted((data / "languages").iterdir()):
        lines = lines_of(path)
        cut = TRAINED if path.stem == "flores-dev" else len(lines) * 3 // 4
        lang = path.suffix[1:]
        texts[lang], held[lang] = [Texts(1.0, lines[:cut])], lines[cut:]
    english = {text for name in ("en-gb", "en-ca") for text in strings(packs / f"{name}.xpi")}
    for path in sorted(packs.glob("*.xpi")):
        lang = PACKS.get(path.stem, path.stem.split("-")[0])
        if lang:
            kept = [text for text in strings(path) if lang == "en" or text not in english]
            texts.setdefault(lang, []).append(Texts(0.35, kept))
    for name, weight in (("laws", 0.2), ("python-docs", 0.1)):
        french, english_ = pairs(data / "parallel" / f"{name}.fr-en.tsv.gz")
        texts["fr"].append(Texts(weight, french))
        texts["en"].append(Texts(weight, english_))
    sentences, clean = data / "sentences", data / "clean"
    texts["en"].append(Texts(0.6, treebank(sentences / "en_ewt-ud-dev.txt")))
    texts["fr"].append(Texts(0.6, treebank(sentences / "fr_gsd-ud-dev.txt")))
    texts["fr"].append(Texts(0.3, lines_of(clean / "sequoia-train.fr")))
    for lang in HALVES:
        texts[lang].append(Texts(0.4, lines_of(clean / f"pud.{lang}")))
    return texts, held


def word_lists() -> dict[str, dict[str, float]]:
    """The share of each word in 37 languages, without the English that the web mixes in.

    As much is taken off as the commonest 400 English words show.
    """
    import wordfreq

    lists = {}
    english = wordfreq.get_frequency_dict("en", "best")
    common = list(english)[:400]
    for name in sorted(wordfreq.available_languages("best")):
        if lang := LISTS.get(name, name):
            shares: dict[str, float] = {}
            found = wordfreq.get_frequency_dict(name, "best")
            mixed = 0.0
            if lang != "en":
                mixed = 2 * float(
                    np.median([found.get(word, 0.0) / english[word] for word in common])
                )
            for text, share in found.items():
                rest = share - mixed * english.get(text, 0.0)
                if rest > 2e-7:
                    for word in words_of(text):
                        shares[word] = shares.get(word, 0.0) + rest
            lists[lang] = shares
    return lists


def shares_of_words(
    texts: Mapping[str, Sequence[Texts]], lists: Mapping[str, Mapping[str, float]]
) -> dict[str, Counter[str]]:
    """How much of each language each word is: half by the lists, half by the texts."""
    found = {}
    for lang, sources in texts.items():
        shares: Counter[str] = Counter()
        part = 0.5 if lang in lists else 1.0
        weights = sum(source.weight for source in sources)
        for source in sources:
            counts = Counter(word for line in source.lines[:30_000] for word in words_of(line))
            total = counts.total()
            for word, count in counts.items():
                shares[word] += part * source.weight / weights * count / total
        if lang in lists:
            total = sum(lists[lang].values())
            for word, share in lists[lang].items():
                shares[word] += part * share / total
        found[lang] = shares
    return found


def share_drawn(lang: str) -> float:
    """How often a language is drawn, relative to others."""
    if lang in HALVES:
        return SHARE_HALF
    return SHARE_NEAR if lang in NEAR else SHARE_LATIN if lang in LATIN else SHARE_OTHER


def piece(line: str, kind: int, rng: random.Random) -> str:
    """One, two or three words, 20 or 50 characters from the beginning of a word, or all."""
    if kind <= 3:
        words = line.split()
        start = rng.randrange(max(1, len(words) - kind + 1))
        return " ".join(words[start : start + kind])
    if kind == 6:
        return line
    size = 20 if kind == 4 else 50
    last = len(line) - size
    starts = [0, *(place + 1 for place in range(last - 1) if line[place] == " ")]
    start = rng.choice(starts)
    return line[start : start + size]


def plain(text: str) -> str:
    """Without accents."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class Sampler:
    """Draws pieces of text, some without accents, some in mojibake; and words with their shares."""

    def __init__(
        self,
        texts: Mapping[str, Sequence[Texts]],
        lists: Mapping[str, Mapping[str, float]],
        words: Mapping[str, Counter[str]],
    ) -> None:
        self.languages = sorted(texts)
        self.rng = random.Random(1)
        self.random = np.random.default_rng(1)
        self.drawn = np.array([share_drawn(lang) for lang in self.languages])
        self.drawn /= self.drawn.sum()
        self.texts = texts
        self.lists = {
            lang: (list(found), np.cumsum(list(found.values()))) for lang, found in lists.items()
        }
        numbers: dict[str, int] = {}
        rows, columns, values = [], [], []
        for column, lang in enumerate(self.languages):
            for word, share in words[lang].items():
                rows.append(numbers.setdefault(word, len(numbers)))
                columns.append(column)
                values.append(share * self.drawn[column])
        order = np.argsort(rows, kind="stable")
        self.words = list(numbers)
        self.columns, self.values = np.array(columns)[order], np.array(values)[order]
        self.starts = np.searchsorted(np.array(rows)[order], np.arange(len(numbers) + 1))
        self.mass = np.add.reduceat(self.values, self.starts[:-1])
        self.chances = np.cumsum(self.mass**0.7)

    def text(self, lang: str) -> str:
        """A piece of text, of a random kind and size."""
        rng = self.rng
        kind = rng.choices((1, 2, 3, 4, 5, 6), (10, 30, 14, 26, 10, 10))[0]
        if lang in self.lists and kind <= 2 and rng.random() < 0.5:
            words, sums = self.lists[lang]
            places = np.searchsorted(sums, self.random.random(kind) * sums[-1])
            return " ".join(words[place] for place in places)
        sources = self.texts[lang]
        source = rng.choices(sources, [source.weight for source in sources])[0]
        text = piece(rng.choice(source.lines), kind, rng)
        chance = rng.random()
        if chance < 0.10 and lang in LATIN:
            return plain(text)
        if chance < 0.12 and lang == "fr":
            return text.encode().decode("windows-1252", "replace")
        return text

    def some_texts(self, size: int) -> tuple[list[list[str]], torch.Tensor]:
        """Texts as words, and the number of the language of each."""
        chosen = self.random.choice(len(self.languages), size, p=self.drawn)
        texts = [words_of(self.text(self.languages[number])) for number in chosen]
        return texts, torch.from_numpy(chosen)

    def some_words(self, size: int) -> tuple[list[list[str]], torch.Tensor]:
        """Words, and the share of each language in each."""
        places = np.searchsorted(self.chances, self.random.random(size) * self.chances[-1])
        shares = np.zeros((size, len(self.languages)), np.float32)
        for row, place in enumerate(places):
            of_word = slice(self.starts[place], self.starts[place + 1])
            shares[row, self.columns[of_word]] = self.values[of_word] / self.mass[place]
        return [[self.words[place]] for place in places], torch.from_numpy(shares)


def choose_features(words: Mapping[str, Counter[str]]) -> tuple[Array, Array]:
    """The commonest whole words and n-grams, sorted by hash; and all whole words."""
    mass: Counter[str] = Counter()
    for lang, shares in words.items():
        weight = {"en": 6.0, "fr": 6.0}.get(lang, 1.5 if lang in NEAR else 1.0)
        for word, share in shares.items():
            mass[word] += weight * share
    ranked = [word for word, _ in mass.most_common()]
    grams: dict[int, float] = {}
    whole: dict[int, float] = {}
    for start in range(0, len(ranked), 20_000):
        some = ranked[start : start + 20_000]
        hashes, owners = hash_features(some)
        first_whole = hashes.size - sum(len(word) >= WHOLE_WORDS_FROM for word in some)
        weights = np.array([mass[word] for word in some])[owners]
        for place, (feature, weight) in enumerate(
            zip(hashes.tolist(), weights.tolist(), strict=True)
        ):
            table = whole if place >= first_whole else grams
            table[feature] = table.get(feature, 0.0) + weight
    kept = sorted(whole, key=whole.__getitem__, reverse=True)[:WORDS]
    kept += sorted(grams, key=grams.__getitem__, reverse=True)[:GRAMS]
    return np.unique(np.array(kept, np.uint32)), np.array(sorted(whole), np.uint32)


class Network(torch.nn.Module):
    """The model while it learns."""

    def __init__(self, features: Array, whole: Array, languages: int) -> None:
        super().__init__()
        self.features = features
        self.whole = np.isin(features, whole)
        self.rows = torch.nn.Embedding(features.size + 1, ROW, padding_idx=features.size)
        torch.nn.init.uniform_(self.rows.weight, -0.05, 0.05)
        with torch.no_grad():
            self.rows.weight[features.size] = 0
        self.columns = torch.nn.Linear(ROW, languages)
        with torch.no_grad():
            self.columns.weight.mul_(3)
        strength = np.where(self.whole, WHOLE, 1.0).astype(np.float32)
        self.register_buffer("strength", torch.from_numpy(np.append(strength, np.float32(0))))
        self.places: dict[str, Array] = {}

    def places_of(self, words: Iterable[str]) -> None:
        """Look up the features of words that were not seen before."""
        if len(self.places) > 400_000:
            self.places.clear()
        new = sorted({word for word in words if word not in self.places})
        if new:
            hashes, owners = hash_features(new)
            places = np.minimum(np.searchsorted(self.features, hashes), self.features.size - 1)
            known = self.features[places] == hashes
            places, owners = places[known], owners[known]
            order = np.argsort(owners, kind="stable")
            cuts = np.searchsorted(owners[order], np.arange(1, len(new)))
            self.places.update(zip(new, np.split(places[order], cuts), strict=True))

    def forward(self, texts: Sequence[Sequence[str]]) -> torch.Tensor:
        """The scores of the languages, in nats."""
        self.places_of(word for text in texts for word in text)
        numbers: dict[str, int] = {}
        words = [numbers.setdefault(word, len(numbers)) for text in texts for word in text]
        owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        found = [self.places[word] for word in numbers]
        places = torch.from_numpy(np.concatenate([*found, np.zeros(0, np.intp)]).astype(np.int64))
        of_word = torch.from_numpy(np.repeat(np.arange(len(found)), [one.size for one in found]))
        rows = self.rows(places) * self.strength[places][:, None]
        sums = torch.zeros(len(found), ROW).index_add_(0, of_word, rows)
        sums = torch.zeros(len(texts), ROW).index_add_(0, torch.from_numpy(owners), sums[words])
        counts = torch.tensor([max(1, len(text)) for text in texts], dtype=torch.float32)
        return (sums @ self.columns.weight.T) * counts[:, None] ** -DAMPING + self.columns.bias


def train(sampler: Sampler, network: Network, steps: int) -> None:
    """Adam, with a rate that falls to nothing."""
    optimizer = torch.optim.Adam(network.parameters())
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / steps) + 1e-4
        words, shares = sampler.some_words(BATCH)
        texts, chosen = sampler.some_texts(BATCH)
        of_words = -(shares * torch.log_softmax(network(words), 1)).sum(1).mean()
        loss = of_words + torch.nn.functional.cross_entropy(network(texts), chosen)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 99:
            print(f"step {step + 1}: loss {loss.item():.3f}", flush=True)


def pieces(held: Mapping[str, Sequence[str]], each: int, odd: int) -> tuple[list[str], list[str]]:
    """Held-out texts of all sizes, half of them English and French, and their languages."""
    rng = random.Random(3)
    texts, langs = [], []
    for lang, lines in held.items():
        count = each * (len(held) - 2) // 2 if lang in HALVES else each
        for kind in (1, 2, 3, 4, 5, 6):
            for _ in range(count):
                texts.append(piece(rng.choice(lines[odd::2]), kind, rng))
                langs.append(lang)
    return texts, langs


def fitted(
    scores: torch.Tensor, bias: torch.Tensor, wanted: torch.Tensor, halves: Sequence[int]
) -> tuple[float, float]:
    """The factor of the scores and the prior of `halves`, if any, that fit best."""
    size = torch.zeros((), requires_grad=True)
    favour = torch.zeros((), requires_grad=bool(halves))
    favoured = torch.zeros(scores.shape[1])
    favoured[list(halves)] = 1.0
    optimizer = torch.optim.LBFGS([size, favour] if halves else [size], max_iter=50)

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        nats = scores * size.exp() + bias + favoured * favour
        value = torch.nn.functional.cross_entropy(nats, wanted)
        value.backward()
        return value

    optimizer.step(loss)
    return size.exp().item(), favour.item()


def calibrate(
    network: Network, languages: Sequence[str], held: Mapping[str, Sequence[str]]
) -> tuple[list[float], list[float]]:
    """A temperature and a prior for English and French, by the number of words."""
    texts, langs = pieces(held, 400, 0)
    wanted = torch.tensor([languages.index(lang) for lang in langs])
    words = [words_of(text) for text in texts]
    counts = torch.tensor([min(len(text), COUNTS) for text in words])
    with torch.no_grad():
        scores = torch.cat([network(words[at : at + 4096]) for at in range(0, len(words), 4096)])
        bias = network.columns.bias.detach()
    halves = [languages.index(lang) for lang in HALVES]
    scales, favours = [1.0], [0.0]
    for count in range(1, COUNTS + 1):
        near = max(0, count // 4)
        chosen = (counts >= count - near) & (counts <= count + near)
        size, favour = fitted(
            scores[chosen] - bias, bias, wanted[chosen], halves if count < FAVOURED else []
        )
        scales.append(size * count**-DAMPING)
        favours.append(favour)
    return scales, favours


def write(path: Path, members: Mapping[str, Array]) -> None:
    """An archive that is the same for the same arrays: a fixed date, nothing compressed."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in members.items():
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue()
            )


def quantized(values: Array, top: int) -> tuple[Array, float]:
    """Integers up to `top`, and what one of them stands for; the very largest are cut."""
    unit = float(np.quantile(np.abs(values), 0.9999)) / top
    return np.clip(np.rint(values / unit), -top, top), unit


def main() -> None:
    """Train, calibrate, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--langpacks", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("model", type=Path)
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    texts, held = read(options.data, options.langpacks)
    lists = word_lists()
    words = shares_of_words(texts, lists)
    sampler = Sampler(texts, lists, words)
    features, whole = choose_features(words)
    print(f"{len(sampler.languages)} languages, {features.size} features")
    network = Network(features, whole, len(sampler.languages))
    train(sampler, network, options.steps)
    strength = network.strength.numpy()[:-1, None]
    rows, unit = quantized(network.rows.weight.detach().numpy()[:-1] * strength, 127)
    columns, unit_ = quantized(network.columns.weight.detach().numpy().T, 32_000)
    with torch.no_grad():  # calibrated as it will be used: in integers
        network.rows.weight[:-1] = torch.from_numpy(rows * unit) / network.strength[:-1, None]
        network.columns.weight[:] = torch.from_numpy((columns * unit_).T)
    scales, favours = calibrate(network, sampler.languages, held)
    members = {
        "languages": np.array(sampler.languages),
        "features": features,
        "rows": rows.astype(np.int8),
        "columns": columns.astype(np.int16),
        "bias": network.columns.bias.detach().numpy().astype(np.float32),
        "scales": np.array(scales) * unit * unit_,
        "favour": np.array(favours),
    }
    write(options.model, members)
    print("scales", np.round(scales, 3), "favour", np.round(favours, 2))


if __name__ == "__main__":
    main()
