"""Decode: encodings that nobody stated, told by what the text would be."""

import random
import re

import pytest
from casefiles import load
from hypothesis import example, given
from hypothesis import strategies as st

from normtext.stages import Decode

WESTERN = ("windows-1252", "iso-8859-1", "iso-8859-15", "mac_roman", "cp437", "cp850")
# Written for these tests: sentences with what tells encodings apart.
FRENCH = (
    "L'été dernier, Zoé a déjà mangé à la crêperie du port, où l'on fêtait Noël en août.",
    "Le maire a répondu que les élèves, très gênés, n'étaient pas concernés par ce décret.",
    "Ça n'empêche pas les écoliers de la région d'être fiers de leur château fort.",
    "À la fin du mois, près de la moitié des dépenses auront été réglées par l'État.",
    "Même si la forêt a brûlé, on espère que la pluie aura bientôt tout réparé.",
)
ENGLISH = (
    "The café on the corner opens at seven, and its owner, Zoé, is rarely late.",
    "A naïve reader may think that the cliché was meant; the author says it was not.",
    "His résumé said that he had led the protégés of the old regime for a decade.",
)


def _cases(file):
    return [
        pytest.param(case["text"], encoding, id=f"{case['why']}-{encoding}")
        for case in load(file, "case")
        for encoding in case["encodings"]
    ]


@pytest.mark.parametrize(("text", "encoding"), _cases("decode_western.toml"))
def test_western(text, encoding):
    decoded = Decode().decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.flags == decoded.marks == ()
    assert len(decoded.encodings) == 1
    assert text.encode(decoded.encodings[0]) == text.encode(encoding)


@pytest.mark.parametrize(("text", "encoding"), _cases("decode_others.toml"))
def test_other_languages(text, encoding):
    decoded = Decode().decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.flags == decoded.marks == ()


@given(
    sentences=st.lists(st.sampled_from((*FRENCH, *ENGLISH)), min_size=3, max_size=12),
    encoding=st.sampled_from(WESTERN),
    joint=st.sampled_from((" ", "\n", "\r\n")),
)
def test_long_text_comes_back(sentences, encoding, joint):
    text = joint.join(sentences).encode(encoding, "ignore").decode(encoding)
    assert len(text) > 200
    assert Decode().decode(text.encode(encoding)).text == text


any_high = st.lists(
    st.one_of(
        st.sampled_from((*FRENCH, *ENGLISH, "Привет, как дела", "é\xa0»", "l’é")).flatmap(
            lambda text: st.sampled_from((*WESTERN, "utf-8", "koi8-r", "shift_jis")).map(
                lambda encoding: text.encode(encoding, "ignore")
            )
        ),
        st.binary(max_size=20),
        st.sampled_from((b"\n", b"\r\n", b"\r", b"\xc3", b"\xe2\x80", b"\xf0\x9f", b"\0")),
    ),
    max_size=12,
).map(b"".join)


@given(data=any_high)
@example(data=b"\xc3")
@example(data=b"\0\0\0\0")
@example(data=bytes(range(256)))
@example(data=bytes(range(128, 256)) * 40)
def test_never_raises_and_is_deterministic(data):
    decoded = Decode().decode(data)
    assert Decode().decode(data) == decoded
    assert decoded.text.encode().decode() == decoded.text
    at = 0
    for mark in decoded.marks:
        assert at <= mark.span.start < mark.span.end <= len(decoded.text)
        assert mark.rule in Decode().rules
        at = mark.span.end


@given(data=any_high)
def test_line_breaks_stay(data):
    """But for UTF-16 and UTF-32, whose line breaks are more than a byte."""
    decoded = Decode().decode(data)
    if not decoded.encodings[0].startswith(("utf-16", "utf-32")):
        assert re.findall("[\r\n]", decoded.text) == re.findall("[\r\n]", data.decode("latin-1"))


@given(lines=st.lists(st.booleans(), min_size=2, max_size=12), seed=st.integers(0, 99))
def test_mixed_lines(lines, seed):
    """Lines of UTF-8 and of Windows-1252 in any order and proportion."""
    rng = random.Random(seed)
    texts = [rng.choice(FRENCH) + "\n" for _ in lines]
    data = b"".join(
        text.encode("utf-8" if utf8 else "windows-1252")
        for text, utf8 in zip(texts, lines, strict=True)
    )
    decoded = Decode().decode(data)
    assert decoded.text == "".join(texts)
    assert ("mixed_encoding" in decoded.flags) == (len(set(lines)) == 2)
    assert set(decoded.encodings) == {("windows-1252", "utf-8")[utf8] for utf8 in lines}
    assert "invalid_bytes" not in decoded.flags
    marked = [decoded.text[mark.span.slice] for mark in decoded.marks]
    odd = decoded.encodings[0] != "utf-8"
    assert marked == [text for text, utf8 in zip(texts, lines, strict=True) if utf8 == odd]


def test_well_formed_by_accident():
    """In Windows-1252 "é", a no-break space and "»" are three bytes of well-formed UTF-8."""
    text = "Il a dit « le marché\xa0» et « la liberté\xa0».\n"
    data = (FRENCH[0] + "\n").encode() + text.encode("windows-1252")
    assert Decode().decode(data).text == FRENCH[0] + "\n" + text
    assert Decode().decode(text.encode("windows-1252")).text == text


@pytest.mark.parametrize(
    "cut", [b"\xc3", b"\xe2", b"\xe2\x80", b"\xf0", b"\xf0\x9f", b"\xf0\x9f\x98"]
)
def test_a_cut_with_nothing_else_beyond_ascii(cut):
    decoded = Decode().decode(b"The bill came to thirty pounds in all. " + cut)
    assert decoded.text == "The bill came to thirty pounds in all. \ufffd"
    assert decoded.flags == ("invalid_bytes",)


@pytest.mark.parametrize("word", ["café", "voilà", "Trió", "reçu", "où", "élève à", "naï"])
def test_an_accent_at_the_end_is_no_cut(word):
    assert Decode().decode(f"Il y a un {word}".encode("windows-1252")).text == f"Il y a un {word}"


def test_a_random_byte_is_no_character():
    data = FRENCH[0].encode().replace(b"mang", b"m\x95ng")
    decoded = Decode().decode(data)
    assert decoded.text == FRENCH[0].replace("mang", "m\ufffdng")
    assert decoded.flags == ("invalid_bytes",)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "text",
    [
        FRENCH[0],
        "4. \N{THUMBS UP SIGN}",
        "Вчера вечером мы долго гуляли по набережной. Было холодно.",
        "昨日の夜、 川のそばを 長い間 歩きながら、 話しました。\n",
    ],
)
def test_wide_without_a_mark(text, encoding):
    decoded = Decode().decode(text.encode(encoding))
    assert (decoded.text, decoded.encodings) == (text, (encoding,))


def test_random_bytes_are_flagged():
    rng = random.Random(4)
    for _ in range(50):
        data = bytes(rng.choice((9, 10, *range(32, 127), *range(128, 256))) for _ in range(200))
        assert "invalid_bytes" in Decode().decode(data).flags


def test_long_data_take_bounded_looks(monkeypatch):
    from normtext.stages.decode import western

    looks = []
    weigh = western._weigh
    monkeypatch.setattr(western, "_weigh", lambda *given: (looks.append(1), weigh(*given)))
    text = "\n".join(FRENCH) + "\n"
    data = text.encode("windows-1252")
    for times in (1, 30, 300):
        looks.clear()
        assert Decode().decode(data * times).text == text * times
        assert len(looks) <= western.MOST * 1.25
