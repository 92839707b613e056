"""The demonstration reads its invented people, texts and votes through here."""

from consult.gateways.demo_files.folder import read
from consult.gateways.demo_files.shapes import DemoFiles

__all__ = ["DemoFiles", "read"]
