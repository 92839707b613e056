"""Commands of the group users."""

import click
from flask.cli import AppGroup

group = AppGroup("users", help="…")
