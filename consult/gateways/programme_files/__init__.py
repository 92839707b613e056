"""The import command reads the programme's folder through here: all of it checked, or every problem named."""

from consult.gateways.programme_files.folder import read
from consult.gateways.programme_files.marked import BadFiles, Problem
from consult.gateways.programme_files.shapes import Programme

__all__ = ["BadFiles", "Problem", "Programme", "read"]
