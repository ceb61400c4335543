"""How objects become the bytes of attachments, and come back: one file per kind of object."""
