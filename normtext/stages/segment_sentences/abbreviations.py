"""The word lists of every language, joined for the sentence splitter.

The language of a text is not known yet when it is split, so the lists of English and French are
one table. An entry means one thing over all of them: two groups that claim it are refused.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Literal, get_args

Kind = Literal[
    "before_name",
    "before_number",
    "months",
    "never_final",
    "may_end",
    "before_lower",
    "announces",
    "marked_names",
    "interjections",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
WORD_LISTS = ("openers", "particles", "reporting")
LANGUAGES = ("en", "fr")


@dataclass(frozen=True, slots=True)
class WordLists:
    """What the splitter knows about words, whatever the language.

    `kinds` maps an abbreviation, without its last stop, to its group in the data files, which say
    what each group means. A key in lower case stands for every case, a key with a capital for
    itself alone. `openers`, `particles` and `reporting` hold words in lower case, the elided ones
    with their apostrophe (`l'`).
    """

    languages: tuple[str, ...]
    kinds: dict[str, Kind] = field(repr=False, hash=False)
    openers: frozenset[str] = field(repr=False)
    particles: frozenset[str] = field(repr=False)
    reporting: frozenset[str] = field(repr=False)

    @classmethod
    def load(cls, languages: tuple[str, ...] = LANGUAGES) -> WordLists:
        """Read `lang/<language>/abbreviations.toml` of each language and join them.

        >>> words = WordLists.load()
        >>> words.kind("Dr"), words.kind("ART"), words.kind("sat"), words.kind("Sat")
        ('before_name', 'before_number', None, 'may_end')
        """
        kinds: dict[str, Kind] = {}
        lists: dict[str, set[str]] = {name: set() for name in WORD_LISTS}
        for language in languages:
            source = files("normtext") / "lang" / language / "abbreviations.toml"
            groups = tomllib.loads(source.read_text(encoding="utf-8"))
            known = (*KINDS, *WORD_LISTS)
            if unknown := set(groups) - set(known):
                raise ValueError(
                    f"abbreviations of {language!r}: unknown group {', '.join(sorted(unknown))};"
                    f" known are {', '.join(known)}"
                )
            for name in WORD_LISTS:
                lists[name].update(groups.get(name, ()))
            for kind in KINDS:
                for entry in groups.get(kind, ()):
                    if kinds.setdefault(entry, kind) != kind:
                        raise ValueError(
                            f"abbreviations of {language!r}: {entry!r} stands in {kind} and in"
                            f" {kinds[entry]}"
                        )
        return cls(languages, kinds, *(frozenset(lists[name]) for name in WORD_LISTS))

    def kind(self, word: str) -> Kind | None:
        """The group of `word`, given without its last stop; None for an ordinary word."""
        found = self.kinds.get(word)
        # A lone capital is an initial: "V. Hugo" has nothing to do with "v." for "versus".
        if found is None and len(word) > 1:
            return self.kinds.get(word.lower())
        return found

    def opens(self, word: str, after: str) -> bool:
        """Whether `word` opens a sentence, given the two characters that follow it.

        >>> words = WordLists.load()
        >>> words.opens("Le", " g"), words.opens("Le", " G"), words.opens("L", "’h")
        (True, False, True)
        """
        key = word.lower()
        if key not in self.openers:
            if after[:1] not in ("'", "\N{RIGHT SINGLE QUOTATION MARK}"):
                return False
            key += "'"
            if key not in self.openers:
                return False
        if len(word) == 1 and after[:1] == ".":
            return False  # an initial: "A. J. Smith"
        return key not in self.particles or not after[1:].isupper()
