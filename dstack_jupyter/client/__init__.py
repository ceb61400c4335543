"""Push and pull over the store of this computer, or of a profile."""
