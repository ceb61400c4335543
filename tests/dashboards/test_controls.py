"""From params to controls."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dstack_jupyter.dashboards.choices import MISSING, Choices, ParamChoices
from dstack_jupyter.dashboards.controls import choices_of
from dstack_jupyter.model.params import same


class Attached:
    def __init__(self, params: dict[str, Any]) -> None:
        self.params = params


def choices_among(*params: dict[str, Any]) -> Choices:
    return choices_of([Attached(each) for each in params])


def control_of(*values: Any) -> ParamChoices:
    """The one param of attachments with these values; None stands for an attachment that lacks it."""
    choices = choices_among(*({} if value is None else {"p": value} for value in values))
    param = choices.param("p")
    assert param is not None
    return param


@pytest.mark.parametrize(
    ("values", "kind", "type_", "labels"),
    [
        ((2007, 1952, 2007), "slider", "number", ("1952", "2007")),
        ((0.5, 10, -3), "slider", "number", ("-3", "0.5", "10")),
        ((date(2020, 2, 1), date(2020, 1, 31)), "slider", "date", ("2020-01-31", "2020-02-01")),
        (
            (datetime(2020, 1, 1, 12), datetime(2020, 1, 1, 9, 30)),
            "slider",
            "datetime",
            ("2020-01-01 09:30:00", "2020-01-01 12:00:00"),
        ),
        (("map", "line"), "toggle", "string", ("map", "line")),
        (("low", "medium", "high"), "toggle", "string", ("low", "medium", "high")),
        (("a", "b", "c", "d"), "dropdown", "string", ("a", "b", "c", "d")),
        (("short", "much longer than that"), "dropdown", "string", ("short", "much longer than that")),
        ((True, False), "checkbox", "boolean", ("false", "true")),
        ((True, False, None), "dropdown", "boolean", ("false", "true", MISSING)),
        ((True, None), "dropdown", "boolean", ("true", MISSING)),
        ((1, "a"), "dropdown", "string", ("1", "a")),
        ((2, True), "dropdown", "string", ("2", "true")),
        (("true", "false"), "toggle", "string", ("true", "false")),
        (("FR", "FR"), "caption", "string", ("FR",)),
        ((2007,), "caption", "number", ("2007",)),
        ((False, False), "caption", "boolean", ("false",)),
        ((2007, None), "slider", "number", ("2007", MISSING)),
        (("FR", None), "toggle", "string", ("FR", MISSING)),
        ((date(2020, 1, 2), datetime(2020, 1, 1, 8)), "slider", "datetime", ("2020-01-01 08:00:00", "2020-01-02")),
    ],
)
def test_the_values_of_a_param_decide_its_control(
    values: tuple[Any, ...], kind: str, type_: str, labels: tuple[str, ...]
) -> None:
    param = control_of(*values)

    assert (param.kind, param.type, param.labels) == (kind, type_, labels)


def test_numbers_are_placed_where_they_are_and_the_missing_one_nowhere() -> None:
    assert control_of(2007, 2.5, None).positions == (2.5, 2007, None)


def test_days_are_one_apart() -> None:
    positions = control_of(date(2020, 1, 31), date(2020, 2, 1)).positions

    assert positions is not None
    assert positions[1] - positions[0] == 1


def test_times_are_placed_by_the_instant_whatever_their_zone() -> None:
    east = timezone(timedelta(hours=2))
    param = control_of(datetime(2020, 1, 1, 11, tzinfo=UTC), datetime(2020, 1, 1, 12, tzinfo=east))

    assert param.labels == ("2020-01-01 12:00:00+02:00", "2020-01-01 11:00:00+00:00")


def test_texts_and_booleans_have_no_places() -> None:
    assert control_of("a", "b").positions is None
    assert control_of(True, False).positions is None
    assert control_of(1, "b").positions is None


def test_equal_numbers_are_one_label() -> None:
    assert control_of(2, 2.0, 3).labels == ("2", "3")


def test_values_that_read_alike_are_told_apart() -> None:
    assert control_of(1, "1", True, "true").labels == ("1", '"1"', "true", '"true"')
    assert control_of("–", None).labels == ('"–"', MISSING)
    assert control_of(date(2020, 1, 1), datetime(2020, 1, 1)).labels == ("2020-01-01", "2020-01-01 00:00:00")


def test_an_empty_text_can_be_seen() -> None:
    assert control_of("", "a").labels == ('""', "a")
    assert control_of("", '""').labels == ('""', '"\\"\\""')


def test_params_come_as_they_first_appear_and_rows_are_aligned_with_them() -> None:
    choices = choices_among({"year": 2007, "country": "FR"}, {"country": "DE", "log": True})

    assert [param.name for param in choices.params] == ["year", "country", "log"]
    assert choices.rows == (("2007", "FR", MISSING), (MISSING, "DE", "true"))


def test_attachments_without_params_need_no_control() -> None:
    assert choices_among({}) == Choices(rows=((),))


def test_a_number_too_large_for_a_line_is_at_its_end() -> None:
    assert control_of(10**400, 5).labels[0] == "5"


values = (
    st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.sampled_from(["", "1", "true", MISSING, '""', '"1"', "2020-01-01"])
    | st.text(max_size=3)
    | st.dates()
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC))
)


@settings(deadline=None, max_examples=60)
@given(st.lists(values, min_size=1, max_size=8))
def test_different_values_have_different_labels_and_equal_ones_the_same(column: list[Any]) -> None:
    labels = choices_among(*({"p": value} for value in column)).labels_of("p")

    for left, left_label in zip(column, labels, strict=True):
        for right, right_label in zip(column, labels, strict=True):
            assert same(left, right) == (left_label == right_label)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.none() | values, max_size=8))
def test_every_label_of_an_attachment_is_offered(column: list[Any]) -> None:
    choices = choices_among(*({} if value is None else {"p": value} for value in column))

    for param in choices.params:
        assert set(choices.labels_of(param.name)) == set(param.labels)
        assert len(set(param.labels)) == len(param.labels)
        assert param.positions is None or len(param.positions) == len(param.labels)
    assert len(choices.rows) == len(column)
