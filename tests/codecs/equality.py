"""What equal means: by `assert_frame_equal`, and in all that it does not look at."""

import math

import numpy as np
import pandas as pd
from pandas.testing import assert_frame_equal


def assert_same_frame(now, was):
    """Nothing tells the frames apart: values to the sign of a zero, dtypes, axes, frequencies, flags and attrs."""
    assert_frame_equal(now, was, check_index_type="exact", check_column_type="exact", check_flags=True, check_freq=True)
    assert_same_axis(now.index, was.index)
    assert_same_axis(now.columns, was.columns)
    for number in range(was.shape[1]):
        assert_same_array(now.iloc[:, number].array, was.iloc[:, number].array)
    assert now.flags.allows_duplicate_labels == was.flags.allows_duplicate_labels
    assert is_same(now.attrs, was.attrs)


def assert_same_axis(now, was):
    assert type(now) is type(was)
    assert now.dtype == was.dtype
    assert is_same(list(now.names), list(was.names))
    assert is_same(now.tolist(), was.tolist())
    assert getattr(now, "freq", None) == getattr(was, "freq", None)
    if isinstance(was, pd.MultiIndex):
        assert [level.dtype for level in now.levels] == [level.dtype for level in was.levels]
    elif not isinstance(was, pd.RangeIndex):
        assert_same_dtype(now.dtype, was.dtype)


def assert_same_array(now, was):
    assert type(now) is type(was)
    assert_same_dtype(now.dtype, was.dtype)
    assert is_same(now.tolist(), was.tolist())
    if isinstance(was, pd.arrays.SparseArray):
        assert now.kind == was.kind
        assert is_same(now.fill_value, was.fill_value)


def assert_same_dtype(now, was):
    assert now == was
    assert repr(now) == repr(was)
    if isinstance(was, pd.CategoricalDtype):
        assert now.ordered == was.ordered
        assert_same_axis(now.categories, was.categories)


def is_same(now, was):
    """Whether two values are one to anybody who looks at them."""
    if type(now) is not type(was):
        return False
    if isinstance(was, list | tuple):
        return len(now) == len(was) and all(map(is_same, now, was))
    if isinstance(was, dict):
        return now.keys() == was.keys() and all(is_same(now[key], part) for key, part in was.items())
    if isinstance(was, np.ndarray):
        return now.dtype == was.dtype and now.shape == was.shape and is_same(now.tolist(), was.tolist())
    if isinstance(was, complex | np.complexfloating):
        return is_same(now.real, was.real) and is_same(now.imag, was.imag)
    if isinstance(was, float | np.floating):
        return bool(now == was and math.copysign(1, now) == math.copysign(1, was)) or bool(now != now and was != was)
    return now is was or bool(now == was) or (pd.api.types.is_scalar(was) and pd.isna(was) and pd.isna(now))
