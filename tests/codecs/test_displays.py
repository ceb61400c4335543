"""What shows itself richly in a notebook is kept as the best thing that it shows, and never as code."""

import base64

import pandas as pd
import pytest
from IPython.display import HTML, JSON, SVG, Image, Javascript, Latex
from ipywidgets import IntSlider

from dstack_jupyter.codecs.registry import codec_for
from dstack_jupyter.model.errors import UnsupportedObject

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


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
    ],
)
def test_ipythons_objects_come_back_as_themselves(obj, content_type, keep, pull):
    kept = keep(obj)
    assert (kept.application, kept.content_type) == ("ipython/display", content_type)
    back = pull(kept)
    assert type(back) is type(obj)
    assert back.data == obj.data


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
