"""Models small enough to write by hand, by onnx.proto: none knows a language.

`onnx` is complete and returns what it is given. The others are recognisers that the engine takes
for real: they write 响 where there is sound, and nothing where there is none.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

FLOAT, INT64 = 1, 7
BANDS, TOKENS = 80, ("<blk>", "响", "静")


def onnx(**metadata: str) -> bytes:
    graph = node("Identity", ["x"], ["y"]) + field(2, b"g")
    return model(
        graph + field(11, value("x", FLOAT, 1)) + field(12, value("y", FLOAT, 1)), metadata
    )


def loud_or_not(folder: Path) -> Path:
    """Write the recogniser into `folder`: a Zipformer CTC, one score for four frames."""
    graph = (
        _scores()
        + node("LogSoftmax", ["biased"], ["log_probs"], axis=2)
        + _inputs()
        + field(12, value("log_probs", FLOAT, "N", "T4", len(TOKENS)))
        + field(12, value("lens", INT64, "N"))
    )
    folder.mkdir(exist_ok=True)
    (folder / "model.onnx").write_bytes(model(graph, {"model_type": "zipformer2_ctc"}))
    return _with_tokens(folder)


def loud_or_not_transducer(folder: Path) -> Path:
    """The same in three parts, whose predictor predicts nothing."""
    wide = len(TOKENS)
    encoder = _scores() + _inputs() + field(12, value("biased", FLOAT, "N", "T4", wide))
    decoder = (
        node("Cast", ["y"], ["before"], to=FLOAT)
        + node("MatMul", ["before", "nothing"], ["predicted"])
        + field(2, b"g")
        + field(5, tensor("nothing", np.zeros((2, wide), np.float32)))
        + field(11, value("y", INT64, "N", 2))
        + field(12, value("predicted", FLOAT, "N", wide))
    )
    joiner = (
        node("Add", ["encoded", "predicted"], ["logit"])
        + field(2, b"g")
        + field(11, value("encoded", FLOAT, "N", wide))
        + field(11, value("predicted", FLOAT, "N", wide))
        + field(12, value("logit", FLOAT, "N", wide))
    )
    folder.mkdir(exist_ok=True)
    encoder += field(12, value("lens", INT64, "N"))
    (folder / "encoder.onnx").write_bytes(model(encoder, {"model_type": "zipformer2"}))
    told = {"vocab_size": str(wide), "context_size": "2"}
    (folder / "decoder.onnx").write_bytes(model(decoder, told))
    (folder / "joiner.onnx").write_bytes(model(joiner, {"joiner_dim": str(wide)}))
    return _with_tokens(folder)


def _scores() -> bytes:
    """A token's score is the mean of the logarithmic energies of every fourth frame.

    That of nothing is -9, between silence (about -16) and a voice (about -4).
    """
    weights = np.zeros((BANDS, len(TOKENS)), np.float32)
    weights[:, 1] = 1 / BANDS
    return (
        node("Slice", ["x", "first", "last", "axis", "step"], ["fourth"])
        + node("MatMul", ["fourth", "weights"], ["scores"])
        + node("Add", ["scores", "bias"], ["biased"])
        + node("Div", ["x_lens", "step"], ["lens"])
        + field(2, b"g")
        + field(5, tensor("weights", weights))
        + field(5, tensor("bias", np.array([-9, 0, -30], np.float32)))
        + field(5, tensor("first", np.array([0])))
        + field(5, tensor("last", np.array([2**31])))
        + field(5, tensor("axis", np.array([1])))
        + field(5, tensor("step", np.array([4])))
    )


def _inputs() -> bytes:
    return field(11, value("x", FLOAT, "N", "T", BANDS)) + field(11, value("x_lens", INT64, "N"))


def _with_tokens(folder: Path) -> Path:
    lines = (f"{token} {number}\n" for number, token in enumerate(TOKENS))
    (folder / "tokens.txt").write_text("".join(lines), "utf-8")
    return folder


def model(graph: bytes, metadata: dict[str, str]) -> bytes:
    entries = (field(1, key.encode()) + field(2, said.encode()) for key, said in metadata.items())
    opset = field(8, number(2, 13))
    return number(1, 8) + field(7, graph) + opset + b"".join(field(14, one) for one in entries)


def node(operator: str, inputs: list[str], outputs: list[str], **integers: int) -> bytes:
    attributes = (
        field(1, name.encode()) + number(3, value) + number(20, 2)
        for name, value in integers.items()
    )
    return field(
        1,
        b"".join(field(1, name.encode()) for name in inputs)
        + b"".join(field(2, name.encode()) for name in outputs)
        + field(4, operator.encode())
        + b"".join(field(5, attribute) for attribute in attributes),
    )


def tensor(name: str, values: np.ndarray) -> bytes:
    dims = b"".join(number(1, size) for size in values.shape)
    kind = FLOAT if values.dtype == np.float32 else INT64
    return dims + number(2, kind) + field(8, name.encode()) + field(9, values.tobytes())


def value(name: str, kind: int, *dims: int | str) -> bytes:
    sizes = (number(1, size) if isinstance(size, int) else field(2, size.encode()) for size in dims)
    shape = field(2, b"".join(field(1, size) for size in sizes))
    return field(1, name.encode()) + field(2, field(1, number(1, kind) + shape))


def field(tag: int, content: bytes) -> bytes:
    return varint(tag << 3 | 2) + varint(len(content)) + content


def number(tag: int, content: int) -> bytes:
    return varint(tag << 3) + varint(content)


def varint(content: int) -> bytes:
    written = bytearray()
    while content > 0x7F:
        written.append(content & 0x7F | 0x80)
        content >>= 7
    return bytes([*written, content])
