"""Texts of other forms than the article, made of plain sentences, to train and to test on.

Gold pages are articles; a model that saw nothing else takes a poem for a menu. So sentences are cut
into verse, dialogue, questions with short answers, recipes, lists, glossaries, chronologies,
results, minutes, legal articles, capitals and plain prose. Half of them get furniture around them:
runs of furniture lines of real pages, and the examples of the line rules.
"""
# ruff: noqa: ARG001 - all forms take the same arguments

import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

_CLAUSE = re.compile(r"(?<=[,;:–—])\s+")
_END = re.compile(r"[.!?…]+$")
_LABELS = {
    "en": ["Yes.", "No.", "Never.", "Perhaps.", "Not yet.", "Of course.", "Both.", "Why not?"],
    "fr": ["Oui.", "Non.", "Jamais.", "Peut-être.", "Pas encore.", "Bien sûr.", "Les deux."],
}
_UNITS = {
    "en": ["g", "ml", "kg", "cups of", "tbsp", "tsp", "slices of", "pinch of"],
    "fr": ["g de", "cl de", "kg de", "tasses de", "c. à soupe de", "tranches de", "pincées de"],
}
_MONTHS = {
    "en": ["January", "March", "May", "June", "September", "November"],
    "fr": ["janvier", "mars", "mai", "juin", "septembre", "novembre"],
}
_ARTICLES = {"en": ["Article", "Section", "Rule"], "fr": ["Article", "Art.", "Règle"]}
_PARTS = {
    "en": ["Present", "Apologies", "Chair", "Agenda", "Treasurer’s report", "Any other business"],
    "fr": ["Présents", "Excusés", "Présidence", "Ordre du jour", "Rapport", "Questions diverses"],
}


class Form(NamedTuple):
    """A made document: its lines, and for each `c` (content) or `b` (furniture)."""

    lang: str
    lines: list[str]
    labels: str


class Furniture(NamedTuple):
    """Runs of furniture lines, as they stand above and below the text of pages."""

    head: Sequence[Sequence[str]]
    tail: Sequence[Sequence[str]]


def forms(
    sentences: dict[str, Sequence[str]], furniture: dict[str, Furniture], number: int, seed: int
) -> Iterator[Form]:
    """So many documents, half in each language; equal for equal arguments."""
    rng = random.Random(seed)
    for at in range(number):
        lang = ("en", "fr")[at % 2]
        shape = _SHAPES[at // 2 % len(_SHAPES)]
        take = rng.randrange(len(sentences[lang]) - 40)
        lines = [line for line in shape(list(sentences[lang][take : take + 40]), lang, rng) if line]
        labels = "c" * len(lines)
        if rng.random() < 0.6:
            head, tail = (_some(runs, rng) for runs in furniture[lang])
            lines = [*head, *lines, *tail]
            labels = "b" * len(head) + labels + "b" * len(tail)
        yield Form(lang, lines, labels)


def _some(runs: Sequence[Sequence[str]], rng: random.Random) -> list[str]:
    return list(rng.choice(runs)) if runs and rng.random() < 0.8 else []


def _short(sentence: str, rng: random.Random, most: int = 4) -> str:
    """A few words from the middle of a sentence, as a label or an item."""
    words = _END.sub("", sentence).split()
    length = rng.randint(1, most)
    start = rng.randrange(max(1, len(words) - length))
    label = " ".join(words[start : start + length]).strip(',;:()"«»“”—–- ')
    return label[:1].upper() + label[1:]


def _clauses(sentences: Sequence[str]) -> Iterator[str]:
    for sentence in sentences:
        for clause in _CLAUSE.split(sentence):
            words = clause.split()
            for at in range(0, len(words), 7):
                yield " ".join(words[at : at + 7])


def _prose(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    title = [_short(sentences[0], rng, 9)] if rng.random() < 0.5 else []
    return title + sentences[1 : rng.randint(4, 22)]


def _paragraphs(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    groups = [" ".join(sentences[at : at + 3]) for at in range(3, 3 * rng.randint(2, 8), 3)]
    return [_short(sentences[0], rng, 9), *groups]


def _sections(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    lines = [_short(sentences[0], rng, 8)]
    for at in range(1, rng.randint(3, 12)):
        lines += [_short(sentences[20 + at], rng, 5)] if rng.random() < 0.4 else []
        lines.append(sentences[at])
    return lines


def _verse(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    lines = list(_clauses(sentences))[: rng.randint(5, 24)]
    if rng.random() < 0.4:  # a refrain
        lines[4:4] = lines[:2]
    return [_short(sentences[0], rng, 4), *lines]


def _haiku(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    return [_short(sentence, rng, 5).lower() for sentence in sentences[: rng.randint(3, 12)]]


def _dialogue(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    opening, closing = rng.choice([("— ", ""), ("- ", ""), ("“", "”"), ('"', '"'), ("« ", " »")])
    lines = []
    for sentence in sentences[: rng.randint(4, 14)]:
        words = sentence.split()
        said = " ".join(words[: rng.randint(1, 8)]).rstrip(",;:.") + rng.choice(
            [".", "?", "!", "."]
        )
        lines.append(f"{opening}{said}{closing}" if rng.random() < 0.85 else said)
    return lines


def _play(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    names = [_short(sentence, rng, 1).upper() for sentence in sentences[20:23]]
    mark = rng.choice([":", ".", " :", ". –"])
    lines = [f"{rng.choice(names)}{mark} {line}" for line in _clauses(sentences[:8])]
    return [_short(sentences[0], rng, 3), *lines[: rng.randint(5, 14)]]


def _questions(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    space = "\N{NO-BREAK SPACE}" if lang == "fr" else ""
    lines = [_short(sentences[30], rng, 6)] if rng.random() < 0.5 else []
    for at in range(rng.randint(3, 9)):
        lines.append(_short(sentences[2 * at], rng, 9) + f"{space}?")
        short = rng.random() < 0.6
        lines.append(rng.choice(_LABELS[lang]) if short else sentences[2 * at + 1])
    return lines


def _recipe(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    lines = [
        _short(sentences[0], rng, 4),
        f"{'Serves' if lang == 'en' else 'Pour'} {rng.randint(2, 8)}",
    ]
    for sentence in sentences[1 : rng.randint(4, 9)]:
        amount = f"{rng.choice([1, 2, 3, 50, 100, 250])} {rng.choice(_UNITS[lang])}"
        lines.append(f"{rng.choice(['', '- ', '• '])}{amount} {_short(sentence, rng, 2).lower()}")
    for number, clause in enumerate(_clauses(sentences[10 : rng.randint(12, 16)]), 1):
        step = f"{number}. " if rng.random() < 0.5 else ""
        lines.append(f"{step}{clause[:1].upper()}{clause[1:].rstrip(',;:.')}.")
    return lines


def _list(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    mark = rng.choice(["", "", "- ", "• ", "* "])
    items = [mark + _short(sentence, rng, 5) for sentence in sentences[1 : rng.randint(5, 16)]]
    return [_short(sentences[0], rng, 7), *items]


def _glossary(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    lines = [_short(sentences[0], rng, 3)]
    joined = rng.random() < 0.5
    for at in range(1, rng.randint(5, 11)):
        term, what = _short(sentences[at], rng, 2), " ".join(sentences[at + 12].split()[:10]) + "."
        lines += [f"{term}{' : ' if lang == 'fr' else ': '}{what}"] if joined else [term, what]
    return lines


def _chronology(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    year, kind = rng.randint(1700, 2010), rng.randrange(3)
    lines = [_short(sentences[0], rng, 5)]
    for at in range(1, rng.randint(5, 11)):
        year += rng.randint(1, 9)
        clock = f"{at + 8}{':' if lang == 'en' else ' h '}{rng.randint(10, 59)}"
        day = f"{rng.randint(2, 28)} {rng.choice(_MONTHS[lang])} {year}"
        what = " ".join(sentences[at].split()[: rng.randint(2, 9)]).rstrip(",;:.") + "."
        when = (str(year), day, clock)[kind]
        lines += [f"{when}{rng.choice([' ', ': ', ' – '])}{what}"] if kind == 0 else [when, what]
    return lines


def _results(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    lines = [_short(sentences[0], rng, 4)]
    for at in range(1, rng.randint(5, 14)):
        one, two = _short(sentences[at], rng, 2), _short(sentences[at + 14], rng, 2)
        lines.append(
            rng.choice(
                [f"{one} {rng.randint(0, 5)}-{rng.randint(0, 5)} {two}", f"{at}. {one}", one,
                 f"{one}{' : ' if lang == 'fr' else ': '}{rng.randint(1, 99)}",
                 str(rng.randint(2, 2000))]
            )
        )  # fmt: skip
    return lines


def _minutes(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    colon = " :" if lang == "fr" else ":"
    lines = [_short(sentences[0], rng, 6)]
    for number, part in enumerate(_PARTS[lang], 1):
        names = ", ".join(_short(sentence, rng, 1) for sentence in sentences[number : number + 3])
        if rng.random() < 0.5:
            lines.append(f"{part}{colon} {names}")
        else:
            lines += [
                f"{number}. {part}",
                rng.choice([_short(sentences[number + 6], rng, 4) + ".", names]),
            ]
    return lines


def _legal(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    word = rng.choice(_ARTICLES[lang])
    lines = [_short(sentences[0], rng, 8)]
    for number in range(1, rng.randint(4, 10)):
        lines += [
            f"{word} {number}",
            " ".join(sentences[number].split()[: rng.randint(3, 25)]).rstrip(",;:.") + ".",
        ]
    return lines


def _capitals(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    return [_short(sentence, rng, 7).upper() for sentence in sentences[: rng.randint(2, 8)]]


def _one_line(sentences: list[str], lang: str, rng: random.Random) -> list[str]:
    return [rng.choice([sentences[0], _short(sentences[1], rng, 4)])]


_SHAPES: tuple[Callable[[list[str], str, random.Random], list[str]], ...] = (
    _prose, _verse, _dialogue, _questions, _recipe, _list, _glossary, _chronology, _results,
    _minutes, _legal, _capitals, _sections, _one_line, _play, _haiku, _paragraphs,
)  # fmt: skip
