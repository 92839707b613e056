"""Commands of the group work."""

import click
from flask.cli import AppGroup

group = AppGroup("work", help="…")
