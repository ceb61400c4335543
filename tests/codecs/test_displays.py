"""What shows itself richly in a notebook is kept as the best thing that it shows, and never as code."""

import base64

import pandas as pd
import pytest
from IPython.display import HTML, JSON, SVG, Audio, Image, Javascript, Latex, Video
from ipywidgets import IntSlider

from dstack_jupyter.codecs.files import content_type_of
from dstack_jupyter.codecs.registry import codec_for
from dstack_jupyter.model.errors import NotFound, UnsupportedObject
from tests.codecs.cases import MP4, PNG

WAV = Audio([0.0, 0.5], rate=8000).data


class Shown:
    def __init__(self, **bundle):
        self.bundle = {name.replace("__", "+").replace("_", "/"): value for name, value in bundle.items()}

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "Shown()", **self.bundle}


def test_the_best_representation_is_taken(keep):
    everything = Shown(text_html="<b>x</b>", image_png=PNG, image_svg__xml="<svg/>", text_markdown="x")
    assert (keep(everything).content_type, keep(everything).content) == ("image/svg+xml", b"<svg/>")
    assert keep(Shown(text_html="<b>x</b>", image_png=PNG)).content == PNG
    assert keep(Shown(text_html="<b>x</b>", text_markdown="x")).content == b"<b>x</b>"


def test_pictures_may_be_base64(keep):
    assert keep(Shown(image_png=base64.b64encode(PNG).decode())).content == PNG


@pytest.mark.parametrize(
    ("obj", "content_type"),
    [
        (HTML("<b>x</b>"), "text/html"),
        (SVG("<svg xmlns='http://www.w3.org/2000/svg'></svg>"), "image/svg+xml"),
        (Image(PNG), "image/png"),
        (JSON({"a": [1]}), "application/json"),
        (Latex("$x$"), "text/latex"),
        (Audio(WAV), "audio/wav"),
        (Video(MP4, embed=True), "video/mp4"),
    ],
    ids=lambda obj: type(obj).__name__,
)
def test_ipythons_objects_come_back_as_themselves(obj, content_type, keep, pull):
    kept = keep(obj)
    assert kept.content_type == content_type
    back = pull(kept)
    assert type(back) is type(obj)
    assert back.data == obj.data


@pytest.mark.parametrize("text", ["http://127.0.0.1:9/", "https://127.0.0.1:9/x", __file__])
@pytest.mark.parametrize("content_type", ["text/html", "text/markdown", "text/latex"])
def test_a_text_is_never_taken_for_an_address_or_a_file(text, content_type, attachment, pull):
    for application in (None, "ipython/display", f"ipython/{content_type.partition('/')[2]}"):
        assert pull(attachment(text.encode(), content_type, application)).data == text


def test_a_video_is_never_taken_for_a_file(attachment, pull):
    back = pull(attachment(__file__.encode(), "video/mp4", "ipython/video"))
    assert (back.data, back.filename) == (__file__.encode(), None)


def test_a_picture_keeps_the_size_that_it_is_shown_in(there_and_back):
    back = there_and_back(Image(PNG, width=30, alt="a dot"))
    assert (back.width, back.height, back.alt) == (30, None, "a dot")
    back = there_and_back(Video(MP4, embed=True, width=300, html_attributes="controls muted"))
    assert (back.width, back.html_attributes) == (300, "controls muted")


def test_samples_are_a_wav(keep, pull):
    kept = keep(Audio([0.0, 0.5, -0.5], rate=8000, autoplay=True))
    assert kept.content.startswith(b"RIFF")
    assert pull(kept).autoplay
    assert "data:audio/wav;base64," in pull(kept)._repr_html_()


@pytest.mark.parametrize("name", ["clip.mp4", "clip.webm", "clip.ogv"])
@pytest.mark.parametrize("embed", [True, False])
def test_a_video_file_is_read_whether_it_is_embedded_or_not(name, embed, keep, pull, tmp_path):
    (tmp_path / name).write_bytes(MP4)
    kept = keep(Video(filename=str(tmp_path / name), embed=embed))
    assert kept.content_type == content_type_of(name)
    assert pull(kept).data == kept.content == MP4


@pytest.mark.parametrize("name", ["sound.wav", "sound.mp3", "sound.flac", "sound.ogg"])
def test_a_sound_file_has_the_same_type_everywhere(name, keep, pull, tmp_path):
    (tmp_path / name).write_bytes(WAV)
    kept = keep(Audio(filename=str(tmp_path / name)))
    assert kept.content_type == {"sound.mp3": "audio/mpeg"}.get(name, f"audio/{name.partition('.')[2]}")
    assert (pull(kept).data, pull(kept).mimetype) == (WAV, kept.content_type)


def test_a_picture_by_its_file_is_read(keep, tmp_path):
    (tmp_path / "dot.png").write_bytes(PNG)
    kept = keep(Image(filename=str(tmp_path / "dot.png"), embed=False))
    assert (kept.content_type, kept.content) == ("image/png", PNG)


@pytest.mark.parametrize(
    "obj",
    [
        Video("https://example.org/clip.mp4"),
        Audio(url="https://example.org/sound.wav"),
        Image(url="https://example.org/dot.png"),
    ],
    ids=lambda obj: type(obj).__name__,
)
def test_what_is_only_an_address_is_refused_with_what_to_do(obj, keep):
    cls = type(obj).__name__
    with pytest.raises(UnsupportedObject, match=rf"only the address https://example\.org/.*{cls}\(filename=…\)"):
        keep(obj)


def test_a_video_of_a_missing_file_is_refused(keep):
    with pytest.raises(NotFound, match=r"there is no file 'missing\.mp4'"):
        keep(Video(filename="missing.mp4"))


def test_methods_for_one_type_are_enough(keep, pull):
    class Table:
        def _repr_html_(self):
            return "<table></table>"

    kept = keep(Table())
    assert pull(kept).data == "<table></table>"
    assert kept.settings["class"].endswith("Table")


def test_metadata_beside_the_bundle_is_understood(keep):
    class Picture:
        def _repr_png_(self):
            return PNG, {"width": 1}

    assert keep(Picture()).content == PNG


def test_a_styled_frame_is_html(keep):
    pytest.importorskip("jinja2")
    assert b"<table" in keep(pd.DataFrame({"a": [1]}).style).content


def test_plotly_json_is_a_plotly_figure(keep, pull):
    class Chart:
        def _repr_mimebundle_(self, include=None, exclude=None):
            return {"application/vnd.plotly.v1+json": {"data": [{"type": "bar", "y": [1]}], "layout": {}}}

    assert keep(Chart()).application == "plotly"
    assert keep(Chart()).settings["bundle"] == "basic"
    assert pull(keep(Chart())).data[0].type == "bar"


class Live:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/html": "a dead picture"}


class Failing:
    def _repr_html_(self):
        raise NotImplementedError


class Demanding:
    def __getattr__(self, name):
        raise AssertionError(f"{name} was asked for")


@pytest.mark.parametrize(
    "obj",
    [
        Shown(),
        Live(),
        Shown(application_javascript="alert(1)"),
        Javascript("alert(1)"),
        IntSlider(),
        Failing(),
        Demanding(),
        HTML,
    ],
    ids=lambda obj: type(obj).__name__,
)
def test_code_and_plain_text_are_no_representation(obj):
    with pytest.raises(UnsupportedObject, match="cannot be pushed"):
        codec_for(obj)
