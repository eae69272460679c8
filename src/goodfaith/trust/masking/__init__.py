"""Private data in what people say: found over a whole conversation, covered, muted in playback."""

from goodfaith.trust.masking.covering import COVER, KEEP, Keep, mask
from goodfaith.trust.masking.finding import find_private
from goodfaith.trust.masking.playback import muted
from goodfaith.trust.masking.span import PrivateKind, PrivateSpan

__all__ = [
    "COVER",
    "KEEP",
    "Keep",
    "PrivateKind",
    "PrivateSpan",
    "find_private",
    "mask",
    "muted",
]
