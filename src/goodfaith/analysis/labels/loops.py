"""The loops of labels as machine code: n-grams, scores, fitting.

All in one file: what is compiled is kept between starts, and is made again when the file it
stands in has changed, whatever became of functions elsewhere that it calls. They trust what they
are given; their callers check it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

F = TypeVar("F", bound=Callable[..., Any])

Bytes = npt.NDArray[np.uint8]
Buckets = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Steps = npt.NDArray[np.int8]

LONGEST: Final = 3
BUCKETS: Final = 1 << 18
STOP: Final = 10  # what `fold_together` puts behind each text
_SPACE: Final = 32
_SEED: Final = 88172645463325252

compiled = cast(Callable[[F], F], numba.njit(cache=True, nogil=True, error_model="numpy"))


@compiled
def fill_ngrams(utf8: Bytes, starts: Places, buckets: Buckets, seen: Buckets) -> None:
    begin, at, used = 0, 0, 0
    spaced = np.empty(len(utf8) + 3, np.uint8)
    for end in range(len(utf8)):
        if utf8[end] == STOP:
            length = spaced_out(utf8, begin, end, spaced)
            used += buckets_of(spaced, length, buckets[used:], seen, at + 1)
            at += 1
            starts[at] = used
            begin = end + 1


@compiled
def spaced_out(utf8: Bytes, begin: int, end: int, spaced: Bytes) -> int:
    """Copy a text with one space before it, behind it and for each run inside; its bytes."""
    length = 1
    spaced[0] = _SPACE
    for at in range(begin, end):
        if utf8[at] != _SPACE or spaced[length - 1] != _SPACE:
            spaced[length] = utf8[at]
            length += 1
    if spaced[length - 1] != _SPACE:
        spaced[length] = _SPACE
        length += 1
    return length


@compiled
def buckets_of(spaced: Bytes, length: int, buckets: Buckets, seen: Buckets, mark: int) -> int:
    """Write the distinct buckets of one text and return how many.

    `seen` holds the mark of the text that met a bucket last; no two texts may share one.
    """
    count = 0
    for begin in range(length):
        if (spaced[begin] & 0xC0) == 0x80:
            continue
        end = begin
        for _ in range(LONGEST):
            end += 1
            while end < length and (spaced[end] & 0xC0) == 0x80:
                end += 1
            bucket = bucket_of(spaced, begin, end)
            if seen[bucket] != mark:
                seen[bucket] = mark
                buckets[count] = bucket
                count += 1
            if end >= length:
                break
    return count


@compiled
def bucket_of(data: Bytes, begin: int, end: int) -> int:
    """The bucket of the bytes `data[begin:end]`."""
    value = _murmur3(data, begin, end)
    whole = int(value)
    return (whole if whole < 1 << 31 else (1 << 32) - whole) % BUCKETS


@compiled
def _murmur3(data: Bytes, begin: int, end: int) -> np.uint32:
    """MurmurHash3 by Austin Appleby, x86, 32 bit, seed 0."""
    value = np.uint32(0)
    at = begin
    while at + 4 <= end:
        block = (
            np.uint32(data[at])
            | np.uint32(data[at + 1]) << np.uint32(8)
            | np.uint32(data[at + 2]) << np.uint32(16)
            | np.uint32(data[at + 3]) << np.uint32(24)
        )
        value = np.uint32(value ^ _mixed(np.uint32(block)))
        value = np.uint32(value << np.uint32(13)) | np.uint32(value >> np.uint32(19))
        value = np.uint32(np.uint32(value * np.uint32(5)) + np.uint32(0xE6546B64))
        at += 4
    if at < end:
        block = np.uint32(0)
        for place in range(end - at):
            block = np.uint32(block | np.uint32(data[at + place]) << np.uint32(8 * place))
        value = np.uint32(value ^ _mixed(np.uint32(block)))
    value = np.uint32(value ^ np.uint32(end - begin))
    value = np.uint32(np.uint32(value ^ (value >> np.uint32(16))) * np.uint32(0x85EBCA6B))
    value = np.uint32(np.uint32(value ^ (value >> np.uint32(13))) * np.uint32(0xC2B2AE35))
    return np.uint32(value ^ (value >> np.uint32(16)))


@compiled
def _mixed(block: np.uint32) -> np.uint32:
    block = np.uint32(block * np.uint32(0xCC9E2D51))
    block = np.uint32(block << np.uint32(15)) | np.uint32(block >> np.uint32(17))
    return np.uint32(block * np.uint32(0x1B873593))


@compiled
def score_texts(
    utf8: Bytes, row_of: Buckets, weights: Weights, biases: Weights, scores: Weights
) -> None:
    spaced = np.empty(len(utf8) + 3, np.uint8)
    buckets = np.empty(LONGEST * (len(utf8) + 3), np.int32)
    seen = np.zeros(len(row_of), np.int32)
    total = np.empty(weights.shape[1], np.float32)
    begin, text = 0, 0
    for end in range(len(utf8)):
        if utf8[end] != STOP:
            continue
        length = spaced_out(utf8, begin, end, spaced)
        count = buckets_of(spaced, length, buckets, seen, text + 1)
        total[:] = 0
        for place in range(count):
            row = row_of[buckets[place]]
            if row >= 0:
                for lane in range(len(total)):
                    total[lane] += weights[row, lane]
        scale = np.float32(1 / np.sqrt(count))
        for label in range(len(biases)):
            scores[text, label] = total[label] * scale + biases[label]
        begin = end + 1
        text += 1


@compiled
def descend(
    starts: Places,
    buckets: Buckets,
    known: Places,
    signs: Floats,
    costs: Floats,
    scale: Floats,
    weights: Floats,
    most_rounds: int,
    near_enough: float,
) -> None:
    """The last of `weights` is the bias; it is kept small like the others."""
    count = len(known)
    alphas = np.zeros(count)
    lengths = np.empty(count)
    roots = np.empty(count)
    order = np.arange(count)
    for place in range(count):
        begin, end = starts[known[place]], starts[known[place] + 1]
        total = 0.0
        for at in range(begin, end):
            total += scale[buckets[at]] ** 2
        # Texts have length one; the bias counts like a feature that each of them has.
        roots[place] = 1 / np.sqrt(end - begin)
        lengths[place] = total * roots[place] ** 2 + 1 + 0.5 / costs[place]
    state = np.uint64(_SEED)
    for _ in range(most_rounds):
        worst = 0.0
        for place in range(count - 1, 0, -1):
            state ^= state << np.uint64(13)
            state ^= state >> np.uint64(7)
            state ^= state << np.uint64(17)
            other = int(state % np.uint64(place + 1))
            order[place], order[other] = order[other], order[place]
        for one in order:
            text = known[one]
            margin = 0.0
            for at in range(starts[text], starts[text + 1]):
                margin += weights[buckets[at]] * scale[buckets[at]]
            margin = margin * roots[one] + weights[-1]
            slope = signs[one] * margin - 1 + 0.5 * alphas[one] / costs[one]
            if alphas[one] == 0 and slope > 0:
                continue
            worst = max(worst, abs(slope))
            after = max(alphas[one] - slope / lengths[one], 0.0)
            step = (after - alphas[one]) * signs[one]
            alphas[one] = after
            weights[-1] += step
            step *= roots[one]
            for at in range(starts[text], starts[text + 1]):
                weights[buckets[at]] += step * scale[buckets[at]]
        if worst < near_enough:
            break


@compiled
def score_ngrams(
    starts: Places,
    buckets: Buckets,
    row_of: Buckets,
    weights: Weights,
    biases: Weights,
    scores: Weights,
) -> None:
    for text in range(len(starts) - 1):
        for label in range(len(biases)):
            scores[text, label] = 0
        for at in range(starts[text], starts[text + 1]):
            row = row_of[buckets[at]]
            if row >= 0:
                for label in range(len(biases)):
                    scores[text, label] += weights[row, label]
        scale = np.float32(1 / np.sqrt(starts[text + 1] - starts[text]))
        for label in range(len(biases)):
            scores[text, label] = scores[text, label] * scale + biases[label]


@compiled
def ngram_weights(
    utf8: Bytes,
    row_of: Buckets,
    weights: Weights,
    label: int,
    begins: Places,
    lengths: Places,
    found: Floats,
) -> int:
    """Each n-gram of a text: the code point it begins with, its length, its weight; how many."""
    count, point = 0, -1
    for begin in range(len(utf8)):
        if (utf8[begin] & 0xC0) == 0x80:
            continue
        point += 1
        end = begin
        for length in range(1, LONGEST + 1):
            end += 1
            while end < len(utf8) and (utf8[end] & 0xC0) == 0x80:
                end += 1
            row = row_of[bucket_of(utf8, begin, end)]
            begins[count] = point
            lengths[count] = length
            found[count] = weights[row, label] if row >= 0 else 0.0
            count += 1
            if end >= len(utf8):
                break
    return count
