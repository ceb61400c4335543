"""The verbs in a shell, over the store of this computer and over a server."""

from datetime import date

import pandas as pd
import pytest

import dstack_jupyter as ds
from dstack_jupyter.cli import exits

pytestmark = pytest.mark.usefixtures("transport")


@pytest.fixture
def sales(tmp_path, monkeypatch):
    """A working folder with a table in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sales.csv").write_text("city,sold\nParis,3\nRome,4\n")
    return tmp_path / "sales.csv"


def done(ran):
    assert (ran.status, ran.err) == (exits.DONE, "")
    return ran


def test_a_file_comes_back_as_it_was(dstack, sales):
    said = done(dstack("push", "sales.csv", "sales", "-m", "May", "country=FR", "year=2020", "day=2020-01-31"))
    assert "params: country=FR (text), year=2020 (int), day=2020-01-31 (date)" in said.out
    assert "frame 1" in said.out
    (attachment,) = ds.stack("sales").head.attachments
    assert attachment.params == {"country": "FR", "year": 2020, "day": date(2020, 1, 31)}
    assert (attachment.application, attachment.content_type) == ("file", "text/csv")
    done(dstack("pull", "sales", "country=FR", "-o", "again.csv"))
    assert (sales.parent / "again.csv").read_bytes() == sales.read_bytes()
    assert done(dstack("pull", "sales")).out == sales.read_text()
    assert done(dstack("pull", "sales", "-o", "-")).out == sales.read_text()


def test_quotes_inside_of_the_shells_make_a_text(dstack, sales):
    done(dstack("push", "sales.csv", "sales", 'zip="2020"', "empty=", "n=-1.5", "sold=true"))
    assert ds.stack("sales").head.attachments[0].params == {"zip": "2020", "empty": "", "n": -1.5, "sold": True}


def test_a_table_goes_in_and_out_as_one(dstack, sales):
    done(dstack("push", "sales.csv", "sales", "--as", "table"))
    assert ds.pull("sales").to_dict("list") == {"city": ["Paris", "Rome"], "sold": [3, 4]}
    for name, read in (("x.csv", pd.read_csv), ("x.json", pd.read_json), ("x.parquet", pd.read_parquet)):
        done(dstack("pull", "sales", "-o", name))
        assert read(sales.parent / name).to_dict("list") == ds.pull("sales").to_dict("list")
    assert done(dstack("pull", "sales")).out.replace("\r\n", "\n") == sales.read_text()
    assert done(dstack("pull", "sales", "--format", "json")).out.startswith("[\n{")


def test_a_parquet_file_of_a_frame_is_pushed_as_the_frame(dstack, sales):
    frame = pd.DataFrame({"a": pd.Categorical(["x", "y"])}, index=pd.Index([3, 4], name="n"))
    ds.push("frame", frame)
    done(dstack("pull", "frame", "-o", "frame.parquet"))
    done(dstack("push", "frame.parquet", "again", "--as", "table"))
    pd.testing.assert_frame_equal(ds.pull("again"), frame)


def test_groups_are_pushed_by_columns_and_pulled_as_one_table(dstack, sales):
    done(dstack("push", "sales.csv", "sales", "--by", "city"))
    assert [each.params for each in ds.stack("sales").head.attachments] == [{"city": "Paris"}, {"city": "Rome"}]
    assert done(dstack("pull", "sales")).out.replace("\r\n", "\n") == sales.read_text()
    assert "Rome" not in done(dstack("pull", "sales", "city=Paris")).out
    done(dstack("pull", "sales", "-o", "all.parquet"))
    assert pd.read_parquet("all.parquet")["sold"].tolist() == [3, 4]


def test_several_files_are_one_frame(dstack, sales):
    (sales.parent / "notes.md").write_text("# May\n")
    done(dstack("push", "sales.csv", "notes.md", "both", "year=2020"))
    assert done(dstack("pull", "both", "file=notes.md")).out == "# May\n"
    refused = dstack("pull", "both")
    assert refused.status == exits.USAGE
    assert "both has 2 attachments; say which by file" in refused.err


def test_a_folder_comes_back_as_a_folder(dstack, sales):
    folder = sales.parent / "model"
    folder.mkdir()
    (folder / "weights").write_bytes(b"\0\1")
    done(dstack("push", "model", "models/first"))
    done(dstack("pull", "models/first", "-o", "copy"))
    assert (sales.parent / "copy" / "weights").read_bytes() == b"\0\1"
    assert dstack("pull", "models/first").status == exits.USAGE


def test_what_comes_through_a_pipe(dstack, sales):
    done(dstack("push", "-", "note", "--type", "md", typed="# May\n"))
    assert ds.stack("note").head.attachments[0].content_type == "text/markdown"
    done(dstack("push", "-", "dump", "--type", "application/x-shop", typed="rows"))
    assert ds.stack("dump").head.attachments[0].content_type == "application/x-shop"
    assert done(dstack("pull", "dump", "-o", "-")).out == "rows"
    done(dstack("push", "-", "table", "--type", "csv", "--as", "table", typed="a\n1\n"))
    assert ds.pull("table")["a"].tolist() == [1]
    assert "say what comes through standard input" in dstack("push", "-", "x", typed="rows").err
    assert "--type nonsense is not known" in dstack("push", "-", "x", "--type", "nonsense", typed="rows").err


def test_json_says_where_a_push_went(dstack, sales):
    first = done(dstack("push", "sales.csv", "sales", "--json")).value
    assert (first["frame"], first["created"], first["previous"]) == (1, True, None)
    again = done(dstack("push", "sales.csv", "sales", "--json")).value
    assert (again["frame"], again["created"], again["id"]) == (1, False, first["id"])


def test_the_options_of_a_push(dstack, sales):
    done(dstack("push", "sales.csv", "sales", "part=1", "-d", "the *first*", "--access", "public"))
    ran = done(dstack("push", "sales.csv", "sales", "part=2"))
    assert "no longer has part=1" in ran.out
    done(dstack("push", "sales.csv", "sales", "part=1", "--keep", "--force"))
    stack = ds.stack("sales")
    assert (stack.access_level, len(stack.head.attachments), stack.frames) == ("public", 2, 3)


def test_stacks_are_listed_and_searched(dstack, sales):
    ds.push("sales", "a", message="first try", country="FR")
    ds.push("costs", "b")
    listed = done(dstack("stacks"))
    assert [line.split()[0] for line in listed.out.splitlines()] == ["stack", "costs", "sales"]
    assert [each["name"] for each in done(dstack("stacks", "country:FR", "--json")).value] == ["sales"]
    assert [each["name"] for each in done(dstack("stacks", "message:first try", "--json")).value] == ["sales"]
    assert [each["name"] for each in done(dstack("stacks", "--sort", "name", "--json")).value] == ["costs", "sales"]
    assert done(dstack("stacks", "nothing", "--json")).value == []


def test_an_empty_store_says_how_to_begin(dstack):
    assert "push the first one: dstack push FILE name" in done(dstack("stacks")).out


def test_the_history_and_one_stack(dstack):
    ds.push("sales", "a", message="May")
    ds.push("sales", "b", message="June\nwith \x1b[31mcolour")
    shown = done(dstack("history", "sales")).out
    assert [line.split()[0] for line in shown.splitlines()] == ["frame", "2", "1"]
    assert "\x1b" not in shown
    assert [each["message"] for each in done(dstack("history", "sales", "--json")).value][1] == "May"
    assert "seen by only you" in done(dstack("show", "sales")).out
    assert done(dstack("show", "sales", "--json")).value["head"]["number"] == 2


def test_what_changed(dstack, sales):
    ds.push("sales", pd.DataFrame({"id": [1, 2], "sold": [3, 4]}))
    ds.push("sales", pd.DataFrame({"id": [1, 2], "sold": [3, 5]}))
    assert "sold" in done(dstack("diff", "sales", "--key", "id")).out
    changes = done(dstack("diff", "sales", "1", "2", "--key", "id", "--json")).value
    assert (changes["old"], changes["new"]) == (1, 2)
    assert dstack("diff", "sales", "1", "2", "3").status == exits.USAGE


def test_where_a_frame_came_from(dstack):
    ds.push("raw", "a")
    ds.pull("raw")
    ds.push("report", "b")
    assert "raw, frame 1" in done(dstack("lineage", "report")).out
    assert len(done(dstack("lineage", "report", "--json")).value["frames"]) == 2


def test_heads_and_tags_move_and_move_back_as_the_answer_says(dstack):
    ds.push("my sales".replace(" ", "-"), "a")
    ds.push("my-sales", "b")
    moved = done(dstack("set-head", "my-sales", "1")).out
    assert "to undo: dstack set-head my-sales 2" in moved
    done(dstack(*moved.strip().partition("to undo: dstack ")[2].split()))
    tagged = done(dstack("tag", "my-sales", "1", "prod")).out
    assert done(dstack("set-head", "my-sales@prod", "--json")).value == {"frame": 1, "previous": 2}
    assert "dstack untag my-sales prod" in tagged
    untagged = done(dstack("untag", "my-sales", "prod")).out
    assert "dstack tag my-sales 1 prod" in untagged
    assert dstack("set-head", "my-sales").status == exits.USAGE


def test_what_was_deleted_comes_back(dstack):
    ds.push("sales", "a")
    ds.push("sales", "b")
    assert dstack("delete", "sales").status == exits.USAGE
    assert "dstack undelete sales --frame 1" in done(dstack("delete", "sales", "--frame", "1")).out
    done(dstack("undelete", "sales", "--frame", "1"))
    done(dstack("delete", "sales", "--all"))
    assert "dstack undelete sales" in done(dstack("deleted")).out
    done(dstack("undelete", "sales", "--to", "again"))
    assert ds.stack("again").frames == 2
    assert done(dstack("deleted", "--json")).value == []


def test_how_many_frames_are_kept(dstack):
    ds.push("sales", "a")
    ds.push("sales", "b")
    assert done(dstack("retain", "sales", "--keep", "1", "--json")).value["deleted"] == 1
    assert done(dstack("retain", "sales", "--keep-days", "30", "--json")).value["keep_days"] == 30
    assert "keeps all its frames" in done(dstack("retain", "sales", "--all")).out
    assert dstack("retain", "sales").status == exits.USAGE
    assert done(dstack("usage", "--json")).value["total"] > 0
    assert "in all" in done(dstack("usage")).out


def test_who_sees_a_stack(dstack):
    ds.push("sales", "a")
    ran = dstack("share", "sales", "--access", "internal")
    assert ran.status == exits.DONE
    assert "any signed-in user sees it" in ran.out
    assert done(dstack("share", "sales", "--json")).value["access_level"] == "internal"
    assert dstack("share", "sales", "--push").status == exits.USAGE


def test_a_file_takes_stacks_elsewhere(dstack, sales):
    ds.push("sales", "a")
    made = done(dstack("export", "team.dstack", "sales", "--json")).value
    assert made["stacks"][0].endswith("/sales")
    assert dstack("export", "team.dstack", "sales").status == exits.CONFLICT
    done(dstack("export", "team.dstack", "sales", "--overwrite"))
    done(dstack("import", "team.dstack", "--into", "team"))
    done(dstack("import", "team.dstack", "--rename", "sales=old"))
    assert ds.pull("team/sales") == ds.pull("old") == "a"
    assert dstack("import", "team.dstack", "--rename", "sales").status == exits.USAGE


def test_a_dashboard(dstack):
    ds.push("sales", "a")
    assert done(dstack("dashboard", "World", "sales", "--json")).value["dashboard"].endswith("/world")


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("history nope", exits.NOT_FOUND, "there is no stack nope"),
        ("pull sales year=1", exits.NOT_FOUND, "has no attachment with year=1"),
        ("pull sales -o nowhere/x", exits.NOT_FOUND, "there is no folder nowhere"),
        ("pull sales a=1 a=2", exits.USAGE, "param 'a' is there twice"),
        ("pull sales a==1", exits.USAGE, "a param is written with one =: a=1"),
        ("pull", exits.USAGE, "say which stack"),
        ("push nowhere.csv sales", exits.NOT_FOUND, "there is no file 'nowhere.csv'"),
        ("push sales", exits.USAGE, "push takes files and the name of a stack"),
        ("push sales sales.csv", exits.USAGE, "the file comes first: push sales.csv sales"),
        ("push sales.csv ../x", exits.USAGE, "cannot be a name"),
        ("push sales.csv x --as table --type text/plain", exits.FAILED, "which is no table"),
        ("set-head sales 9", exits.NOT_FOUND, "9"),
        ("copy sales --to nobody", exits.FAILED, "there is no profile 'nobody'"),
    ],
)
def test_what_goes_wrong_is_one_line_and_a_status(dstack, sales, line, status, said):
    ds.push("sales", "a")
    ran = dstack(*line.split())
    assert (ran.status, ran.out) == (status, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_a_copy_goes_to_the_store_of_a_profile(dstack, home, server_url):
    url, token = server_url
    ds.push("sales", "a")
    (home / "team.yaml").write_text(f"profiles: {{team: {{server: '{url}', token: {token}}}}}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSTACK_CONFIG", str(home / "team.yaml"))
        came = done(dstack("copy", "sales", "--to", "team", "--rename", "sales=copied", "--json")).value
        assert came["stacks"][0]["name"] == "copied"
        said = done(dstack("copy", "sales", "--to", "team", "--rename", "sales=other")).out
    assert "to let others see other: dstack share other --access internal --profile team" in said
    assert ds.pull("copied") == "a"
    assert dstack("copy", "--to", "team").status == exits.USAGE
