"""Letters: which event needs what (``events``), what each tells (``contents``), and how one is written."""
