"""langdetect's own model, evaluated exactly.

langdetect (Nakatani Shuyo's naive Bayes over 1-, 2- and 3-grams) draws n-grams at random until it
is sure: two calls may differ. Here every n-gram of the text counts once: no chance, and some
hundred times faster. What becomes of the text before that is langdetect's to the letter, oddities
included, so that the n-grams are the same multiset; the tests compare them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from normtext.stages.identify_language.langdetect_text import (
    BLOCK,
    batches,
    cleaned,
    padded,
    without_latin,
)
from normtext.stages.identify_language.posterior import exponentials, normalized

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    IntArray: TypeAlias = npt.NDArray[np.int32]
    FloatArray: TypeAlias = npt.NDArray[np.float64]
    Codes: TypeAlias = npt.NDArray[np.uint16]

NAT = 256  # steps of the weights in one nat, the SCALE of the build script

# Overlapping n-grams are far from independent, so the odds are divided by a temperature before they
# become a probability: 1.5 + 0.3 * sqrt(known n-grams). Found on lower-cased FLORES-200 dev (47
# languages that the model knows; 1 word, 2 words, 20 and 50 characters, a sentence, five; English
# and French half of the mass) over grids of a + b * sqrt(n), a * n**b and a + b * n. On the odd
# lines the calibration error is 1.0 % instead of 8.3 %; those lines also settled the choice among
# formulas within 1 % of the least log loss on the even ones, so that figure flatters a little.
# Texts in languages that the model does not know stay overconfident: no temperature mends that. A
# root, unlike a power, is exact in IEEE 754.
T_BASE, T_ROOT = 1.5, 0.3


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LangdetectModel:
    """The profiles of langdetect 1.0.9, ready to be looked up; immutable, so threads may share it.

    The arrays are those that ``scripts/build_langdetect.py`` describes; ``weights`` is spread to a
    dense table (n-grams + 1, languages + 1): row 0, of unknown n-grams, is zero, and the last
    column counts.
    """

    languages: tuple[str, ...]
    classes: Codes
    upper: int
    ones: Codes
    base2: Codes
    check2: Codes
    grams2: Codes
    base3: Codes
    check3: Codes
    grams3: Codes
    weights: Codes
    vietnamese: Mapping[str, str]
    exp: npt.NDArray[np.int64]
    name: ClassVar[str] = "langdetect"

    @classmethod
    def load(cls) -> LangdetectModel:
        """Read the model packaged with normtext: 1.1 MB on disk, 8 MB in memory."""
        import io
        from importlib.resources import files
        from types import MappingProxyType

        import numpy as np

        data = files("normtext").joinpath("models/langdetect.npz").read_bytes()
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            stored = {member: archive[member] for member in archive.files}
        languages = tuple(stored.pop("languages").tolist())
        upper = int(stored.pop("upper"))
        pairs = {chr(a) + chr(b): chr(c) for a, b, c in stored.pop("vietnamese").tolist()}
        counts, columns = stored.pop("counts"), stored.pop("columns")
        dense = np.zeros((counts.size + 1, len(languages) + 1), np.uint16)
        dense[1:, -1] = 1
        dense[np.repeat(np.arange(1, dense.shape[0]), counts), columns] = stored["weights"]
        stored["weights"] = dense
        stored["exp"] = exponentials()
        for array in stored.values():
            array.flags.writeable = False
        return cls(languages=languages, upper=upper, vietnamese=MappingProxyType(pairs), **stored)

    def log_odds(self, texts: Sequence[str]) -> IntArray:
        """How much likelier each language makes each text than no language at all: (texts,
        languages).

        In 1/256 nat, as integers: sums that depend on no order, batch or platform.
        """
        return self._score(texts)[:, :-1]

    def probabilities(self, texts: Sequence[str]) -> FloatArray:
        """How likely each text is in each language, calibrated: (texts, languages).

        Of the languages the model knows: a text in another one still gets the nearest. Zeros for a
        text without a known n-gram.

        >>> model = LangdetectModel.load()
        >>> model.languages[model.probabilities(["Il fait beau."])[0].argmax()]
        'fr'
        """
        import numpy as np

        scores = self._score(texts)
        known = scores[:, -1]
        nats = scores[:, :-1] / (NAT * (T_BASE + T_ROOT * np.sqrt(known)))[:, None]
        shares = normalized(nats, self.exp)
        shares[known == 0] = 0
        return shares

    def _score(self, texts: Sequence[str]) -> IntArray:
        """What ``log_odds`` gives, and in a last column how many n-grams of each text the model
        knows.
        """
        import numpy as np

        scores = np.zeros((len(texts), self.weights.shape[1]), np.int32)
        for start, batch in batches([cleaned(text, self.vietnamese) for text in texts]):
            grams, blocks = self._grams(batch)
            sums = np.add.reduce(self.weights.take(grams, axis=0), axis=0, dtype=np.uint16)
            rows = scores[start : start + len(batch)]
            np.add.reduceat(sums, blocks, axis=0, dtype=np.int32, out=rows)
        return scores

    def _grams(self, texts: Sequence[str]) -> tuple[Codes, IntArray]:
        """The n-grams of cleaned texts: (24, blocks); and the first block of each text.

        Each column holds the n-grams of one, two and three characters that end in a block of 8
        characters; 0 is an unknown one.
        """
        import numpy as np

        codes, starts, ends = padded(texts)
        if codes.max() >= 0x300:
            texts = without_latin(texts, codes, starts, ends)
            codes, starts, ends = padded(texts)
        third = self.classes.take(codes, mode="clip")
        second = np.zeros_like(third)  # class 0 is the space, which langdetect puts before a text
        second[1:] = third[:-1]
        pairs = self.base2.take(second) + third
        pairs *= self.check2.take(pairs) == second  # slot 0 begins nothing
        before = np.zeros_like(third)
        before[1:] = pairs[:-1]
        triples = self.base3.take(before) + third
        grams = np.empty((3, third.size), np.uint16)
        grams[0] = self.ones.take(third)
        grams[1] = self.grams2.take(pairs)
        grams[2] = self.grams3.take(triples) * (self.check3.take(triples) == before)
        capital = third >= self.upper
        if capital.any():  # langdetect leaves out words of capitals
            grams[:, 1:] *= ~(capital[1:] & capital[:-1])
        grams[:, ends] = 0  # n-grams that end in the padding: langdetect adds no space after a text
        blocks = grams.reshape(3, -1, BLOCK).transpose(0, 2, 1).reshape(3 * BLOCK, -1)
        return blocks, starts // BLOCK
