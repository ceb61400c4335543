"""What differs between two contents: one file for each kind."""
