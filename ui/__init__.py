"""The counter: the terminal and the page."""
