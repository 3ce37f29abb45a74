"""Which models and labelled data exist, and how their files get here."""
