"""Load profiles: how fast the platform answers at a size that no town will soon reach."""
