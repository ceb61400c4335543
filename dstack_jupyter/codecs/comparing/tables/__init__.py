"""What differs between two tables: their columns, their rows, their cells."""
