"""From the spec of a dashboard to its controls, its notebook and its page."""
