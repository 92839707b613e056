"""Servers and the ``flask`` command find the application here."""

import sys

from config import BadSetting, from_environment
from consult.app import create_app

try:
    app = create_app(from_environment())
except BadSetting as problem:
    sys.exit(f"Not started: {problem}")
