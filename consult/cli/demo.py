"""Commands of the group demo."""

import click
from flask.cli import AppGroup

group = AppGroup("demo", help="…")
