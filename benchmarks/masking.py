"""Masking 8,000 characters, against a plain list of regular expressions of the same kinds.

python benchmarks/masking.py [--characters N] [--repeat N]
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Sequence

from corpus import corpus
from goodfaith.trust.masking import find_private, mask

LIMIT_MS = 50
EVERY = 25  # one private turn in so many: more than real conversations have
PRIVATE = (
    "我叫张小丽，手机号13812345678，邮箱zhang.san@example.com",
    "幺三八",
    "二二三三，嗯，四四五五",
    "身份证11010519491231002X，卡号6222021234567890128",
    "车牌沪A12345，住在北京市海淀区中关村大街1号三号楼二单元402",
)
PLAIN_LIST = [
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)1[3-9]\d{9}(?!\d)",
        r"(?<!\d)\d{17}[\dXx](?!\d)",
        r"(?<!\d)\d{15}(?!\d)",
        r"(?<!\d)\d{16,19}(?!\d)",
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}",
        r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
        r"微信号?[:：是]?([A-Za-z][\w-]{5,19})",
        r"(?<![A-Za-z0-9])[EG]\d{8}",
        r"[零一二三四五六七八九幺洞拐]{11,18}",
        r"(?:我叫|姓名[:：是]?)([\u4e00-\u9fff]{2,4})",
        r"[\u4e00-\u9fff]{2,8}(?:路|街|大道)\d+号",
    )
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=8_000)
    parser.add_argument("--repeat", type=int, default=20)
    options = parser.parse_args()
    texts, source = _texts(options.characters)
    size = sum(map(len, texts))
    find_private(texts)  # tables are built once
    ours = _milliseconds(lambda: _masked(texts), options.repeat)
    plain = _milliseconds(lambda: _plainly_masked(texts), options.repeat)
    print(f"{size:,} characters, {len(texts)} utterances ({source}), median of {options.repeat}\n")
    print(f"| masking                              | {ours:6.1f} ms | under {LIMIT_MS} ms |")
    print(f"| … against a list of expressions | {plain:6.1f} ms | {ours / plain:.1f} × its time |")
    print(f"| spans found, values across turns too | {len(find_private(texts))} |")


def _texts(characters: int) -> tuple[list[str], str]:
    conversations, source = corpus(characters // 4)
    texts: list[str] = []
    size = 0
    for number, text in enumerate(u.text for c in conversations for u in c.utterances):
        texts.append(text if number % EVERY else PRIVATE[number // EVERY % len(PRIVATE)])
        size += len(texts[-1])
        if size >= characters:
            break
    return texts, source


def _masked(texts: Sequence[str]) -> list[str]:
    spans = find_private(texts)
    return [mask(t, [s for s in spans if s.utterance == i]) for i, t in enumerate(texts)]


def _plainly_masked(texts: Sequence[str]) -> list[str]:
    covered = []
    for text in texts:
        for pattern in PLAIN_LIST:
            text = pattern.sub(lambda match: "＊" * len(match[0]), text)
        covered.append(text)
    return covered


def _milliseconds(act: Callable[[], object], repeat: int) -> float:
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return sorted(times)[len(times) // 2] * 1_000


if __name__ == "__main__":
    main()
