"""The demonstration reads its invented people, texts and votes through here."""

from consult.gateways.demo_files.contents import DemoFiles
from consult.gateways.demo_files.folder import read

__all__ = ["DemoFiles", "read"]
