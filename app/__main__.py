"""``python -m app`` is ``hipdrill``."""

import sys

from app.cli.main import main

sys.exit(main())
