"""Which next, and which wins: pure functions of evidence."""
