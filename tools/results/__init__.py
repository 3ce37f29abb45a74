"""What is remembered: DuckDB."""
