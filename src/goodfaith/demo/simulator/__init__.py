"""A simulated insurer: people, customers, conversations, facts, and apart from them the truth.

Pure and repeatable: the same seed gives the same insurer in every process. `simulate` is the door.
"""

from goodfaith.demo.simulator.insurer import Insurer, simulate
from goodfaith.demo.simulator.journey import Journey, Simulated
from goodfaith.demo.simulator.paperwork import Delivered
from goodfaith.demo.simulator.size import LARGE, SIZES, SMALL, TINY, Size
from goodfaith.demo.simulator.truth import GroundTruth

__all__ = [
    "LARGE",
    "SIZES",
    "SMALL",
    "TINY",
    "Delivered",
    "GroundTruth",
    "Insurer",
    "Journey",
    "Simulated",
    "Size",
    "simulate",
]
