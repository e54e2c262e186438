"""The rules of repair_encoding: the kinds of damage, each with text that was damaged so."""

from __future__ import annotations

from collections.abc import Iterator

from normtext.rules import Rule, RuleSet
from normtext.stages.repair_encoding.misreading import CODECS, misread
from normtext.stages.repair_encoding.mixups import MIXUPS, rule_of

__all__ = ["RULES"]

_LEVELS = ("", "twice", "thrice")


def _mojibake(name: str, why: str, *examples: tuple[str, str]) -> Rule:
    return Rule(id=f"mojibake.{name}", kind="mojibake", why=why, examples=examples)


def _escape(name: str, what: str, *examples: tuple[str, str]) -> Rule:
    why = f"{what}, written as an escape in plain text"
    return Rule(id=f"escape.{name}", kind="escape", why=why, examples=examples)


def _misreadings() -> Iterator[Rule]:
    """UTF-8 read as another encoding; text read wrongly again was so as this one the last time."""
    for name in CODECS:
        for times, level in enumerate(_LEVELS, 1):
            meant = "l’été, très tôt"
            why = f"UTF-8 that was read as {name}{level and ', ' + level}"
            inner = "windows-1252" if name == "iso-8859-15" else name
            example = misread(meant, (inner,) * (times - 1) + (name,)), meant
            yield _mojibake(f"{name}.{level}" if level else name, why, example)


def _mixups() -> Iterator[Rule]:
    """One single-byte encoding read as another, where each has all the characters."""
    meant = "Où est passé l'été à Besançon ? À côté."
    for written, read in MIXUPS:
        why = f"{written} that was read as {read}"
        damaged = meant.encode(CODECS[written], "ignore")
        example = damaged.decode(CODECS[read]), damaged.decode(CODECS[written])
        yield _mojibake(rule_of(written, read), why, example)


_ELSEWHERE = (
    ("windows-1253", "lβ€™Γ©tΓ©", "l’été"),
    ("windows-1254", "Å\x9eIÄ\x9e Ä°ÅŸ", "ŞIĞ İş"),
    ("windows-1257", "lā€™Ć©tĆ©", "l’été"),
    ("iso-8859-2", "lâ\x80\x99Ă\u0160tĂ\u0160", "l’été"),
)
"""Misreadings that ftfy knows and we do not: rare in English and French."""

RULES = RuleSet.of(
    Rule(
        id="html.entity",
        kind="entity",
        why="HTML entity in plain text",
        examples=(("caf&eacute;", "café"), ("a &amp;amp; b", "a & b"), ("&#233;", "é")),
    ),
    _escape("unicode", "number of a character", ("L'\\u00e9t\\u00e9 dernier", "L'été dernier")),
    _escape("bytes", "bytes of a character", ("L'\\xc3\\xa9t\\xc3\\xa9 dernier", "L'été dernier")),
    _escape(
        "percent", "bytes of a character in a URL", ("L'%C3%A9t%C3%A9 dernier", "L'été dernier")
    ),
    _escape(
        "quoted-printable",
        "byte of a character in a mail",
        ("L'=C3=A9t=C3=A9 dern=\nier", "L'été dernier"),
    ),
    *_misreadings(),
    *_mixups(),
    *(
        _mojibake(name, f"UTF-8 that was read as {name}", (damaged, meant))
        for name, damaged, meant in _ELSEWHERE
    ),
    _mojibake(
        "inconsistent",
        "UTF-8 that was read as something else, inside text that was not",
        ("œuvre — voilÃ© dÃ©jÃ© œuvre ž š", "œuvre — voilé déjé œuvre ž š"),
    ),
    _mojibake(
        "c1",
        "Windows-1252 that was read as Latin-1",
        ("l\x92\u00e9t\u00e9 \u2014 \x93oui\x94", "l’été — “oui”"),
    ),
    _mojibake(
        "spaced",
        "misread UTF-8 whose no-break space became a space",
        ("Il dit : Â« c’est dÃ©jÃ  ça Â»", "Il dit : « c’est déjà ça »"),
    ),
    _mojibake(
        "questioned",
        "misread UTF-8 whose undefined byte became a question mark",
        ("â€œI donâ€™t know,â€? he said.", "“I don’t know,” he said."),
    ),
    _mojibake(
        "replaced",
        "misread UTF-8 whose undefined byte became U+FFFD",
        ("â€œI donâ€™t know,â€\ufffd he said.", "“I don’t know,” he said."),
    ),
    _mojibake(
        "removed",
        "misread UTF-8 that lost its control characters",
        ("I donât know what heâs doing", "I don’t know what he’s doing"),
    ),
    _mojibake(
        "lower-cased",
        "misread UTF-8 that was lower-cased",
        ("lâ€™ã©tã© dernier, ã‰ric ã©tait lã\xa0", "l’été dernier, éric était là"),
    ),
    _mojibake(
        "upper-cased",
        "misread UTF-8 that was upper-cased",
        ("LÂ€™Ã‰TÃ‰ DERNIER, Ã‰RIC DÃ‰JEUNAIT", "L’ÉTÉ DERNIER, ÉRIC DÉJEUNAIT"),
    ),
)
