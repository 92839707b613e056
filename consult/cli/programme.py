"""Commands of the group programme."""

import click
from flask.cli import AppGroup

group = AppGroup("programme", help="…")
