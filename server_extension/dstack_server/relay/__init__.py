"""The servers of the owner's profiles, reached through the owner's Jupyter server: no token reaches the browser."""
