"""`python -m goodfaith.cli` is `goodfaith`."""

import sys

from goodfaith.cli import main

sys.exit(main())
