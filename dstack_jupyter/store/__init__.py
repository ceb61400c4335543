"""The store: stacks, frames and dashboards in SQL, contents by hash. It knows nothing of HTTP."""
