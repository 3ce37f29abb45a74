"""What candidates do cost: worker processes, meters, windows."""
