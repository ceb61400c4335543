"""The grammar of ``%dstack``: each row is what a person types and what it means."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from dstack_jupyter.magics.commands import (
    Codecs,
    Command,
    Delete,
    Help,
    History,
    MakeDashboard,
    Pull,
    Push,
    SetHead,
    Stacks,
    Tag,
    Untag,
)
from dstack_jupyter.magics.grammar import parse, parse_cell
from dstack_jupyter.magics.values import Expression, resolved, resolved_text
from dstack_jupyter.model.errors import InvalidValue

DF = Expression("df")


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("push df", Push(DF, None)),
        ("push df sales", Push(DF, "sales")),
        ("  push   df   sales  ", Push(DF, "sales")),
        ("push df sales/eu.2020", Push(DF, "sales/eu.2020")),
        ("push df /alice/sales", Push(DF, "/alice/sales")),
        ('push df "sales"', Push(DF, "sales")),
        ("push df 2020", Push(DF, "2020")),
        ("push model.table sales", Push(Expression("model.table"), "sales")),
        ('push tables["a b"] sales', Push(Expression('tables["a b"]'), "sales")),
        ("push tables[0].left['x'] sales", Push(Expression("tables[0].left['x']"), "sales")),
        ("push (df.head()) sales", Push(Expression("(df.head())"), "sales")),
        ('push (df[df.name == "a) b"]) sales', Push(Expression('(df[df.name == "a) b"])'), "sales")),
        ("push (df).head(2) sales", Push(Expression("(df).head(2)"), "sales")),
        ('push df -m "May" country=FR', Push(DF, None, {"country": "FR"}, message="May")),
        ('push df sales -m "May" country=FR', Push(DF, "sales", {"country": "FR"}, message="May")),
        ("push df sales country=FR -m May", Push(DF, "sales", {"country": "FR"}, message="May")),
        ("push df country=FR sales", Push(DF, "sales", {"country": "FR"})),
        ("push df sales --message May", Push(DF, "sales", message="May")),
        ("push df sales --message=May", Push(DF, "sales", message="May")),
        ('push df sales --message="May report"', Push(DF, "sales", message="May report")),
        ("push df sales -m=May", Push(DF, "sales", message="May")),
        ("push df sales -m 2020", Push(DF, "sales", message="2020")),
        ("push df sales -m a=b", Push(DF, "sales", message="a=b")),
        ("push df sales -m -5%", Push(DF, "sales", message="-5%")),
        ("push df sales -m it's", Push(DF, "sales", message="it's")),
        ("push df sales -m 'it's May'", Push(DF, "sales", message="it's May")),
        ('push df sales -m "it\'s May"', Push(DF, "sales", message="it's May")),
        ('push df sales -m ""', Push(DF, "sales", message="")),
        ("push df sales -m “May report”", Push(DF, "sales", message="May report")),
        ("push df sales -m ‘it’s May’", Push(DF, "sales", message="it’s May")),
        ("push df sales -m „Mai“", Push(DF, "sales", message="Mai")),
        ('push df sales -m "C:\\new\\"', Push(DF, "sales", message="C:\\new\\")),
        ("push df sales -m “May” # as agreed", Push(DF, "sales", message="May")),
        ("push df sales -m #1", Push(DF, "sales", message="#1")),
        ('push df sales -d "By month"', Push(DF, "sales", description="By month")),
        ("push df sales --description Monthly", Push(DF, "sales", description="Monthly")),
        ("push df gdp --by continent,year", Push(DF, "gdp", by=("continent", "year"))),
        ("push df gdp --by continent --by year", Push(DF, "gdp", by=("continent", "year"))),
        ('push df gdp --by "GDP, total" --by year', Push(DF, "gdp", by=("GDP, total", "year"))),
        ("push df sales --keep --force", Push(DF, "sales", keep=True, force=True)),
        ("push df sales —keep", Push(DF, "sales", keep=True)),
        ("push df sales –m May", Push(DF, "sales", message="May")),
        ("push df sales --access public", Push(DF, "sales", access="public")),
        ("push df sales --profile work", Push(DF, "sales", profile="work")),
        ("push df sales message=x by=y", Push(DF, "sales", {"message": "x", "by": "y"})),
        ("pull sales", Pull("sales")),
        ("pull sales country=FR year=2020", Pull("sales", {"country": "FR", "year": 2020})),
        ("pull sales --frame 2", Pull("sales", frame=2)),
        ("pull sales --frame=2", Pull("sales", frame=2)),
        ("pull sales --frame 1e5f", Pull("sales", frame="1e5f")),
        ("pull sales --frame 1e55", Pull("sales", frame="1e55")),
        ('pull sales --frame "123456"', Pull("sales", frame="123456")),
        ("pull sales --all", Pull("sales", all=True)),
        ("pull logo --to logo.png", Pull("logo", to="logo.png")),
        ('pull logo --to "C:\\my files"', Pull("logo", to="C:\\my files")),
        ("pull sales --as polars", Pull("sales", form="polars")),
        ("pull model --trusted a.B,c.D", Pull("model", trusted=("a.B", "c.D"))),
        ("pull sales frame=2 all=true", Pull("sales", {"frame": 2, "all": True})),
        ("stacks", Stacks()),
        ("stacks sal eu", Stacks(("sal", "eu"))),
        ("stacks --profile work", Stacks(profile="work")),
        ("history sales", History("sales")),
        ("set-head sales 2", SetHead("sales", 2)),
        ("set-head sales 3f2a", SetHead("sales", "3f2a")),
        ("set-head sales@prod", SetHead("sales@prod", None)),
        ("tag sales 3 prod", Tag("sales", 3, "prod")),
        ("untag sales prod", Untag("sales", "prod")),
        ("stacks country:FR --all", Stacks(("country:FR",), all=True)),
        ("delete sales --frame 2", Delete("sales", 2)),
        ("delete sales --all", Delete("sales")),
        ('dashboard "World 2007" gdp /alice/sales', MakeDashboard("World 2007", ("gdp", "/alice/sales"))),
        ("dashboard World", MakeDashboard("World")),
        ("dashboard World gdp -d Trends --name world", MakeDashboard("World", ("gdp",), "world", "Trends")),
        ("codecs", Codecs()),
        ("", Help()),
        ("   ", Help()),
        ("# nothing", Help()),
        ("help", Help()),
        ("--help", Help()),
        ("-h", Help()),
        ("help push", Help("push")),
        ("push --help", Help("push")),
        ("push df sales -h", Help("push")),
    ],
)
def test_a_line_is_read_as_it_is_meant(line: str, command: Command) -> None:
    assert parse(line) == command


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2020", 2020),
        ("0", 0),
        ("-3", -3),
        ("123456789012345678901", 123456789012345678901),
        ("0.5", 0.5),
        (".5", 0.5),
        ("-0.25", -0.25),
        ("1.10", 1.1),
        ("1e5", 100000.0),
        ("2.5E-3", 0.0025),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("False", False),
        ("2020-01-31", date(2020, 1, 31)),
        ("2020-01-31T12:30", datetime(2020, 1, 31, 12, 30)),
        ("2020-01-31T12:30:15.5", datetime(2020, 1, 31, 12, 30, 15, 500000)),
        ("2020-01-31T12:30Z", datetime(2020, 1, 31, 12, 30, tzinfo=UTC)),
        ("2020-01-31T12:30+05:30", datetime(2020, 1, 31, 12, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))),
        ("FR", "FR"),
        ("007", "007"),
        ("-007", "-007"),
        ("00.5", "00.5"),
        ("+5", "+5"),
        ("-0", "-0"),
        ("5%", "5%"),
        ("5.", "5."),
        ("1_000", "1_000"),
        ("1,5", "1,5"),
        ("1.2.3", "1.2.3"),
        ("0x10", "0x10"),
        ("٣", "٣"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("1e999", "1e999"),
        ("None", "None"),
        ("yes", "yes"),
        ("2020-02-31", "2020-02-31"),
        ("2020-01", "2020-01"),
        ("2020-W05", "2020-W05"),
        ("2020-01-31T25:00", "2020-01-31T25:00"),
        ("it's", "it's"),
        ("a=b", "a=b"),
        ("abc==", "abc=="),
        ("f(x, y)", "f(x, y)"),
        ("[draft", "[draft"),
        (":(", ":("),
        ("#1", "#1"),
        ("-m", "-m"),
        ('"2020"', "2020"),
        ("'2020'", "2020"),
        ("“2020”", "2020"),
        ('"true"', "true"),
        ('"2020-01-31"', "2020-01-31"),
        ('"New York"', "New York"),
        ('"a, b",', None),
        ('""', ""),
        ('"say "hi", he said"', 'say "hi", he said'),
        ("US$", "US$"),
        ("$5", "$5"),
        ("$$c", "$c"),
        ("'$c'", "$c"),
    ],
)
def test_a_value_gets_its_type_from_how_it_is_written(written: str, value: object) -> None:
    line = f"push df sales x={written}"
    if value is None:
        with pytest.raises(InvalidValue):
            parse(line)
        return
    command = parse(line)
    assert isinstance(command, Push)
    assert command.params == {"x": value}
    assert type(command.params["x"]) is type(value)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("x=1", "x"),
        ('"my key"=1', "my key"),
        ("'it's'=1", "it's"),
        ("“my key”=1", "my key"),
        ("Größe=1", "Größe"),
        ("price(EUR)=1", "price(EUR)"),
        ("a-b=1", "a-b"),
        ("it's=1", "it's"),
        ('"--keep"=1', "--keep"),
        ('"a=b"=1', "a=b"),
    ],
)
def test_a_key_may_be_any_text(written: str, key: str) -> None:
    command = parse(f"pull sales {written}")
    assert isinstance(command, Pull)
    assert command.params == {key: 1}


NAMES = {"c": 2020, "zip": "007", "who": "it's", "row": {"a b": 1.5}, "day": date(2020, 1, 31), "n": 3}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("$c", 2020),
        ("$zip", "007"),
        ("$day", date(2020, 1, 31)),
        ('$row["a b"]', 1.5),
        ("$day.year", 2020),
        ("$(n + 1)", 4),
        ("$( c == 2020 )", True),
        ('"$c"', "2020"),
        ("$c-$n", "2020-3"),
        ("v$c", "v2020"),
        ('"for $who in $day"', "for it's in 2020-01-31"),
        ("$(c).csv", "2020.csv"),
        ("$c$$", "2020$"),
        ('"100 $ for $c"', "100 $ for 2020"),
    ],
)
def test_a_dollar_inserts_a_variable_with_its_type(written: str, value: object) -> None:
    command = parse(f"push df sales x={written}")
    assert isinstance(command, Push)
    found = resolved(command.params["x"], dict(NAMES))
    assert found == value
    assert type(found) is type(value)


def test_variables_are_filled_into_names_and_messages() -> None:
    command = parse("push df sales/$c -m \"May of $c\" -d 'in $' --by $zip")
    assert isinstance(command, Push)
    assert resolved_text(command.stack, dict(NAMES)) == "sales/2020"
    assert resolved_text(command.message, dict(NAMES)) == "May of 2020"
    assert command.description == "in $"
    assert [resolved_text(column, dict(NAMES)) for column in command.by] == ["007"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("pusch df", "did you mean push?"),
        ("psh df", "did you mean push?"),
        ("PUSH df", "did you mean push?"),
        ("set_head sales 2", "did you mean set-head?"),
        ('push("sales", df)', "did you mean push?"),
        ("dif sales", "did you mean diff? %dstack? explains all verbs"),
        ("xyzzy", "There are push, pull, stacks"),
        ("country=FR", "is no verb of %dstack"),
        ("push", "push takes an object and a stack: %dstack push OBJECT [STACK]"),
        ("push df sales report", "'report' is one word more"),
        ("push df sales -m May report", '"May report"'),
        ("push df.head() sales", "an expression is written in parentheses: (df.head())"),
        ("push df+1 sales", "(df+1)"),
        ('push "some text" notes', '("some text")'),
        ("push df[ sales", "df[ is not a variable"),
        ("push (df.head( sales", "the parenthesis in (df.head( sales is not closed"),
        ("push (df.head(] sales", "is not closed"),
        ("push df sales -m 'tis May", "the quote in 'tis May is not closed"),
        ('push df sales -m "May country=FR', "is not closed"),
        ("push df sales x='", "is not closed"),
        ("push df sales -m", "--message needs a value: --message TEXT"),
        ("push df sales -m --keep", "--message needs a value before --keep"),
        ("push df sales -m x -m y", "--message is there twice"),
        ("push df sales --keep=yes", "--keep takes no value"),
        ("push df sales --kep", "did you mean --keep?"),
        ("push df sales --mesage May", "did you mean --message?"),
        ("push df sales --frame 2", "there is no option --frame"),
        ("push df sales --", "there is no option --"),
        ("pull sales --as excel", "--as is one of pandas, polars, arrow, path, not excel"),
        ("push df sales --access all", "private, internal or public, not all"),
        ("push df sales country = FR", "without spaces around its =: country=value"),
        ("push df sales country =FR", "without spaces around its =: country=value"),
        ("push df sales country= FR", "country= has no value"),
        ("push df sales country=", 'an empty text is country=""'),
        ("push df sales country==FR", "with one =: country=FR"),
        ("push df sales year=2020, country=FR", "separated by spaces, not commas: year=2020"),
        ("push df sales year=1 year=2", "'year' is there twice"),
        ("pull", "pull takes a stack: %dstack pull STACK"),
        ("pull sales 2", "'2' is one word more"),
        ("history sales year=2020", "history takes no params"),
        ("delete sales frame=2", "frame is an option of delete, which is written --frame FRAME"),
        ("retain sales --keep 2.5", "2.5 is not a whole number"),
        ("retain sales --keep many", "many is not a number"),
        ("gc --grace-days inf", "inf is not a number"),
        ("set-head sales", "set-head takes a stack and a frame"),
        ("delete sales", "%dstack delete sales --frame 2, or the whole stack with --all"),
        ("delete sales --all --frame 2", "say what to delete"),
        ("dashboard", "dashboard takes a title and stacks"),
        ("codecs table", "codecs takes no words, and 'table' is one word more: %dstack codecs"),
        ("retain sales 10", "'10' is one word more: %dstack retain"),
    ],
)
def test_a_line_that_cannot_be_understood_says_what_to_write(line: str, said: str) -> None:
    with pytest.raises(InvalidValue) as error:
        parse(line)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("line", "push"),
    [
        ("push sales", Push(None, "sales")),
        ("push sales country=FR", Push(None, "sales", {"country": "FR"})),
        ('push sales/$c -m "May"', Push(None, parse("pull sales/$c").stack, message="May")),
    ],
)
def test_the_first_line_of_a_cell_names_no_object(line: str, push: Push) -> None:
    assert parse_cell(line) == push


@pytest.mark.parametrize("line", ["", "pull sales", "push", "push df sales", "stacks"])
def test_the_first_line_of_a_cell_is_a_push_to_a_stack(line: str) -> None:
    with pytest.raises(InvalidValue):
        parse_cell(line)
