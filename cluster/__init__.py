"""Two application hosts behind nginx, a primary and its replica, killed under load: `make cluster-test`."""
