"""Pictures come back pixel by pixel."""

import io

import numpy as np
import PIL
import pytest
from PIL import Image, ImageDraw

from dstack_jupyter.model.errors import UnsupportedObject

PIXELS = np.random.default_rng(0).integers(0, 256, (5, 7, 4), dtype=np.uint8)


def picture(mode):
    if mode == "I;16":
        return Image.fromarray(PIXELS[..., 0].astype("uint16") * 257)
    return Image.fromarray(PIXELS).convert("RGB").convert(mode)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I", "F", "CMYK", "LAB"])
def test_a_picture_of_every_mode_comes_back(mode, there_and_back):
    image = Image.new("LAB", (3, 2), (10, 20, 30)) if mode == "LAB" else picture(mode)
    back = there_and_back(image)
    assert (back.mode, back.size) == (image.mode, image.size)
    assert back.tobytes() == image.tobytes()
    assert back.getpalette() == image.getpalette()


def test_transparency_and_resolution_come_back(there_and_back):
    image = Image.fromarray(PIXELS)
    image.info["dpi"] = (300, 300)
    back = there_and_back(image)
    assert np.array_equal(np.asarray(back), PIXELS)
    assert round(back.info["dpi"][0]) == 300


def test_the_same_picture_gives_the_same_bytes(keep):
    assert keep(picture("RGB")).content == keep(picture("RGB")).content


@pytest.mark.parametrize(
    ("suffix", "content_type"), [("jpg", "image/jpeg"), ("webp", "image/webp"), ("png", "image/png")]
)
def test_a_picture_that_was_read_from_a_file_stays_that_file(suffix, content_type, keep, tmp_path):
    path = tmp_path / f"photo.{suffix}"
    picture("RGB").save(path)
    kept = keep(Image.open(path))
    assert kept.content == path.read_bytes()
    assert kept.content_type == content_type


def test_a_picture_that_was_drawn_upon_is_kept_as_it_is_now(there_and_back, keep, tmp_path):
    path = tmp_path / "photo.jpg"
    picture("RGB").save(path)
    image = Image.open(path)
    ImageDraw.Draw(image).line([(0, 0), (6, 4)], fill="red")
    assert keep(image).content_type == "image/png"
    assert there_and_back(image).tobytes() == image.tobytes()


def test_an_animation_without_a_file_is_refused(keep):
    kept = io.BytesIO()
    Image.new("L", (2, 2)).save(kept, "GIF", save_all=True, append_images=[Image.new("L", (2, 2), 255)])
    with pytest.raises(UnsupportedObject, match=r"2 frames.*push the path"):
        keep(Image.open(kept))


def test_an_animation_in_a_file_stays_that_file(there_and_back, tmp_path):
    path = tmp_path / "blink.gif"
    Image.new("L", (2, 2)).save(path, save_all=True, append_images=[Image.new("L", (2, 2), 255)])
    with Image.open(path) as image:
        assert there_and_back(image).n_frames == 2


def test_a_mode_that_no_format_keeps_is_refused(keep):
    with pytest.raises(UnsupportedObject, match=r"mode HSV; push image\.convert"):
        keep(Image.new("HSV", (2, 2)))


def test_settings_say_size_and_mode(keep):
    assert keep(picture("RGB")).settings == {"pillow": PIL.__version__, "size": [7, 5], "mode": "RGB"}
