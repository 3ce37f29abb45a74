"""The nodes of the graph: state in, update out, the world only through services."""
