"""``%%dstack push``: what a cell makes is pushed, and the cell runs as it would without."""

import ast
import os
import subprocess
import sys

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import dstack_jupyter as ds
from dstack_jupyter.model.errors import DstackError, InvalidValue, UnsupportedObject


@pytest.fixture
def df(notebook):
    frame = pd.DataFrame({"month": ["Jan", "Feb"], "amount": [1.5, 2.5]})
    notebook.names["df"] = frame
    return frame


def stacks():
    return [stack.name for stack in ds.stacks()]


def test_the_last_value_of_a_cell_is_pushed_and_shown_as_always(notebook, df):
    ran = notebook.run('%%dstack push sales -m "May" country=FR\nhalf = df.head(1)\nhalf')
    assert ran.error is None
    assert ran.value is notebook.names["half"]
    assert notebook.names["_"] is ran.value
    assert ran.displayed[0] == "country=FR (text)"
    assert ran.displayed[1].startswith("sales, frame 1")
    assert "Out[" in ran.printed
    assert_frame_equal(ds.pull("sales", country="FR"), df.head(1))
    assert ds.history("sales")[0].message == "May"


def test_variables_that_the_cell_makes_may_stand_in_its_first_line(notebook, df):
    ran = notebook.run("%%dstack push sales/$c year=$year\nc, year = 'FR', 2020\ndf")
    assert ran.error is None
    assert_frame_equal(ds.pull("sales/FR", year=2020), df)


def test_a_value_that_is_not_shown_is_pushed(notebook, df):
    ran = notebook.run("%%dstack push sales\ndf;")
    assert "Out[" not in ran.printed
    assert_frame_equal(ds.pull("sales"), df)


def test_top_level_await_works(notebook, df):
    ran = notebook.run("%%dstack push sales\nimport asyncio\nawait asyncio.sleep(0, result=df)")
    assert ran.error is None
    assert_frame_equal(ds.pull("sales"), df)


def test_a_cell_that_failed_pushes_nothing(notebook, df):
    ran = notebook.run("%%dstack push sales\ndf\n1 / 0")
    assert isinstance(ran.error, ZeroDivisionError)
    assert stacks() == []
    notebook.run("df")
    assert stacks() == []


def test_a_traceback_names_the_line_that_the_user_sees(notebook):
    ran = notebook.run("%%dstack push sales\nx = 1\ny = 2\nx / 0")
    assert "----> 4" in ran.printed


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("x = 1", "the cell does not end with a value"),
        ("None", "the cell does not end with a value"),
        ("len", "ends with a builtin_function_or_method, which no codec takes"),
        ("", "the cell does not end with a value"),
    ],
)
def test_a_cell_with_nothing_to_push_says_what_was_found_and_fails(notebook, cell, said):
    ran = notebook.run(f"%%dstack push sales\n{cell}")
    assert isinstance(ran.error, UnsupportedObject)
    assert said in ran.printed
    assert "Traceback" not in ran.printed
    assert not notebook.shell.last_execution_succeeded
    assert stacks() == []


def test_a_line_that_cannot_be_understood_fails_before_the_cell_runs(notebook, df):
    ran = notebook.run("%%dstack push sales report\nran = True\ndf")
    assert isinstance(ran.error, InvalidValue)
    assert "ran" not in notebook.names
    assert stacks() == []


def test_a_refused_push_fails_the_cell_in_one_line(notebook, df):
    ran = notebook.run("%%dstack push sales year=$nothing\ndf")
    assert isinstance(ran.error, InvalidValue)
    assert "InvalidValue: there is no variable nothing" in ran.printed
    assert "Traceback" not in ran.printed


def test_one_push_for_one_run(notebook, df):
    notebook.run("%%dstack push sales\ndf")
    notebook.run("df * 2")
    notebook.run("df * 3")
    assert len(ds.history("sales")) == 1
    notebook.run("%%dstack push sales\ndf * 2")
    assert len(ds.history("sales")) == 2


def test_looking_whether_a_cell_is_complete_pushes_nothing(notebook, df):
    cell = "%%dstack push sales\ndf\n"
    for _ in range(3):
        assert notebook.shell.check_complete(cell)[0] == "incomplete"
    assert notebook.shell.check_complete(cell + "\n")[0] == "complete"
    notebook.shell.transform_cell(cell)
    notebook.run("df")
    assert stacks() == []


def test_transforming_twice_is_as_once(notebook):
    once = notebook.shell.transform_cell("%%dstack push sales\ndf\n")
    assert notebook.shell.transform_cell(once) == once
    assert once.splitlines()[1] == "df"


def test_other_magics_may_stand_above_below_and_within(notebook, df):
    assert notebook.run("%%time\n%%dstack push above\ndf").error is None
    assert notebook.run("%%dstack push below\n%%time\ndf").error is None
    assert notebook.run("%%dstack push within\n%precision 3\ndf").error is None
    assert notebook.run("%%capture shown\n%%dstack push captured\ndf").error is None
    for name in ("above", "below", "within", "captured"):
        assert_frame_equal(ds.pull(name), df)


def test_a_cell_that_runs_cells_pushes_its_own_value(notebook, df):
    cell = "ip = get_ipython()\nip.run_cell('1 + 1')\nip.run_cell('%%dstack push inner\\ndf * 2')\ndf"
    assert notebook.run(f"%%dstack push outer\n{cell}").error is None
    assert_frame_equal(ds.pull("outer"), df)
    assert_frame_equal(ds.pull("inner"), df * 2)


def test_a_future_import_may_follow(notebook, df):
    assert notebook.run("%%dstack push sales\nfrom __future__ import annotations\ndf").error is None
    assert_frame_equal(ds.pull("sales"), df)


def test_a_notebook_that_is_run_by_another_pushes(notebook, df, tmp_path):
    import nbformat.v4 as nb

    cells = [nb.new_code_cell("%%dstack push sales\ndf * 2"), nb.new_code_cell("reached = True")]
    (tmp_path / "good.ipynb").write_text(nb.writes(nb.new_notebook(cells=cells)))
    assert notebook.run(f"%run {tmp_path / 'good.ipynb'}").error is None
    assert_frame_equal(ds.pull("sales"), df * 2)
    assert notebook.names.pop("reached")
    cells[0] = nb.new_code_cell("%%dstack push sales x=$nothing\ndf")
    (tmp_path / "bad.ipynb").write_text(nb.writes(nb.new_notebook(cells=cells)))
    assert isinstance(notebook.run(f"%run {tmp_path / 'bad.ipynb'}").error, DstackError)
    assert "reached" not in notebook.names


def test_a_program_may_call_the_cell_magic(notebook, df):
    notebook.run("get_ipython().run_cell_magic('dstack', 'push sales', 'df')")
    assert_frame_equal(ds.pull("sales"), df)
    ran = notebook.run("get_ipython().run_cell_magic('dstack', 'push other', '1 / 0')\nreached = True")
    assert ran.error is not None
    assert "reached" not in notebook.names
    assert ran.printed.count("ZeroDivisionError: division by zero") == 1


def test_nothing_is_left_behind_in_the_shell(notebook, df):
    shell = notebook.shell
    before = {event: list(callbacks) for event, callbacks in shell.events.callbacks.items()}
    for cell in ("df", "1 / 0", "x = 1", "%%time\ndf"):
        notebook.run(f"%%dstack push sales\n{cell}")
    assert {event: list(callbacks) for event, callbacks in shell.events.callbacks.items()} == before
    assert "format" not in vars(shell.display_formatter)
    assert "publish" not in vars(shell.display_pub)


def test_the_magics_are_loaded_twice_and_taken_out_whole(notebook, df):
    from dstack_jupyter import load_ipython_extension, unload_ipython_extension

    load_ipython_extension(notebook.shell)
    ran = notebook.run("%dstack push df sales\nNone")
    assert len(ran.displayed) == 1
    unload_ipython_extension(notebook.shell)
    unload_ipython_extension(notebook.shell)
    assert notebook.run("%dstack push df sales").error is not None
    assert not hasattr(notebook.shell, "dstack_cells")
    assert notebook.shell.ast_transformers == []
    load_ipython_extension(notebook.shell)
    assert notebook.run("%%dstack push sales\ndf").error is None


def test_loading_the_magics_imports_nothing_heavy(tmp_path):
    cell = "%load_ext dstack_jupyter\nimport sys; print(sorted(sys.modules))"
    command = [sys.executable, "-m", "IPython", "--no-banner", "--colors=nocolor", "-c", cell]
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=150, check=True)
    loaded = set(ast.literal_eval(ran.stdout.strip().splitlines()[-1]))
    assert "dstack_jupyter.magics.cell" in loaded
    assert not loaded & {"pandas", "pyarrow", "plotly", "matplotlib", "nbformat", "ipywidgets", "sqlalchemy", "voila"}
