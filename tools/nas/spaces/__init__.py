"""Which networks may be built: genes with choices, and how a module comes from them."""
