"""The interface of 2020, as the Python client 0.6 and the R client 0.2 speak it."""
