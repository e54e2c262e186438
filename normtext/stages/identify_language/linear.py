"""A linear model of ours over words and their n-grams: which of a hundred languages, how surely.

Each feature of a word is a short row of small integers, a word the sum of its features, a text the
sum of its words; a matrix turns that sum into a score for each language. The sums are of integers,
so they depend on no order, batch or machine, and a word's sum can be kept: words recur.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from normtext.stages.identify_language.features import hash_features
from normtext.stages.identify_language.posterior import exponentials, normalized

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    IntArray: TypeAlias = npt.NDArray[np.int32]
    FloatArray: TypeAlias = npt.NDArray[np.float64]

KEPT_WORDS = 50_000  # some 10 MB; English and French news have that many in a million sentences


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LinearModel:
    """The model as ``scripts/build_language.py`` describes it; threads may share it.

    languages: BCP 47, in the order of the columns. features: hashes, sorted. rows: a row for each
    feature, and one of zeros for the others. columns: (row length, languages). bias: nats.
    scales, favour: by the number of words, from 0, the last for all above: what one unit of the
    score is in nats, and how much likelier English and French are beforehand, in nats.
    """

    languages: tuple[str, ...]
    features: npt.NDArray[np.uint32]
    rows: IntArray
    columns: FloatArray
    bias: FloatArray
    scales: FloatArray
    favour: FloatArray
    exp: npt.NDArray[np.int64]
    _kept: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def load(cls) -> LinearModel:
        """Read the model packaged with normtext."""
        import io
        from importlib.resources import files

        import numpy as np

        data = files("normtext").joinpath("models/language.npz").read_bytes()
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            stored = {member: archive[member] for member in archive.files}
        languages = tuple(stored.pop("languages").tolist())
        rows = stored["rows"].astype(np.int32)
        stored["rows"] = np.concatenate([rows, np.zeros((1, rows.shape[1]), np.int32)])
        for member in ("columns", "bias", "scales", "favour"):
            stored[member] = stored[member].astype(np.float64)
        favour = np.zeros((stored["favour"].size, len(languages)))
        favour[:, [languages.index("en"), languages.index("fr")]] = stored["favour"][:, None]
        stored["favour"] = favour
        stored["exp"] = exponentials()
        for array in stored.values():
            array.flags.writeable = False
        return cls(languages=languages, **stored)

    def probabilities(self, texts: Sequence[Sequence[str]]) -> FloatArray:
        """How likely each text, given as its words, is in each language: (texts, languages).

        A text without words is in none: zeros.

        >>> model = LinearModel.load()
        >>> languages = model.probabilities([["le", "chat", "dort"]])[0]
        >>> model.languages[languages.argmax()]
        'fr'
        """
        import numpy as np

        counts = np.fromiter(map(len, texts), np.intp, len(texts))
        if not counts.all():
            shares = np.zeros((len(texts), len(self.languages)))
            if counts.any():
                shares[counts > 0] = self.probabilities([text for text in texts if text])
            return shares
        rows = self._sums([word for text in texts for word in text])
        sums = np.add.reduceat(rows, counts.cumsum() - counts, axis=0, dtype=np.int64)
        # Integers below 2**53: the product is exact, in whatever order it is added up.
        scores = sums @ self.columns
        sizes = np.minimum(counts, self.scales.size - 1)
        nats = scores * self.scales[sizes][:, None] + self.bias + self.favour[sizes]
        return normalized(nats, self.exp)

    def _sums(self, words: Sequence[str]) -> IntArray:
        """The sum of the features of each word: (words, row length)."""
        import numpy as np

        kept = self._kept
        found = list(map(kept.get, words))
        if None in found:
            strangers = list({word for word, row in zip(words, found, strict=True) if row is None})
            rows = self._rows_of(strangers)
            new = {word: row.tobytes() for word, row in zip(strangers, rows, strict=True)}
            found = [row or new[word] for word, row in zip(words, found, strict=True)]
            if len(kept) + len(new) > KEPT_WORDS:
                kept.clear()
            kept.update(new)
        data = b"".join(row for row in found if row)
        return np.frombuffer(data, np.int32).reshape(len(words), -1)

    def _rows_of(self, words: Sequence[str]) -> IntArray:
        import numpy as np

        features, of_words = hash_features(words)
        places = np.searchsorted(self.features, features)
        known = self.features.take(places, mode="clip") == features
        order = np.argsort(of_words, kind="stable")
        rows = self.rows.take(np.where(known, places, self.features.size)[order], axis=0)
        starts = np.searchsorted(of_words[order], np.arange(len(words)))
        sums: IntArray = np.add.reduceat(rows, starts, axis=0, dtype=np.int32)
        return sums
