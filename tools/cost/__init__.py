"""What candidates would cost, before any download."""
