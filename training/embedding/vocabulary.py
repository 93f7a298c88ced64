"""The tokens worth a vector: those that words of the supported languages are cut into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from corpus import LANGUAGES, words

UNKNOWN = 3


def tokenizer(pieces: Sequence[tuple[str, float]], unknown: int) -> Tokenizer:
    """A unigram tokenizer (Kudo 2018, "Subword Regularization") of the given pieces with their scores."""
    found = Tokenizer(models.Unigram(list(pieces), unknown, False))
    found.normalizer = normalizers.NFKC()
    found.pre_tokenizer = pre_tokenizers.Metaspace()
    return found


def frequencies(
    cut: Tokenizer, sample: Mapping[str, Sequence[str]], languages: Sequence[str] = LANGUAGES
) -> dict[int, float]:
    """Frequency of every token in words and running text of ``languages``, all alike in weight."""
    out: Counter[int] = Counter()
    for language in languages:
        found = words(language)
        total = sum(share for _, share in found)
        for (_, share), encoded in zip(found, cut.encode_batch_fast([w for w, _ in found]), strict=True):
            for token in encoded.ids:
                out[token] += share / total / len(languages)
    for texts in sample.values():
        count: Counter[int] = Counter()
        for encoded in cut.encode_batch_fast(list(texts)):
            count.update(encoded.ids)
        for token, number in count.items():
            out[token] += 0.1 * number / count.total()
    return dict(out)


def several(cut: Tokenizer, count: int) -> list[tuple[str, str, list[int]]]:
    """Language, word and tokens of the ``count`` commonest words of each language that are several tokens."""
    out = []
    for language in LANGUAGES:
        found = words(language)
        cuts = cut.encode_batch_fast([w for w, _ in found])
        kept = [(language, w, c.ids) for (w, _), c in zip(found, cuts, strict=True) if len(c.ids) > 1]
        out += [one for one in kept if UNKNOWN not in one[2]][:count]
    return out
