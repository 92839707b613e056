"""Load on a server on loopback: prepared requests, and what came of them."""
