"""The options of all verbs; a name that means two things has two of them."""

from __future__ import annotations

from dstack_jupyter.magics.readers import access_of, columns_of, count_of, form_of, frame_of, number_of, rename_of
from dstack_jupyter.magics.verb import Option

MESSAGE = Option("message", "what changed, in a line", "TEXT", "-m")
DESCRIPTION = Option("description", "what it is; shown beside it", "TEXT", "-d")
BY = Option("by", "one attachment for each group of these columns", "A,B", read=columns_of, repeated=True)
KEY = Option("key", "columns that tell rows of a table apart", "A,B", read=columns_of, repeated=True)
TOLERANCE = Option("tolerance", "floats that differ by no more are equal", "N", read=number_of)
DEPTH = Option("depth", "how many steps to go from frame to frame", "N", read=count_of)
KEEP = Option("keep", "carry over what else the head has")
FORCE = Option("force", "make a frame even if nothing changed")
ACCESS = Option("access", "who sees a new stack: private, internal or public", "LEVEL", read=access_of)
FRAME = Option("frame", "an older revision: its number, its tag, its id, or how the id begins", "FRAME", read=frame_of)
EVERY = Option("all", "every attachment that has the params, in a list")
TO = Option("to", "write the bytes to this file or folder", "PATH")
AS = Option("as", "a table as pandas, polars or arrow; anything as a path", "FORM", read=form_of)
TRUSTED = Option("trusted", "types of a model that are no danger", "A,B", read=columns_of, repeated=True)
WHOLE = Option("all", "the whole stack with all its frames")
DELETED_FRAME = Option("frame", "a deleted frame: its number or its id", "FRAME", read=frame_of)
OTHER_NAME = Option("to", "another name, where its own was taken meanwhile", "NAME")
A_DASHBOARD = Option("dashboard", "a dashboard of that name, not a stack")
KEEP_FRAMES = Option("keep", "so many of the newest frames", "N", read=count_of)
KEEP_DAYS = Option("keep-days", "the frames of the last so many days", "N", read=number_of)
GRACE_DAYS = Option("grace-days", "what was deleted longer ago goes; 7 where it is left out", "N", read=number_of)
DRY_RUN = Option("dry-run", "say what would go, and leave it")
SHARE = Option("share", "the part of the contents that is read, 0.1 for a tenth", "N", read=number_of)
KEEP_ALL = Option("all", "all frames, as at first")
ALL_STACKS = Option("all", "all of them, however many")
NAME = Option("name", "its name; else made from the title", "NAME")
OVERWRITE = Option("overwrite", "replace a file that is there")
INTO = Option("into", "put all names below this one", "NAME")
RENAME = Option("rename", "take a stack in under another name", "OLD=NEW", read=rename_of, repeated=True)
MAY_PUSH = Option("push", "let them push to it too")
SEEN_BY = Option("access", "who else sees it: private (nobody), internal or public", "LEVEL", read=access_of)
PROFILE = Option("profile", "the profile of config.yaml", "NAME")
