"""``python -m app`` is ``hipdrill``."""

import sys

from app.cli import main

sys.exit(main())
