"""Floors without Flask ask here what this installation was started with."""

from pathlib import Path

from flask import current_app

from config import Settings


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def keys_folder() -> Path:
    """Where the keys that sign checkpoints lie."""
    return _settings().keys_folder


def in_production() -> bool:
    """Whether real people vote here: then nothing is made up on first need."""
    return _settings().production
