"""``%dstack diff`` in a notebook."""

import pandas as pd
import pytest

from dstack_jupyter.model.errors import InvalidValue


@pytest.fixture
def pushed(notebook):
    notebook.names["df"] = pd.DataFrame({"id": [1, 2], "amount": [1.5, 2.5]})
    notebook.run("%dstack push df sales country=FR")
    notebook.run("%dstack push (df.assign(amount=[1.5, 3.5])) sales country=FR")


@pytest.mark.usefixtures("pushed")
def test_a_line_compares_two_frames(notebook):
    ran = notebook.run("%dstack diff sales 1 2 country=FR --key id")
    assert ran.error is None
    assert ran.value.changed.to_dict("records") == [{"id": 2, "column": "amount", "old": 2.5, "new": 3.5}]
    assert notebook.run("%dstack diff sales").value.new.number == 2
    assert notebook.run("%dstack diff sales 2").value.is_same


@pytest.mark.usefixtures("pushed")
def test_variables_and_several_keys_are_understood(notebook):
    notebook.names["first"] = 1
    assert len(notebook.run("%dstack diff sales $first --key id,amount").value.added) == 1


@pytest.mark.usefixtures("pushed")
def test_one_word_too_many_is_said(notebook):
    assert isinstance(notebook.run("%dstack diff sales 1 2 3").error, InvalidValue)
