"""What ``Cache-Control`` says of answers that a browser may keep."""

FOR_EVER = "private, max-age=31536000, immutable"
"""For bytes that an address means for ever."""

A_WHILE = "private, max-age=600"
"""For what is made of bytes that never change, in a way that another release may change."""

ASK_AGAIN = "private, no-cache"
"""For what an address means now."""
