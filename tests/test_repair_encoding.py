"""RepairEncoding does to damage what ftfy does, or better, and nothing that ftfy does besides."""

import ftfy
import pytest
from casefiles import parametrize
from ftfy.badness import is_bad
from ftfy.chardata import UTF8_CLUES
from hypothesis import given
from hypothesis import strategies as st
from strategies import MISREAD_AS, MOJIBAKE, SENTENCES, misread

from normtext.document import Document
from normtext.pipeline import Pipeline
from normtext.stages import RepairEncoding
from normtext.stages.repair_encoding.damage import RULES
from normtext.stages.repair_encoding.gate import Gate
from normtext.stages.repair_encoding.likelihood import line_cost
from normtext.stages.repair_encoding.reading import repairs
from normtext.stages.repair_encoding.signs import MIXUP, SIGN, shows_damage, shows_mixup

PIPELINE = Pipeline([RepairEncoding()])
GATE = Gate()

DAMAGE_ONLY = ftfy.TextFixerConfig(
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
)

_WORDS = tuple(dict.fromkeys(word for sentence in SENTENCES for word in sentence.split()))

_damaged_words = st.builds(misread, st.sampled_from(_WORDS), st.sampled_from(MISREAD_AS))

_lines = st.one_of(
    st.builds(misread, st.sampled_from(SENTENCES), st.sampled_from(MISREAD_AS)),
    st.builds(
        lambda text, first, second: misread(misread(text, first), second),
        st.sampled_from(SENTENCES),
        st.sampled_from(MISREAD_AS),
        st.sampled_from(MISREAD_AS[:3]),
    ),
    st.lists(st.one_of(st.sampled_from(_WORDS), _damaged_words), max_size=8).map(" ".join),
    st.lists(
        st.one_of(st.sampled_from((*MOJIBAKE, *_WORDS, "&eacute;", "&amp;", "\xa0", " ", "\x92"))),
        max_size=10,
    ).map("".join),
).map(lambda text: text.replace("\n", " "))

# What ftfy's expression is made of, and ASCII of each kind that it may tell apart.
_CLUES = sorted({*UTF8_CLUES, *map(chr, range(0x80, 0x180)), *"".join(MOJIBAKE)} - set("\r\n"))
_FEW = sorted({*map(chr, range(0xA0, 0x100)), *"œŒšŸ€™…“„‚‘’›ĞİşŁřăВГРСвЂΓΟβƒāÄ√≈†│▒"})
_BEFORE = ("", "a", "A", "1", " ", "a ", ".", "-", "\n")
_AFTER = ("", "a", "A", "1", " ", ".", "-")
_mojibake_text = st.lists(
    st.one_of(st.sampled_from(_CLUES), st.sampled_from(" aA1.-_'\"<&\t\n/\x1f")), max_size=8
).map("".join)


@parametrize("repair.toml", "case", "case")
def test_case(case):
    record = PIPELINE.normalize(case["before"])
    assert record.text == case["after"]
    if "rules" in case:
        assert sorted({rule for one in record.changes for rule in one.rules}) == case["rules"]


def _is_no_worse(line, ours):
    """As ftfy has a line, or likelier as English or French; of ASCII nothing is likelier."""
    ftfys = ftfy.fix_text(line, DAMAGE_ONLY)
    return ours == ftfys or line_cost(ours) <= line_cost(ftfys)


@given(line=_lines)
def test_a_line_is_as_ftfy_has_it_or_likelier(line):
    assert _is_no_worse(line, PIPELINE.normalize(line).text)


@given(sentence=st.sampled_from(SENTENCES), encoding=st.sampled_from(MISREAD_AS))
def test_what_ftfy_repairs_is_repaired(sentence, encoding):
    damaged = misread(sentence, encoding)
    if ftfy.fix_text(damaged, DAMAGE_ONLY) == sentence:
        assert PIPELINE.normalize(damaged).text == sentence


@given(texts=st.lists(_lines, min_size=2, max_size=5))
def test_no_line_changes_another(texts):
    alone = [PIPELINE.normalize(line).text for line in texts]
    assert PIPELINE.normalize("\n".join(texts)).text == "\n".join(alone)


@pytest.mark.parametrize("encoding", MISREAD_AS[:6])
@pytest.mark.parametrize("sentence", SENTENCES[1:4])
def test_what_was_misread_comes_back(sentence, encoding):
    """The test of ftfy above would pass if both did nothing."""
    damaged = misread(sentence, encoding)
    if "\N{REPLACEMENT CHARACTER}" not in damaged:
        assert PIPELINE.normalize(damaged).text == sentence


@given(text=_mojibake_text)
def test_the_gate_misses_nothing(text):
    if any(is_bad(line) for line in text.split("\n")):
        assert GATE.suspects(text)


@pytest.mark.parametrize("before", _BEFORE)
def test_the_gate_knows_what_ascii_neighbours_do(before):
    """All pairs that are bad only because of what stands beside them."""
    runs = [one + two for one in _FEW for two in ("", *_FEW)]
    runs = [run for run in runs if not is_bad(run)]
    bad = {before + run + after for run in runs for after in _AFTER if is_bad(before + run + after)}
    assert bad, "no pair is bad: the test looks at nothing"
    assert not [text for text in bad if not GATE.suspects(text)]


@given(text=_mojibake_text, line=st.sampled_from(MOJIBAKE))
def test_the_gate_misses_nothing_in_bad_text(text, line):
    whole = f"{text}{line}{text}"
    if is_bad(whole):
        assert GATE.suspects(whole)


@given(line=st.one_of(_lines, _mojibake_text, st.sampled_from(SENTENCES)))
def test_the_gate_changes_no_answer(line):
    """What is not even looked at would have stayed as it is."""
    if "\n" not in line and not GATE.suspects(line):
        assert not list(repairs(line))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_are_put_down_to_it(rule):
    for damaged, meant in rule.examples:
        record = PIPELINE.normalize(damaged)
        assert record.text == meant
        assert rule.id in {name for change in record.changes for name in change.rules}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_good_text_stays(sentence):
    record = PIPELINE.normalize(sentence)
    assert record.text == sentence
    assert record.changes == ()


@pytest.mark.parametrize("sentence", [*SENTENCES[:2], SENTENCES[3]])
def test_the_gate_lets_good_text_pass(sentence):
    """It could answer yes to everything and miss nothing."""
    assert not GATE.suspects(sentence)


def test_each_change_maps_to_just_what_it_was():
    text = "dÃ©jÃ\xa0 vu, lâ€™Ã©tÃ©"
    record = PIPELINE.normalize(text)
    assert record.text == "déjà vu, l’été"
    told = [(record.text[one.start : one.end], one.source_text) for one in record.changes]
    assert told == [("é", "Ã©"), ("à", "Ã\xa0"), ("’é", "â€™Ã©"), ("é", "Ã©")]


def test_a_damaged_line_costs_no_other_line():
    text = "voilà\n" + misread("l’été", "sloppy-windows-1252") + "\nça alors"
    record = PIPELINE.normalize(text)
    assert record.text == "voilà\nl’été\nça alors"
    assert all(7 <= one.source_start <= one.source_end <= len(text) - 9 for one in record.changes)


@pytest.mark.parametrize("length", [19_999, 20_000, 20_001, 60_000])
def test_long_lines_are_repaired_to_their_end(length):
    text = "mot " * (length // 4) + "lâ€™Ã©tÃ©"
    assert PIPELINE.normalize(text).text == "mot " * (length // 4) + "l’été"


@given(text=st.lists(st.sampled_from((*_CLUES, *"?. aASsrtd")), max_size=5).map("".join))
def test_signs_begin_with_what_is_looked_for(text):
    assert shows_damage(text) == bool(SIGN.search(text))
    assert shows_mixup(text) == bool(MIXUP.search(text))


SLOPPY = "sloppy-windows-1252"
MIXED_UP = (
    "La vérité était là, à côté de la maison.",
    "Le maire a répété que l’été dernier tout était fermé.",
    "Ils sont allés à la gare, très pressés.",
)


@pytest.mark.parametrize(("written", "read"), [("mac_roman", SLOPPY), (SLOPPY, "mac_roman")])
def test_sure_lines_tell_what_the_others_were(written, read):
    doubtful = "Il va à Pau."
    damaged = "\n".join((*MIXED_UP, doubtful)).encode(written).decode(read)
    assert PIPELINE.normalize(damaged.split("\n")[-1]).changes == ()
    record = PIPELINE.normalize(damaged)
    assert record.text == "\n".join((*MIXED_UP, doubtful))
    assert PIPELINE.normalize(record.text).changes == ()


def test_lines_that_were_read_well_stay_among_others():
    clean = "Où est Noé ? À l’été, dit-il."
    damaged = "\n".join(MIXED_UP).encode("mac_roman").decode(SLOPPY)
    text = f"{damaged}\n{clean}"
    # A second round would repair what the first one spoiled, so the first is looked at.
    edits = RepairEncoding().find(Document(text, text)).edits
    assert edits
    assert all(edit.span.end <= len(damaged) for edit in edits)


def test_a_minority_speaks_for_itself_only():
    """One line of somebody else's text says nothing about a text full of other lines."""
    quoted = "Le père, la mère et le frère étaient très fiers.".encode("cp1252").decode("cp1250")
    names = ["Ivan Kalečík est ici.", "Jan Kolečík aussi.", "Petr Malečík arrive."]
    text = "\n".join((quoted, *names))
    assert PIPELINE.normalize(text).text.split("\n")[1:] == names
