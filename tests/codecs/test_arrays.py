"""Arrays of numpy come back with their dtype, shape and order of memory; nothing of them runs as code."""

import io
import tracemalloc

import numpy as np
import pytest

from dstack_jupyter.codecs.registry import codec_for
from dstack_jupyter.model.errors import UnsupportedObject

ALIGNED = np.dtype([("id", "i1"), ("at", "M8[ns]"), ("xy", "f8", (2,)), ("sub", [("name", "U3")])], align=True)
ARRAYS = {
    "integers": np.arange(5),
    "no values": np.zeros((0, 3)),
    "no dimension": np.array(2.5),
    "columns first": np.asfortranarray(np.arange(6).reshape(2, 3)),
    "another byte order": np.arange(3, dtype=">i4"),
    "half precision": np.array([0.1, np.nan, -0.0, np.inf], "float16"),
    "complex": np.array([1j, complex(np.nan, 1)]),
    "days": np.array(["2024-01-01", "NaT"], "M8[D]"),
    "durations": np.array([1, 2], "m8[ms]"),
    "texts": np.array(["a", "b\N{SNOWMAN}"]),
    "bytes": np.array([b"a", b"\xff"]),
    "booleans": np.array([[True], [False]]),
    "raw": np.array([b"abc", b"def"], "V3"),
    "records": np.array([(1, "2024", (0.5, 1.5), ("x",))], ALIGNED),
    "names of fields": np.zeros(2, [("\N{SNOWMAN}", "i4")]),
    "very many fields": np.zeros(2, [(f"field {number}", "f4") for number in range(4000)]),
}
SCALARS = [
    np.float32(0.1),
    np.int64(7),
    np.bool_(True),
    np.complex64(1j),
    np.datetime64("2024-01"),
    np.timedelta64(3, "h"),
    np.str_("text"),
    np.bytes_(b"bytes"),
    np.array([(1, 0.5)], "i4,f8")[0],
]


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
def test_an_array_comes_back(array, there_and_back):
    back = there_and_back(array)
    assert (type(back), back.dtype, back.shape) == (np.ndarray, array.dtype, array.shape)
    assert back.tobytes() == array.tobytes()
    assert back.flags.f_contiguous == array.flags.f_contiguous
    assert back.flags.writeable


@pytest.mark.parametrize("scalar", SCALARS, ids=lambda scalar: type(scalar).__name__)
def test_a_scalar_comes_back_as_a_scalar(scalar, there_and_back):
    back = there_and_back(scalar)
    assert (type(back), back.dtype, back) == (type(scalar), scalar.dtype, scalar)


def test_a_part_of_an_array_comes_back_as_an_array_of_its_own(there_and_back):
    whole = np.arange(24).reshape(2, 3, 4)
    for part in (whole[:, ::2], whole[::-1], whole.transpose(1, 0, 2), np.broadcast_to(np.arange(3), (2, 3))):
        assert np.array_equal(there_and_back(part), part)


def test_an_array_on_disk_comes_back_in_memory(there_and_back, tmp_path):
    mapped = np.memmap(tmp_path / "values", "i4", "w+", shape=(4, 2))
    mapped[:] = 7
    back = there_and_back(mapped)
    assert type(back) is np.ndarray
    assert np.array_equal(back, mapped)


def test_a_subclass_of_numpy_comes_back_as_an_array(there_and_back):
    records = np.rec.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")])
    back = there_and_back(records)
    assert type(back) is np.ndarray
    assert back["b"].tolist() == [2.0]


def test_equal_arrays_give_equal_bytes(keep):
    content = keep(np.arange(6).reshape(2, 3)).content
    assert keep(np.arange(12).reshape(2, 6)[:, :3].clip(0, 2) * 0 + np.arange(6).reshape(2, 3)).content == content
    assert np.load(io.BytesIO(content)).tolist() == [[0, 1, 2], [3, 4, 5]]


def test_settings_say_what_it_is(keep):
    kept = keep(np.zeros((2, 3), "f4"))
    assert kept.settings == {"numpy": np.__version__, "dtype": "float32", "shape": [2, 3]}
    assert (kept.application, kept.content_type) == ("numpy/ndarray", "application/x-npy")


class Quantity(np.ndarray):
    def __new__(cls, values, unit):
        made = np.asarray(values).view(cls)
        made.unit = unit
        return made


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.array([1, None]), r"dtype object holds Python objects.*astype\(float\)"),
        (np.zeros(2, [("a", "O")]), r"holds Python objects.*tolist\(\)"),
        (np.ma.masked_array([1, 2], [True, False]), r"keeps no mask.*array\.filled\(value\)"),
        (Quantity([1.0], "km"), r"the Quantity holds unit beside its values.*numpy\.asarray\(array\)"),
        (np.zeros(2, np.dtype({"names": ["a", "b"], "formats": ["i4", "i4"], "offsets": [0, 2]})), "no form for the"),
    ],
)
def test_what_would_not_come_back_whole_is_refused(array, words, keep):
    with pytest.raises(UnsupportedObject, match=words):
        keep(array)


def npy(header):
    return b"\x93NUMPY\x01\x00\x76\x00" + header.ljust(117) + b"\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no array",
        npy(b"no header"),
        npy(b"{'descr': '<f8', 'fortran_order': False, 'shape': (10000000000000,), }"),
        npy(b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"),
    ],
)
def test_what_is_no_array_is_refused(content, attachment, pull):
    with pytest.raises(UnsupportedObject, match="no npy file that can be read"):
        pull(attachment(content, "application/x-npy", "numpy/ndarray"))


def test_a_large_array_is_never_held_twice():
    class Nowhere:
        def write(self, part):
            return len(part)

    for array in (np.zeros(8_000_000), np.zeros((8000, 4000)).T[::2]):
        tracemalloc.start()
        codec_for(array).encode(array, {}).write(Nowhere())
        assert tracemalloc.get_traced_memory()[1] < array.nbytes / 2
        tracemalloc.stop()


def test_a_large_array_is_read_into_its_own_memory_alone(keep, pull):
    kept = keep(np.zeros(8_000_000))
    tracemalloc.start()
    back = pull(kept)
    assert tracemalloc.get_traced_memory()[1] < 1.1 * back.nbytes
    tracemalloc.stop()
