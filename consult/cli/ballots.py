"""Commands of the group ballots."""

import click
from flask.cli import AppGroup

group = AppGroup("ballots", help="…")
