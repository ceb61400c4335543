"""The bytes of an attachment over HTTP."""

import gzip
import hashlib
import json

import numpy as np
import psutil
import pytest

import dstack_jupyter as ds

TEXT = "".join(f"line {number} of a longer text\n" for number in range(2000))
LINE = {"colour": "red", "points": list(range(4000))}


@pytest.fixture
def letters(tmp_path):
    """A stack with a binary file that no compression makes smaller."""
    path = tmp_path / "letters.bin"
    path.write_bytes(bytes(range(256)) * 40)
    ds.push("files/letters", path)
    return path.read_bytes()


async def test_the_owner_gets_the_bytes_that_were_pushed(get, address, letters):
    answer = await get(address("files/letters", "content", frame=1))
    assert answer.code == 200
    assert answer.body == letters
    assert answer.headers["ETag"] == f'"{hashlib.sha256(letters).hexdigest()}"'
    assert answer.headers["Content-Length"] == str(len(letters))
    assert answer.headers["Accept-Ranges"] == "bytes"


async def test_a_content_of_a_frame_is_kept_by_the_browser_for_ever_and_the_head_is_asked_for_again(
    get, address, letters
):
    frame = ds.history("files/letters")[0].id
    pinned = await get(address("files/letters", "content", frame=frame))
    assert pinned.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    for moving in ("head", frame[:8]):
        answer = await get(address("files/letters", "content", frame=moving))
        assert answer.body == letters
        assert answer.headers["Cache-Control"] == "private, no-cache"


async def test_the_answer_names_the_store(get, address, letters):
    from dstack_jupyter.client.profiles import backend

    answer = await get(address("files/letters", "content"))
    assert answer.headers["Dstack-Store"] == backend().store_id


async def test_a_content_can_do_no_harm_when_its_address_is_opened(get, address):
    ds.push("page", "<script>alert(1)</script>")
    answer = await get(address("page", "content"))
    assert answer.headers["Content-Security-Policy"].split(";")[0] == "sandbox"
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_a_file_is_saved_under_its_own_name(get, address, tmp_path):
    path = tmp_path / "Größe 100%.html"
    path.write_text("<h1>hello</h1>")
    ds.push("report", path)
    answer = await get(address("report", "content"))
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20100%25.html"


async def test_what_has_no_file_name_is_saved_under_one_that_tells_its_kind(get, address):
    ds.push("lab/points", np.arange(3))
    answer = await get(address("lab/points", "content"))
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''lab-points-1-0.npy"


@pytest.mark.parametrize(
    ("wanted", "part", "header"),
    [
        ("bytes=0-0", slice(0, 1), "bytes 0-0/10240"),
        ("bytes=10-19", slice(10, 20), "bytes 10-19/10240"),
        ("bytes=10239-", slice(10239, None), "bytes 10239-10239/10240"),
        ("bytes=-100", slice(-100, None), "bytes 10140-10239/10240"),
        ("bytes=-99999", slice(None), "bytes 0-10239/10240"),
        ("bytes=5000-99999", slice(5000, None), "bytes 5000-10239/10240"),
        ("Bytes = 1-2", slice(1, 3), "bytes 1-2/10240"),
    ],
)
async def test_a_range_is_that_part_of_the_bytes(get, address, letters, wanted, part, header):
    answer = await get(address("files/letters", "content"), headers={"Range": wanted})
    assert answer.code == 206
    assert answer.body == letters[part]
    assert answer.headers["Content-Range"] == header
    assert answer.headers["Content-Length"] == str(len(letters[part]))


@pytest.mark.parametrize("wanted", ["bytes=10240-", "bytes=-0", "bytes=99999-100000"])
async def test_a_range_outside_of_the_bytes_is_refused_with_their_number(get, address, letters, wanted):
    answer = await get(address("files/letters", "content"), headers={"Range": wanted})
    assert answer.code == 416
    assert answer.headers["Content-Range"] == "bytes */10240"
    assert json.loads(answer.body)["code"] == "range_not_satisfiable"


@pytest.mark.parametrize("wanted", ["bytes=5-2", "bytes=1-2,5-6", "lines=1-2", "bytes=a-b", "bytes=-", "bytes=", "1-2"])
async def test_a_range_that_no_server_has_to_follow_gives_the_whole(get, address, letters, wanted):
    answer = await get(address("files/letters", "content"), headers={"Range": wanted})
    assert answer.code == 200
    assert answer.body == letters


async def test_a_range_is_taken_only_from_the_content_that_the_client_has_begun(get, address, letters):
    etag = f'"{hashlib.sha256(letters).hexdigest()}"'
    same = {"Range": "bytes=0-4", "If-Range": etag}
    assert (await get(address("files/letters", "content"), headers=same)).code == 206
    for other in ('"0000"', f"W/{etag}", "Mon, 01 Jan 2024 00:00:00 GMT"):
        answer = await get(address("files/letters", "content"), headers={"Range": "bytes=0-4", "If-Range": other})
        assert (answer.code, answer.body) == (200, letters)


async def test_what_the_browser_has_is_not_sent_again(get, address, letters):
    place = address("files/letters", "content")
    etag = (await get(place)).headers["ETag"]
    for known in (etag, f'"other", {etag}', "*"):
        answer = await get(place, headers={"If-None-Match": known})
        assert (answer.code, answer.body) == (304, b"")
        assert answer.headers["ETag"] == etag
    assert (await get(place, headers={"If-None-Match": '"other"'})).code == 200


async def test_head_is_the_same_without_the_bytes(get, address, letters):
    place = address("files/letters", "content")
    whole, head = await get(place), await get(place, method="HEAD")
    assert (head.code, head.body) == (200, b"")
    for name in ("Content-Length", "ETag", "Content-Type", "Cache-Control", "Content-Disposition"):
        assert head.headers[name] == whole.headers[name]


async def test_a_text_travels_compressed_where_that_is_understood(get, address):
    ds.push("notes", TEXT)
    place = address("notes", "content")
    plain = await get(place)
    assert plain.body.decode() == TEXT
    assert plain.headers["Vary"] == "Accept-Encoding"
    small = await get(place, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.body) < len(TEXT) / 5
    assert gzip.decompress(small.body).decode() == TEXT
    assert small.headers["ETag"] == f'{plain.headers["ETag"][:-1]}-gzip"'
    known = {"Accept-Encoding": "gzip", "If-None-Match": small.headers["ETag"]}
    assert (await get(place, headers=known)).code == 304


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity, *;q=0"])
async def test_a_text_travels_as_it_is_to_others(get, address, accepted):
    ds.push("notes", TEXT)
    answer = await get(address("notes", "content"), headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert answer.body.decode() == TEXT


async def test_a_range_is_counted_in_the_bytes_that_were_pushed(get, address):
    ds.push("notes", TEXT)
    asked = {"Accept-Encoding": "gzip", "Range": "bytes=5-9"}
    answer = await get(address("notes", "content"), headers=asked)
    assert (answer.code, answer.body.decode()) == (206, TEXT[5:10])
    assert "Content-Encoding" not in answer.headers


async def test_json_is_shown_and_compressed(get, address):
    ds.push("line", LINE)
    answer = await get(address("line", "content"), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert json.loads(gzip.decompress(answer.body)) == LINE


async def test_an_empty_content_is_an_answer_too(get, address, tmp_path):
    (tmp_path / "empty.bin").touch()
    ds.push("empty", tmp_path / "empty.bin")
    answer = await get(address("empty", "content"))
    assert (answer.code, answer.body, answer.headers["Content-Length"]) == (200, b"", "0")
    assert (await get(address("empty", "content"), headers={"Range": "bytes=0-"})).code == 416


async def test_a_large_content_is_streamed_in_little_memory(jp_fetch, address, tmp_path):
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        for number in range(90):
            file.write(number.to_bytes(1, "big") * (1 << 20))
    ds.push("large", path)
    own = psutil.Process()
    lengths, peaks, before = [], [], own.memory_info().rss
    received = hashlib.sha256()

    def take(chunk):
        received.update(chunk)
        lengths.append(len(chunk))
        peaks.append(own.memory_info().rss - before)

    answer = await jp_fetch(address("large", "content"), streaming_callback=take)
    assert int(answer.headers["Content-Length"]) == sum(lengths) == 90 << 20
    assert answer.headers["ETag"] == f'"{received.hexdigest()}"'
    assert max(peaks) < 30 << 20


@pytest.mark.parametrize("asked", [{}, {"Accept-Encoding": "gzip"}, {"Range": "bytes=0-10"}])
async def test_damaged_bytes_are_an_error_and_never_an_answer(get, address, home, asked):
    ds.push("notes", TEXT)
    (blob,) = [path for path in (home / "store" / "blobs").rglob("*") if path.is_file() and path.stat().st_size > 9999]
    blob.chmod(0o600)
    blob.write_bytes(b"L" + blob.read_bytes()[1:])
    answer = await get(address("notes", "content"), headers=asked)
    assert answer.code == 500
    assert json.loads(answer.body)["code"] == "content_damaged"
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("stack", "frame", "index", "code"),
    [
        ("no/such/stack", "head", 0, "not_found"),
        ("files/letters", "0" * 32, 0, "not_found"),
        ("files/letters", "head", 7, "not_found"),
        ("files/letters", "head", 999999999, "not_found"),
    ],
)
async def test_what_is_not_there_is_said_in_words(get, address, letters, stack, frame, index, code):
    answer = await get(address(stack, "content", frame=frame, index=index))
    assert answer.code == 404
    error = json.loads(answer.body)
    assert error["code"] == code
    assert error["message"]
