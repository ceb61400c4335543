"""The magics in a real kernel, as a notebook runs them."""

import pytest

pytestmark = pytest.mark.kernel

MAKE = "import pandas as pd\ndf = pd.DataFrame({'month': ['Jan', 'Feb'], 'amount': [1.5, 2.5]})"


def test_a_push_and_a_pull_answer_richly(kernel):
    kernel.run(MAKE)
    pushed = kernel.run("%dstack push df rich country=FR")
    assert pushed.status == "ok"
    assert pushed.texts[0] == "country=FR (text)"
    assert "2 rows x 2 columns" in pushed.bundles[1]["text/html"]
    pulled = kernel.run("%dstack pull rich country=FR")
    assert pulled.kinds == ["execute_result"]
    assert "Jan" in pulled.bundles[0]["text/html"]


def test_a_push_without_a_name_is_filed_below_its_notebook(kernel):
    kernel.run(f"{MAKE}\nimport os\nos.environ['JPY_SESSION_NAME'] = '/home/me/Sales 2020.ipynb'")
    assert kernel.run("%dstack push df").texts[0].startswith("sales-2020/df, frame 1")
    kernel.run("del os.environ['JPY_SESSION_NAME']")
    assert kernel.run("ds.pull('sales-2020/df').equals(df)").texts == ["True"]


@pytest.mark.parametrize(
    "cell",
    [
        "%dstack pull nothing",
        "%dstack psh",
        "%%dstack push nothing\nx = 1",
        "%%dstack push nothing x=$unknown\n'text'",
        "import asyncio\nawait asyncio.sleep(0)\n%dstack pull nothing",
    ],
)
def test_a_refusal_stops_run_all_with_one_line(kernel, cell):
    ran = kernel.run(cell)
    assert ran.status == "error"
    ((line,),) = ran.tracebacks
    assert "\n" not in line
    assert kernel.run("ds.stacks('nothing')").texts == ["no stack on this computer matches 'nothing'"]


def test_the_value_of_a_cell_with_await_is_pushed(kernel):
    kernel.run(MAKE)
    ran = kernel.run("%%dstack push awaited\nimport asyncio\nawait asyncio.sleep(0.01)\ndf")
    assert ran.status == "ok"
    assert ran.kinds == ["execute_result", "display_data"]
    assert kernel.run("ds.pull('awaited').equals(df)").texts == ["True"]


def test_a_failing_cell_with_await_pushes_nothing(kernel):
    ran = kernel.run("%%dstack push failed\nimport asyncio\nawait asyncio.sleep(0)\n1 / 0\n'text'")
    assert ran.status == "error"
    assert "line 4" in "".join(ran.tracebacks[0])
    assert kernel.run("len(ds.stacks('failed'))").texts == ["0"]


def test_an_interrupted_cell_pushes_nothing(kernel, kernel_manager):
    cell = "%%dstack push interrupted\nprint('begun')\nimport time\ntime.sleep(60)\n'text'"
    kernel.client.execute(cell, stop_on_error=False)
    while kernel.client.get_iopub_msg(timeout=150)["content"].get("text") != "begun\n":
        pass
    kernel_manager.interrupt_kernel()
    assert kernel.client.get_shell_msg(timeout=150)["content"]["status"] == "error"
    assert kernel.run("len(ds.stacks('interrupted'))").texts == ["0"]
    assert kernel.run("'format' in vars(get_ipython().display_formatter)").texts == ["False"]


def test_the_figure_that_a_cell_drew_is_pushed_and_shown_once(kernel):
    drawn = "%matplotlib inline\nimport matplotlib.pyplot as plt\nlines = plt.plot([1, 2])"
    ran = kernel.run(f"%%dstack push drawn\n{drawn}")
    assert ran.status == "ok"
    assert [("image/png" in bundle) for bundle in ran.bundles] == [True, False]
    assert "<svg" in kernel.run("str(ds.pull('drawn'))[:2000] + repr(ds.pull('drawn').data)[:2000]").texts[0]
    assert kernel.run("plt.get_fignums()").texts == ["[]"]


def test_figures_are_drawn_as_they_are_without_the_push(kernel):
    kernel.run("%matplotlib inline\nimport matplotlib.pyplot as plt")
    body = "plt.plot([1]); plt.show(); print('between')\nplt.plot([2]); plt.show()"
    ran, plain = kernel.run(f"%%dstack push two\n{body}"), kernel.run(body)
    assert ran.status == "error"
    assert "the cell drew 2 figures" in ran.tracebacks[0][0]
    assert ran.kinds == [*plain.kinds, "error"]


def test_the_value_that_is_shown_goes_before_the_figure_and_a_hidden_one_behind_it(kernel):
    kernel.run(f"%matplotlib inline\nimport matplotlib.pyplot as plt\n{MAKE}")
    kernel.run("%%dstack push shown\nplt.plot([1])\ndf")
    kernel.run("%%dstack push hidden\nplt.plot([1])\ndf;")
    ran = kernel.run("[ds.stack(name).head.attachments[0].application for name in ('shown', 'hidden')]")
    assert ran.texts == ["['pandas/dataframe', 'matplotlib']"]


def test_a_figure_that_plt_show_has_closed_is_pushed(kernel):
    kernel.run("%matplotlib inline\nimport matplotlib.pyplot as plt")
    ran = kernel.run("%%dstack push closed\nplt.plot([1]); plt.show()\nprint('after')")
    assert ran.status == "ok"
    assert ran.kinds == ["display_data", "stream", "display_data"]


def test_the_axes_that_a_cell_ends_with_are_pushed(kernel):
    kernel.run(f"%matplotlib inline\n{MAKE}")
    assert kernel.run("%%dstack push axes\ndf.plot()").status == "ok"
    assert kernel.run("ds.stack('axes').head.attachments[0].application").texts == ["'matplotlib'"]


def test_a_plotly_figure_that_was_shown_is_pushed(kernel):
    ran = kernel.run(
        "%%dstack push plotted\nimport plotly.graph_objects as go\n"
        "figure = go.Figure(go.Scatter(y=[1, 2]))\nfigure.show()"
    )
    assert ran.status == "ok"
    assert kernel.run("ds.pull('plotted') == figure").texts == ["True"]


def test_a_figure_in_another_backend_is_pushed(kernel):
    ran = kernel.run("%%dstack push agg\n%matplotlib agg\nimport matplotlib.pyplot as plt\nlines = plt.plot([1])")
    assert ran.status == "ok"
    assert kernel.run("plt.close('all')\nlen(ds.history('agg'))").texts == ["1"]


def test_a_silent_run_pushes_too(kernel):
    kernel.run(MAKE)
    assert kernel.run("%%dstack push silent\ndf", silent=True).status == "ok"
    assert kernel.run("ds.pull('silent').equals(df)").texts == ["True"]
    assert kernel.run("%%dstack push other\nlen", silent=True).status == "error"


def test_the_help_opens_with_a_question_mark(kernel):
    for question in ("%dstack?", "%%dstack?"):
        (page,) = kernel.run(question).payload
        assert "%dstack push df sales -m" in page["data"]["text/plain"]


def test_tab_completes_in_a_kernel(kernel):
    kernel.run("ds.push('completed', 'text', country='FR')")
    assert kernel.completions("%dstack pu") == ["%dstack push", "%dstack pull"]
    for _ in range(20):
        if found := kernel.completions("%dstack pull complet"):
            break
    assert found == ["%dstack pull completed"]


def test_a_push_knows_the_cell_that_made_it(kernel):
    first = kernel.run("result = ds.push('celled', 'text')")
    second = kernel.run("%%dstack push celled\n'other text'")
    assert kernel.run("[frame.origin.cell for frame in ds.history('celled')]").texts == [
        f"[{second.count}, {first.count}]"
    ]
    kernel.run("result = ds.push('uncounted', 'text')", store_history=False)
    assert kernel.run("[frame.origin.cell for frame in ds.history('uncounted')]").texts == ["[None]"]


def test_a_push_by_a_button_is_of_no_cell(kernel):
    kernel.run("import ipywidgets\nbutton = ipywidgets.Button()\nbutton.on_click(lambda _: ds.push('clicked', 'text'))")
    (identity,) = kernel.run("button.comm.comm_id").texts
    data = {"method": "custom", "content": {"event": "click"}}
    message = kernel.client.session.msg("comm_msg", {"comm_id": identity.strip("'"), "data": data})
    kernel.client.shell_channel.send(message)
    assert kernel.run("[frame.origin.cell for frame in ds.history('clicked')]").texts == ["[None]"]


def test_vs_code_names_the_notebook_in_a_variable(kernel):
    kernel.run("__vsc_ipynb_file__ = '/home/me/code.ipynb'\nresult = ds.push('coded', 'text')\ndel __vsc_ipynb_file__")
    assert kernel.run("ds.stack('coded').head.origin.notebook").texts == ["'/home/me/code.ipynb'"]


def test_a_push_in_a_kernel_knows_what_the_kernel_pulled(kernel):
    kernel.run("ds.push('source', 'text')\n%dstack pull source\nds.push('target', 'text')")
    shown = kernel.run("%dstack lineage target")
    assert "  source, frame 1, " in shown.texts[0]
    assert "<li>source, frame 1, " in shown.bundles[0]["text/html"]
