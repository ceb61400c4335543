"""``%load_ext dstack_jupyter``: the magics ``%dstack`` and ``%%dstack``, a skin over the public API."""
