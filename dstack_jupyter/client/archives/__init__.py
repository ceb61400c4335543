"""Stacks and dashboards in one file; `docs/archive-format.md` describes it."""
