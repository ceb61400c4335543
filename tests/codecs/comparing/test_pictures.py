"""Two pictures, side by side; their sizes are known without a library of pictures."""

import io

import pytest
from PIL import Image

from dstack_jupyter.client.diff_html import contents_html
from dstack_jupyter.client.diff_words import summary
from dstack_jupyter.codecs.comparing import pictures
from dstack_jupyter.codecs.comparing.registry import compare
from dstack_jupyter.model.diffs import PictureChanges


def drawn(size, format_):
    sink = io.BytesIO()
    Image.new("RGB", size, "red").save(sink, format_)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("format_", "content_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif")]
)
def test_the_size_of_a_picture_is_known(attachment, format_, content_type):
    old, new = (attachment(drawn(size, format_), content_type) for size in ((30, 20), (640, 480)))
    changes = compare(old, new).changes()
    assert (changes.old.width, changes.old.height, changes.new.width, changes.new.height) == (30, 20, 640, 480)
    assert f"{content_type}, 640 x 480 pixels" in summary(changes)[0]


def test_a_figure_of_matplotlib_is_a_picture_with_a_size(keep):
    from matplotlib.figure import Figure

    changes = compare(*(keep(Figure(figsize=size)) for size in ((2, 1), (4, 2)))).changes()
    assert changes.kind == "picture"
    assert changes.new.width > changes.old.width > 0


def test_pictures_stand_side_by_side_as_images(attachment):
    hostile = b'<svg xmlns="http://www.w3.org/2000/svg" width="10pt" height="20"><script>alert(1)</script></svg>'
    changes = compare(attachment(hostile, "image/svg+xml"), attachment(drawn((3, 2), "PNG"), "image/png")).changes()
    html = contents_html(changes)
    assert html.count("<img src=") == 2
    assert "<svg" not in html
    assert "<script" not in html
    assert (changes.old.width, changes.old.height) == (13, 20)


def test_a_source_that_is_no_picture_cannot_leave_its_image(attachment):
    changes = compare(attachment(b"a", "image/png"), attachment(b"b", "image/png")).changes()
    forged = changes.new.model_copy(update={"src": '"><script>alert(1)</script>', "content_type": "<b>"})
    html = contents_html(PictureChanges(old=changes.old, new=forged))
    assert "<script" not in html
    assert "<b>" not in html


def test_large_pictures_do_not_travel(attachment, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_LENGTH", 10)
    changes = compare(attachment(drawn((3, 2), "PNG"), "image/png"), attachment(b"\x89PNG", "image/png")).changes()
    assert changes.old.src is None
    assert changes.old.width == 3
    assert contents_html(changes).count("<img") == 1


@pytest.mark.parametrize("content_type", ["image/png", "image/jpeg", "image/gif", "image/svg+xml", "image/webp"])
def test_damaged_pictures_have_no_size(attachment, content_type):
    changes = compare(attachment(b"", content_type), attachment(b"\xff\xd8\xff", content_type)).changes()
    assert not changes.new.width
