"""``%dstack`` in a notebook: the verbs, over a real store."""

import re

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import dstack_jupyter as ds
from dstack_jupyter.model.errors import Conflict, InvalidName, InvalidValue, NoMatch, NotFound


@pytest.fixture
def df(notebook):
    frame = pd.DataFrame({"month": ["Jan", "Feb"], "amount": [1.5, 2.5]})
    notebook.names["df"] = frame
    return frame


def test_a_pushed_variable_comes_back_under_its_own_name(notebook, df):
    ran = notebook.run("%dstack push df")
    assert ran.error is None
    assert ran.value.created
    assert str(ran.value).startswith("df, frame 1, on this computer; only you")
    assert_frame_equal(ds.pull("df"), df)


def test_a_push_says_what_it_took_the_params_for(notebook, df):
    notebook.names["c"] = "75001"
    ran = notebook.run('%dstack push df sales -m "May" country=FR year=2020 zip=$c day=2020-01-31 sold=true')
    assert ran.displayed == [
        "country=FR (text), year=2020 (int), zip=75001 (text), day=2020-01-31 (date), sold=true (bool)"
    ]
    assert ds.history("sales")[0].message == "May"
    assert_frame_equal(ds.pull("sales", year=2020, zip="75001", sold=True), df)
    with pytest.raises(NoMatch):
        ds.pull("sales", year="2020")


def test_a_push_without_params_says_nothing_of_them(notebook, df):
    assert notebook.run("%dstack push df sales").displayed == []


def test_an_expression_in_parentheses_is_pushed(notebook, df):
    notebook.run("%dstack push (df.head(1)) sales")
    assert_frame_equal(ds.pull("sales"), df.head(1))
    notebook.run("tables = {'a b': df}\n%dstack push tables['a b'] other")
    assert_frame_equal(ds.pull("other"), df)


def test_all_options_of_a_push_reach_the_store(notebook, df):
    ran = notebook.run("%dstack push df sales --by month -d 'By month' --access public x=1")
    assert ran.error is None
    shown = ds.stack("sales")
    assert shown.access_level == "public"
    assert [each.params for each in shown.head.attachments] == [{"month": "Jan", "x": 1}, {"month": "Feb", "x": 1}]
    assert {each.description for each in shown.head.attachments} == {"By month"}
    assert_frame_equal(ds.pull("sales"), df)
    notebook.run("%dstack push df sales part=2 --keep")
    assert len(ds.stack("sales").head.attachments) == 3
    again = notebook.run("%dstack push df sales part=2")
    assert notebook.run("%dstack push df sales part=2 --force").value.number == again.value.number + 1


def test_params_named_like_options_are_params(notebook, df):
    assert notebook.run("%dstack push df sales message=hello by=month").error is None
    assert ds.stack("sales").head.attachments[0].params == {"message": "hello", "by": "month"}
    assert_frame_equal(notebook.run("%dstack pull sales message=hello").value, df)


def test_a_push_in_a_loop_or_further_up_shows_where_each_went(notebook, df):
    ran = notebook.run("for c in ['FR', 'DE']:\n    %dstack push df sales/$c\ndone = True")
    assert [text.partition(",")[0] for text in ran.displayed] == ["sales/FR", "sales/DE"]
    ran = notebook.run("%dstack push df first\n1")
    assert len(ran.displayed) == 1
    assert ran.value == 1


def test_a_push_shows_where_it_went_also_when_its_answer_gets_a_name(notebook, df):
    ran = notebook.run("pushed = %dstack push df sales\nlisted = %dstack stacks\nlast = %dstack pull sales")
    assert [text.partition(",")[0] for text in ran.displayed] == ["sales"]
    assert notebook.names["pushed"].number == 1
    assert len(notebook.run("again = %dstack push df sales").displayed) == 1
    assert len(notebook.names["listed"]) == 1


@pytest.mark.parametrize("interactivity", ["all", "last", "last_expr", "last_expr_or_assign", "none"])
def test_a_push_is_shown_once_however_the_shell_shows_values(notebook, df, interactivity):
    notebook.shell.ast_node_interactivity = interactivity
    for number, cell in enumerate(("%dstack push df s", "%dstack push df s\n1", "x = %dstack push df s", "x = 1"), 1):
        notebook.names["df"] = df * number
        assert notebook.run(cell).text.count(f"s, frame {number}") == (number < 4)


def test_a_push_that_leaves_params_behind_says_so_once(notebook, df):
    notebook.run("%dstack push df sales country=FR")
    ran = notebook.run("%dstack push df sales country=DE\nNone")
    assert ran.text.count("no longer has country=FR") == 1
    assert notebook.run("%dstack push df sales country=FR --keep\nNone").text.count("no longer") == 0


def test_the_last_push_of_a_cell_is_shown_once(notebook, df):
    ran = notebook.run("%dstack push df sales")
    assert ran.displayed == []
    assert ran.printed.count("sales, frame 1") == 1


def test_variables_of_a_function_are_pushed_too(notebook, df):
    ran = notebook.run("def keep(table, n):\n    %dstack push table inner n=$(n + 1)\nkeep(df.head(1), 1)")
    assert ran.error is None
    assert_frame_equal(ds.pull("inner", n=2), df.head(1))


def test_a_pull_gives_the_object(notebook, df):
    ds.push("sales", df, country="FR")
    ds.push("sales", df * 2, country="FR")
    notebook.run("got = %dstack pull sales country=FR\nold = %dstack pull sales --frame 1\nn = 1")
    assert_frame_equal(notebook.names["got"], df * 2)
    assert_frame_equal(notebook.names["old"], df)
    notebook.run("older = %dstack pull sales --frame $n")
    assert_frame_equal(notebook.names["older"], df)
    assert_frame_equal(notebook.run("%dstack pull sales").value, df * 2)
    parts = notebook.run("%dstack pull sales --all").value
    assert [part.params for part in parts] == [{"country": "FR"}]


def test_a_pull_gives_the_form_that_is_wanted(notebook, df):
    ds.push("sales", df)
    notebook.run("table = %dstack pull sales --as arrow\npath = %dstack pull sales --as path")
    assert notebook.names["table"].num_rows == len(df)
    assert notebook.names["path"].read_bytes()[:4] == b"PAR1"


def test_a_pull_of_a_model_names_what_is_trusted(notebook):
    from sklearn.tree import DecisionTreeClassifier

    ds.push("model", DecisionTreeClassifier().fit([[1], [2]], [0, 1]))
    assert "trusted=" in str(notebook.run("%dstack pull model").error)
    notebook.run("model = %dstack pull model --trusted a.B,sklearn.tree._tree.Tree")
    assert notebook.names["model"].predict([[2]]) == [1]


def test_a_pull_writes_a_file(notebook, tmp_path):
    ds.push("note", "hello")
    notebook.names["target"] = tmp_path / "note.txt"
    assert notebook.run("%dstack pull note --to $target").error is None
    assert (tmp_path / "note.txt").read_text() == "hello"


def test_stacks_and_history_list_what_there_is(notebook, df):
    ds.push("sales/eu", df, message="May")
    ds.push("gdp", df)
    assert {stack.name for stack in notebook.run("%dstack stacks").value} == {"sales/eu", "gdp"}
    assert [stack.name for stack in notebook.run("%dstack stacks sal eu").value] == ["sales/eu"]
    assert [frame.message for frame in notebook.run("%dstack history sales/eu").value] == ["May"]


def test_codecs_are_listed_and_what_is_listed_is_at_hand(notebook):
    ran = notebook.run("%dstack codecs")
    assert "pandas DataFrames" in str(ran.value)
    assert ran.value[0].name in {codec.name for codec in ds.codecs()}


def test_the_head_is_set_back_and_the_line_that_undoes_it_works(notebook, df):
    ds.push("sales", df)
    ds.push("sales", df * 2)
    ran = notebook.run("%dstack set-head sales 1\nx = 1")
    assert ran.displayed == ["sales: the head moved from frame 2 to frame 1; to undo: %dstack set-head sales 2"]
    assert_frame_equal(ds.pull("sales"), df)
    undo = re.search(r"to undo: (.*)", ran.displayed[0]).group(1)
    notebook.run(undo)
    assert_frame_equal(ds.pull("sales"), df * 2)
    assert "as it was" in notebook.run("%dstack set-head sales 2").text


def test_a_frame_is_tagged_and_the_line_that_undoes_it_works(notebook, df):
    ds.push("sales", df)
    ds.push("sales", df * 2)
    tagged = notebook.run("%dstack tag sales 1 prod\nx = 1")
    assert tagged.displayed == ["sales@prod is frame 1; to undo: %dstack untag sales prod"]
    assert_frame_equal(notebook.run("%dstack pull sales@prod").value, df)
    moved = notebook.run("%dstack tag sales 2 prod\nx = 1")
    assert moved.displayed == ["sales@prod is frame 2; to undo: %dstack tag sales 1 prod"]
    notebook.run("%dstack tag sales 1 prod")
    assert "to frame 1" in notebook.run("%dstack set-head sales@prod").text
    untagged = notebook.run("%dstack untag sales prod\nx = 1")
    assert untagged.displayed == ["frame 1 of sales has the tag prod no more; to undo: %dstack tag sales 1 prod"]
    assert len(ds.stacks("tag:prod")) == 0


def test_a_search_keeps_its_quotes(notebook, df):
    ds.push("sales", df, message="first try of May", country="South Africa")
    for line in (
        'message:"first try"',
        '"try of"',
        'country:"South Africa"',
        "'South Africa' sal",
    ):
        assert [stack.name for stack in notebook.run(f"%dstack stacks {line}").value] == ["sales"], line
    assert len(notebook.run('%dstack stacks message:"try first"').value) == 0
    assert len(notebook.run("%dstack stacks --all").value) == 1


def test_a_frame_and_a_stack_are_deleted(notebook, df):
    ds.push("sales", df)
    ds.push("sales", df * 2)
    assert notebook.run("%dstack delete sales --frame 2").error is None
    assert [frame.number for frame in ds.history("sales")] == [1]
    assert isinstance(notebook.run("%dstack delete sales").error, InvalidValue)
    assert len(ds.history("sales")) == 1
    assert notebook.run("%dstack delete sales --all").error is None
    assert len(ds.stacks()) == 0


def test_a_dashboard_is_made_of_stacks(notebook, df):
    ds.push("sales", df)
    ds.push("gdp", df)
    ran = notebook.run('year = 2020\n%dstack dashboard "World $year" sales gdp -d Trends --name world')
    assert ran.error is None
    board = ds.open_dashboard("world")
    assert board.spec.title == "World 2020"
    assert board.spec.description == "Trends"
    assert [card.path.name for card in board.spec.cards] == ["sales", "gdp"]


@pytest.mark.parametrize(
    ("line", "kind", "said"),
    [
        ("%dstack pull nothing", NotFound, "nothing"),
        ("%dstack push nothing sales", InvalidValue, "there is no variable nothing"),
        ("%dstack push fd sales", InvalidValue, "did you mean df?"),
        ("%dstack push sales", InvalidValue, "%%dstack push sales as the first line of a cell"),
        ("%dstack push sales df", InvalidValue, "the object comes first: %dstack push df sales"),
        ("%dstack push df.nothing sales", InvalidValue, "df.nothing cannot be read: AttributeError"),
        ("%dstack push df['nothing'] sales", InvalidValue, "KeyError"),
        ("%dstack push (df.head()", InvalidValue, "is not closed"),
        ("%dstack push (df.) sales", InvalidValue, "cannot be read as Python"),
        ("%dstack push (df)", InvalidValue, "give the stack one: %dstack push (df) STACK"),
        ("%dstack push df 'my sales'", InvalidName, "my sales"),
        ("%dstack push df sales x=$nothing", InvalidValue, "there is no variable nothing"),
        ("%dstack push df sales -m 'it's $c'", None, None),
        ('%dstack push df sales -m "of $nothing"', InvalidValue, "a dollar sign itself is written $$"),
        ('%dstack push df sales -m "$name.csv"', InvalidValue, "$(name) ends a variable"),
        ("%dstack push df sales x=$df", InvalidValue, "DataFrame"),
        ("%dstack push df sales it's", InvalidValue, "one word more"),
        ("%dstack push df sales x='", InvalidValue, "is not closed"),
        ("%dstack help nothing", InvalidValue, "is no verb"),
        ("%dstack psh df", InvalidValue, "did you mean push?"),
    ],
)
def test_a_refusal_is_one_line_and_fails_the_cell(notebook, df, line, kind, said):
    notebook.names["name"] = "sales"
    ran = notebook.run(line)
    if kind is None:
        assert ran.error is None
        return
    assert isinstance(ran.error, kind)
    assert said in ran.printed
    assert ran.printed.strip().count("\n") == 0
    assert ran.printed.startswith(f"{type(ran.error).__name__}: ")


def test_what_an_expression_of_the_user_raises_keeps_its_traceback(notebook, df):
    ran = notebook.run("%dstack push (df.nothing()) sales")
    assert isinstance(ran.error, AttributeError)
    assert "Traceback" in ran.printed
    assert "----> 1 (df.nothing())" in ran.printed


def test_a_refusal_can_be_caught(notebook, df):
    cell = "try:\n    %dstack pull nothing\nexcept ds.DstackError as error:\n    caught = error"
    ran = notebook.run(f"import dstack_jupyter as ds\n{cell}")
    assert ran.error is None
    assert isinstance(notebook.names["caught"], NotFound)


def test_stacks_leave_in_a_file_and_come_in_under_other_names(notebook, df, tmp_path):
    notebook.names["file"] = str(tmp_path / "team.dstack")
    notebook.run("%dstack push df sales\n%dstack push df gdp/eu\n%dstack push df other")
    ran = notebook.run("%dstack export $file sales gdp/*")
    assert [path.name for path in ran.value.stacks] == ["sales", "gdp/eu"]
    assert isinstance(notebook.run("%dstack export $file").error, Conflict)
    assert len(notebook.run("%dstack export $file --overwrite").value.stacks) == 3
    assert "sales: nothing new" in str(notebook.run("%dstack import $file").value)
    ran = notebook.run("%dstack import $file --into team --rename sales=mine")
    assert [one.path.name for one in ran.value.stacks] == ["mine", "team/gdp/eu", "team/other"]
    assert_frame_equal(ds.pull("mine"), df)
    assert "old and the new name" in notebook.run("%dstack import $file --rename sales").printed


def test_a_line_without_a_verb_lists_the_verbs(notebook):
    assert "%dstack push OBJECT [STACK]" in notebook.run("%dstack").printed
    assert "--message TEXT" in notebook.run("%dstack help push").printed
    assert "--frame FRAME" in notebook.run("%dstack pull --help").printed


def test_every_example_of_the_help_is_understood(notebook, df):
    from dstack_jupyter.magics.grammar import parse, parse_cell
    from dstack_jupyter.magics.help import overview

    examples = [line.strip() for line in overview().partition("Examples\n")[2].splitlines() if "%dstack " in line]
    assert len(examples) > 10
    for example in examples[:-1]:
        signs, _, line = example.rpartition("%dstack ")
        assert (parse_cell if signs == "%" else parse)(line)


def test_a_comment_may_follow(notebook, df):
    assert notebook.run("%dstack push df sales  # the first one").error is None


def test_lineage_shows_what_a_frame_was_made_from(notebook, df):
    notebook.run("%dstack push df sales\nagain = %dstack pull sales\n%dstack push again report")
    shown = notebook.run("%dstack lineage report").value
    assert [node.path.name for node in shown.inputs] == ["sales"]
    assert "made from\n  sales, frame 1, " in str(shown)
    notebook.run("%dstack push (df * 2) report")
    assert notebook.run("%dstack lineage report --frame 1").value.number == 1


def test_a_deletion_says_the_line_that_undoes_it(notebook, df):
    notebook.run("%dstack push df sales")
    notebook.run("%dstack push (df.head(1)) sales")
    (said,) = notebook.run("%dstack delete sales --frame 2").displayed
    assert said == "deleted frame 2 of sales, the head is frame 1; to undo: %dstack restore sales --frame 2"
    notebook.run(said.partition("undo: ")[2])
    assert len(ds.history("sales")) == 2
    (said,) = notebook.run("%dstack delete sales --all").displayed
    assert "sales" in str(notebook.run("%dstack deleted").value)
    notebook.run(said.partition("undo: ")[2] + " --to old")
    assert_frame_equal(ds.pull("old", frame=1), df)


def test_what_a_stack_keeps_is_said_in_a_line(notebook, df):
    notebook.run("%dstack push df sales")
    notebook.run("%dstack push (df.head(1)) sales")
    assert "keeps its newest 1 frame" in str(notebook.run("%dstack retain sales --keep 1").value)
    assert len(ds.history("sales")) == 1
    assert "--keep 10, --keep-days 30, or --all" in str(notebook.run("%dstack retain sales").error)
    assert "keeps all" in str(notebook.run("%dstack retain sales --all").value)


def test_a_store_is_kept_tidy_in_lines(notebook, df):
    notebook.run("%dstack push df sales")
    notebook.run("%dstack delete sales --all")
    assert "deleted, can be restored" in str(notebook.run("%dstack usage").value)
    assert "the store is whole" in str(notebook.run("%dstack verify --share 0.5").value)
    assert "1 stack, 1 frame" in str(notebook.run("%dstack gc --grace-days 0 --dry-run").value)
    assert "nothing taken away" in str(notebook.run("%dstack gc").value)
    assert "1 stack, 1 frame" in str(notebook.run("%dstack gc --grace-days 0").value)


def test_a_param_that_is_called_like_an_option_says_how_the_option_is_written(notebook, df):
    assert "the option is written --message" in notebook.run("%dstack push df sales message=May").text
    assert "the option is written" not in notebook.run("%dstack push df sales country=FR").text
    assert notebook.run("%dstack pull sales frame=1").printed.endswith("; the option is written --frame\n")
    assert notebook.run("%dstack diff sales tolerance=1").printed.endswith("; the option is written --tolerance\n")


def test_a_diff_has_a_tolerance_and_a_lineage_a_depth(notebook, df):
    notebook.run("%dstack push df sales\n%dstack pull sales\n%dstack push (df.assign(amount=df.amount + 0.25)) sales")
    assert notebook.run("%dstack diff sales --tolerance 0.5 --key month").value.changed.empty
    assert notebook.run("%dstack lineage sales --depth 1").error is None
    assert "from 1 on, not 0" in notebook.run("%dstack lineage sales --depth 0").printed


def test_a_stack_is_shared_in_a_line(notebook, df):
    from dstack_jupyter.client.profiles import backend

    notebook.run("%dstack push df sales")
    assert "ds.copy('sales', to='team')" in notebook.run("%dstack share sales ann").printed
    backend().accounts.add_user("ann")
    ran = notebook.run("%dstack share sales ann --push")
    assert str(ran.value) == "sales: you and ann see it; ann may push to it"
    assert str(notebook.run("%dstack share sales --access public").value).startswith("sales: everyone sees it")
    notebook.run("%dstack share sales --access private")
    assert str(notebook.run("%dstack unshare sales ann").value) == "sales: only you see it"
    assert str(notebook.run("%dstack share sales").value) == "sales: only you see it"


def test_a_dashboard_is_shared_in_a_line(notebook, df):
    from dstack_jupyter.client.profiles import backend

    backend().accounts.add_user("ann")
    notebook.run("%dstack push df sales\n%dstack dashboard World sales")
    assert str(notebook.run("%dstack share world ann --dashboard").value).startswith("world: you and ann see it")
    assert str(notebook.run("%dstack unshare world ann --dashboard").value) == "world: only you see it"
    assert "--push is for stacks" in notebook.run("%dstack share world ann --push --dashboard").printed


def test_stacks_are_copied_in_a_line(notebook, df, home):
    notebook.run("%dstack push df sales\n%dstack dashboard World sales")
    assert "say where to: %dstack copy sales --to team" in notebook.run("%dstack copy sales").printed
    assert "say what to copy" in notebook.run("%dstack copy --to zoe").printed
    (home / "config.yaml").write_text("profiles:\n  zoe: {store: local, user: zoe}\n", encoding="utf-8")
    assert str(notebook.run("%dstack copy sales --to zoe").value).startswith("sales: new, frame 1; only you")
    again = notebook.run("%dstack copy sales --dashboards world --to zoe --into ann --rename sales=sold").value
    assert "sold: new, frame 1" in str(again)
    assert "dashboard ann/world: new" in str(again)
    assert_frame_equal(ds.pull("sold", profile="zoe"), df)
