"""Notebooks come back as they were, as files and as what nbformat has of them."""

import copy
import json

import nbformat
import pytest
from nbformat import v3, v4

import dstack_jupyter as ds
from dstack_jupyter.model.errors import UnsupportedObject


@pytest.fixture
def notebook():
    output = v4.new_output("display_data", {"text/plain": "3", "application/json": {"a": [1]}})
    return v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# Sales\n\nof *May*", id="title"),
            v4.new_code_cell("a = 1\na + 2", execution_count=2, outputs=[output], id="sum", metadata={"tags": ["x"]}),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )


def test_a_notebook_comes_back_as_itself(notebook, keep, pull):
    kept = keep(notebook)
    assert (kept.application, kept.content_type) == ("notebook", "application/x-ipynb+json")
    back = pull(kept)
    assert isinstance(back, nbformat.NotebookNode)
    assert back == notebook


def test_the_bytes_are_the_file_that_jupyter_writes(notebook, keep, tmp_path):
    nbformat.write(notebook, tmp_path / "sales.ipynb")
    assert keep(notebook).content == (tmp_path / "sales.ipynb").read_bytes()


def test_a_push_changes_nothing_in_the_notebook(notebook, keep):
    notebook.cells[0].metadata["trusted"] = True
    before = copy.deepcopy(notebook)
    keep(notebook)
    assert notebook == before


def test_trust_does_not_travel(notebook, there_and_back):
    notebook.cells[1].metadata["trusted"] = True
    assert "trusted" not in there_and_back(notebook).cells[1].metadata


def test_an_old_notebook_is_refused_with_what_to_do(keep):
    old = nbformat.from_dict(v3.new_notebook(worksheets=[v3.new_worksheet()]))
    with pytest.raises(UnsupportedObject, match=r"of version 3 of the format.*nbformat\.convert\(notebook, 4\)"):
        keep(old)


def test_a_notebook_that_is_not_valid_is_refused(notebook, keep):
    notebook.cells[1].cell_type = "sum"
    with pytest.raises(UnsupportedObject, match=r"the notebook is not valid: .*'sum'.*nbformat\.validate"):
        keep(notebook)


def test_a_cell_is_no_notebook(notebook, keep):
    assert keep(notebook.cells[0]).application == "python/json"


def test_the_file_of_a_notebook_is_a_file_whose_type_is_known(notebook, tmp_path):
    nbformat.write(notebook, tmp_path / "sales.ipynb")
    ds.push("sales", tmp_path / "sales.ipynb")
    attachment = ds.stack("sales").head.attachments[0]
    assert (attachment.application, attachment.content_type) == ("file", "application/x-ipynb+json")
    assert json.loads(ds.pull("sales").read_text())["cells"][0]["id"] == "title"
