#!/usr/bin/env python3
"""Aerospike's official Python client against `spikebench serve`.

    python_client.py PORT

Every function whose name begins with `check_` is one check, on records of its own. Prints a line
for each that fails, and how many there were. Needs the package `aerospike`.
"""

import sys
import time
import traceback
import warnings

import aerospike
from aerospike import exception as ex
from aerospike_helpers import cdt_ctx  # noqa: F401  a part of the package that must import
from aerospike_helpers.batch import records as br
from aerospike_helpers.operations import operations as op

NAMESPACE = "test"


def keys(name, count):
    return [(NAMESPACE, name, f"key-{index}") for index in range(count)]


def equal(found, wanted):
    assert found == wanted, f"{found!r} is not {wanted!r}"


def raises(kind, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__} from {call.__name__}")


# ---------------------------------------------------------------- single records


def check_put_and_get(client):
    key = (NAMESPACE, "single", "a")
    client.put(key, {"i": 1, "s": "text"})
    _, meta, bins = client.get(key)
    equal(bins, {"i": 1, "s": "text"})
    equal(meta["gen"], 1)
    client.put(key, {"i": 2})
    _, meta, bins = client.get(key)
    equal(bins, {"i": 2, "s": "text"})
    equal(meta["gen"], 2)


def check_every_type(client):
    key = (NAMESPACE, "types", "a")
    bins = {
        "zero": 0,
        "least": -(2**63),
        "most": 2**63 - 1,
        "double": 3.25,
        "text": "Grüße, 世界",
        "empty": "",
        "bytes": b"\x00\x01\xff",
        "array": bytearray(b"abc"),
        "yes": True,
        "no": False,
        "list": [1, "two", 3.5, b"4", None, True, [5, [6]], {"seven": 8}],
        "map": {"a": 1, "b": [2, 3], "c": {"d": {"e": 4.5}}, 7: "seven"},
        "nothing": [],
        "nobody": {},
        "geo": aerospike.geojson('{"type": "Point", "coordinates": [1.5, 2.5]}'),
    }
    client.put(key, bins)
    _, _, found = client.get(key)
    equal(found.pop("array"), b"abc")
    geo = found.pop("geo")
    equal(geo.unwrap(), {"type": "Point", "coordinates": [1.5, 2.5]})
    bins.pop("array"), bins.pop("geo")
    equal(found, bins)
    equal(type(found["yes"]), bool)
    equal(type(found["double"]), float)


def check_key_types(client):
    for key in ["text", "", 0, -1, 2**62, bytearray(b"\x00array")]:
        client.put((NAMESPACE, "keytypes", key), {"v": str(key)})
    for key in ["text", "", 0, -1, 2**62, bytearray(b"\x00array")]:
        equal(client.get((NAMESPACE, "keytypes", key))[2], {"v": str(key)})


def check_large_values(client):
    key = (NAMESPACE, "large", "a")
    client.put(key, {"b": b"x" * 1_000_000})
    equal(client.get(key)[2]["b"], b"x" * 1_000_000)
    raises(ex.RecordTooBig, client.put, key, {"b": b"x" * 1_100_000})
    equal(len(client.get(key)[2]["b"]), 1_000_000)


def check_select(client):
    key = (NAMESPACE, "single", "select")
    client.put(key, {"a": 1, "b": 2, "c": 3})
    equal(client.select(key, ["a", "c", "none"])[2], {"a": 1, "c": 3})
    raises(ex.RecordNotFound, client.select, (NAMESPACE, "single", "nobody"), ["a"])


def check_exists(client):
    key = (NAMESPACE, "single", "exists")
    equal(client.exists(key)[1], None)
    client.put(key, {"a": 1})
    equal(client.exists(key)[1]["gen"], 1)


def check_time_to_live(client):
    key = (NAMESPACE, "ttl", "a")
    client.put(key, {"a": 1}, meta={"ttl": 100})
    ttl = client.get(key)[1]["ttl"]
    assert 99 <= ttl <= 100, ttl
    client.put(key, {"a": 2}, meta={"ttl": aerospike.TTL_DONT_UPDATE})
    ttl = client.get(key)[1]["ttl"]
    assert 98 <= ttl <= 100, ttl
    client.put(key, {"a": 3}, meta={"ttl": aerospike.TTL_NEVER_EXPIRE})
    equal(client.get(key)[1]["ttl"], 0xFFFFFFFF)
    client.put(key, {"a": 3}, meta={"ttl": aerospike.TTL_NAMESPACE_DEFAULT})
    equal(client.get(key)[1]["ttl"], 0xFFFFFFFF)
    raises(ex.InvalidRequest, client.put, key, {"a": 1}, meta={"ttl": 315_360_001})


def check_touch(client):
    key = (NAMESPACE, "ttl", "touch")
    client.put(key, {"a": 1})
    client.touch(key, 50)
    _, meta, _ = client.get(key)
    assert 49 <= meta["ttl"] <= 50, meta
    equal(meta["gen"], 2)
    raises(ex.RecordNotFound, client.touch, (NAMESPACE, "ttl", "nobody"), 50)


def check_expiry(client):
    key = (NAMESPACE, "ttl", "short")
    client.put(key, {"a": 1}, meta={"ttl": 1})
    deadline = time.monotonic() + 20
    while client.exists(key)[1] is not None:
        assert time.monotonic() < deadline, "it never expires"
        time.sleep(0.05)
    client.put(key, {"b": 1})
    _, meta, bins = client.get(key)
    equal((meta["gen"], bins), (1, {"b": 1}))


def check_remove(client):
    key = (NAMESPACE, "single", "remove")
    client.put(key, {"a": 1})
    client.remove(key)
    equal(raises(ex.RecordNotFound, client.get, key).code, 2)
    raises(ex.RecordNotFound, client.remove, key)


def check_remove_bin(client):
    key = (NAMESPACE, "single", "removebin")
    client.put(key, {"a": 1, "b": 2})
    client.remove_bin(key, ["a"])
    equal(client.get(key)[2], {"b": 2})
    client.remove_bin(key, ["b"])
    raises(ex.RecordNotFound, client.get, key)


def check_arithmetic_and_text(client):
    key = (NAMESPACE, "single", "change")
    client.increment(key, "n", 5)
    client.increment(key, "n", -8)
    client.increment(key, "d", 1.5)
    client.append(key, "s", "b")
    client.append(key, "s", "c")
    client.prepend(key, "s", "a")
    equal(client.get(key)[2], {"n": -3, "d": 1.5, "s": "abc"})
    raises(ex.BinIncompatibleType, client.increment, key, "s", 1)
    raises(ex.BinIncompatibleType, client.append, key, "n", "x")


def check_operate(client):
    key = (NAMESPACE, "single", "operate")
    client.put(key, {"n": 1, "s": "x"})
    _, meta, bins = client.operate(
        key,
        [op.increment("n", 4), op.append("s", "y"), op.write("w", [1]), op.read("n"), op.read("s")],
        meta={"ttl": 60},
    )
    equal(bins, {"n": 5, "s": "xy"})
    equal(meta["gen"], 2)
    _, meta, bins = client.operate(key, [op.read("w"), op.touch(120)])
    equal(bins, {"w": [1]})
    assert 119 <= client.get(key)[1]["ttl"] <= 120
    _, _, ordered = client.operate_ordered(key, [op.read("n"), op.increment("n", 1), op.read("n")])
    equal([pair for pair in ordered if pair[1] is not None], [("n", 5), ("n", 6)])
    client.operate(key, [op.delete()])
    raises(ex.RecordNotFound, client.get, key)


def check_policies(client):
    key = (NAMESPACE, "policy", "a")
    create = {"exists": aerospike.POLICY_EXISTS_CREATE}
    update = {"exists": aerospike.POLICY_EXISTS_UPDATE}
    replace = {"exists": aerospike.POLICY_EXISTS_CREATE_OR_REPLACE}
    only = {"exists": aerospike.POLICY_EXISTS_REPLACE}
    raises(ex.RecordNotFound, client.put, key, {"a": 1}, policy=update)
    raises(ex.RecordNotFound, client.put, key, {"a": 1}, policy=only)
    client.put(key, {"a": 1, "b": 1}, policy=create)
    equal(raises(ex.RecordExistsError, client.put, key, {"a": 2}, policy=create).code, 5)
    client.put(key, {"a": 2}, policy=update)
    equal(client.get(key)[2], {"a": 2, "b": 1})
    client.put(key, {"c": 3}, policy=replace)
    client.put(key, {"d": 4}, policy=only)
    _, meta, bins = client.get(key)
    equal((meta["gen"], bins), (4, {"d": 4}))


def check_generations(client):
    key = (NAMESPACE, "policy", "generation")
    client.put(key, {"a": 1})
    same = {"gen": aerospike.POLICY_GEN_EQ}
    later = {"gen": aerospike.POLICY_GEN_GT}
    error = raises(ex.RecordGenerationError, client.put, key, {"a": 2}, {"gen": 9}, same)
    equal(error.code, 3)
    client.put(key, {"a": 2}, {"gen": 1}, same)
    raises(ex.RecordGenerationError, client.put, key, {"a": 3}, {"gen": 2}, later)
    client.put(key, {"a": 3}, {"gen": 7}, later)
    raises(ex.RecordGenerationError, client.remove, key, {"gen": 1}, same)
    equal(client.get(key)[1]["gen"], 3)
    client.remove(key, {"gen": 3}, same)


def check_stored_keys(client):
    key = (NAMESPACE, "sent", "my key")
    client.put(key, {"a": 1}, policy={"key": aerospike.POLICY_KEY_SEND})
    client.put((NAMESPACE, "sent", "another"), {"a": 2})
    found = {record[0][2] for record in client.query(NAMESPACE, "sent").results()}
    equal(found, {"my key", None})


def check_errors(client):
    key = (NAMESPACE, "errors", "a")
    client.put(key, {"a" * 15: 1})
    raises(ex.BinNameError, client.put, key, {"a" * 16: 1})
    raises(ex.NamespaceNotFound, client.put, ("nobody", "s", "k"), {"a": 1})
    raises(ex.AerospikeError, client.put, (NAMESPACE, "s" * 64, "k"), {"a": 1})
    client.put((NAMESPACE, "s" * 63, "k"), {"a": 1})
    client.truncate(NAMESPACE, "s" * 63, 0)


def check_no_set(client):
    key = (NAMESPACE, None, "alone")
    client.put(key, {"a": 1})
    equal(client.get(key)[2], {"a": 1})
    client.remove(key)


# ---------------------------------------------------------------- batches


def check_batch_read(client):
    some = keys("batch", 20)
    for index, key in enumerate(some[:15]):
        client.put(key, {"i": index, "s": f"v{index}"})
    rows = client.batch_read(some).batch_records
    equal([row.result for row in rows], [0] * 15 + [2] * 5)
    equal([row.record[2]["i"] for row in rows[:15]], list(range(15)))
    rows = client.batch_read(some[:3], ["s"]).batch_records
    equal([row.record[2] for row in rows], [{"s": "v0"}, {"s": "v1"}, {"s": "v2"}])
    rows = client.batch_read(some[13:17], []).batch_records
    equal([row.result for row in rows], [0, 0, 2, 2])


def check_batch_write(client):
    some = keys("batchw", 5)
    client.put(some[0], {"n": 10})
    batch = br.BatchRecords(
        [
            br.Write(some[0], [op.increment("n", 1), op.read("n")]),
            br.Write(some[1], [op.write("n", 7)], meta={"ttl": 100}),
            br.Read(some[0], [op.read("n")]),
            br.Read(some[4], [op.read("n")]),
            br.Remove(some[1]),
            br.Remove(some[3]),
        ]
    )
    client.batch_write(batch)
    equal([row.result for row in batch.batch_records], [0, 0, 0, 2, 0, 2])
    equal(batch.batch_records[0].record[2], {"n": 11})
    equal(batch.batch_records[2].record[2], {"n": 11})
    raises(ex.RecordNotFound, client.get, some[1])


def check_batch_operate(client):
    some = keys("batcho", 50)
    done = client.batch_operate(some, [op.write("a", 1), op.increment("n", 2), op.read("n")])
    equal([row.result for row in done.batch_records], [0] * 50)
    equal({row.record[2]["n"] for row in done.batch_records}, {2})
    done = client.batch_operate(some, [op.append("s", "x"), op.read("s")], ttl=100)
    equal({row.record[2]["s"] for row in done.batch_records}, {"x"})
    assert 99 <= client.get(some[7])[1]["ttl"] <= 100


def check_batch_remove(client):
    some = keys("batchr", 10)
    for key in some[:8]:
        client.put(key, {"a": 1})
    rows = client.batch_remove(some).batch_records
    equal([row.result for row in rows], [0] * 8 + [2] * 2)
    equal([row.result for row in client.batch_read(some, []).batch_records], [2] * 10)


def check_large_batch(client):
    some = keys("batchl", 5_000)
    client.batch_operate(some, [op.write("t", "x" * 200)])
    rows = client.batch_read(some).batch_records
    equal({row.result for row in rows}, {0})
    equal({len(row.record[2]["t"]) for row in rows}, {200})


# ---------------------------------------------------------------- scans


def check_scan(client):
    some = keys("scan", 1_000)
    client.batch_operate(some, [op.write("a", 1), op.write("b", 2)])
    records = client.query(NAMESPACE, "scan").results()
    equal(len(records), 1_000)
    equal(len({bytes(record[0][3]) for record in records}), 1_000)
    query = client.query(NAMESPACE, "scan")
    query.select("b")
    equal({tuple(record[2].items()) for record in query.results()}, {(("b", 2),)})
    equal(client.query(NAMESPACE, "nobody").results(), [])
    equal(len(client.scan(NAMESPACE, "scan").results()), 1_000)


def check_scan_without_bins(client):
    client.batch_operate(keys("scannb", 10), [op.write("a", 1)])
    found = client.query(NAMESPACE, "scannb").results(options={"nobins": True})
    equal(len(found), 10)
    equal({tuple(record[2] or {}) for record in found}, {()})


def check_scan_partitions(client):
    client.batch_operate(keys("scanp", 500), [op.write("a", 1)])
    counts = []
    for begin in (0, 2048):
        policy = {"partition_filter": {"begin": begin, "count": 2048}}
        counts.append(len(client.query(NAMESPACE, "scanp").results(policy)))
    equal(sum(counts), 500)
    assert all(counts), counts


def check_scan_in_pages(client):
    client.batch_operate(keys("pages", 100), [op.write("a", 1)])
    query = client.query(NAMESPACE, "pages")
    query.max_records = 30
    query.paginate()
    pages = []
    while not query.is_done():
        pages.append(len(query.results({"partition_filter": {"begin": 0, "count": 4096}})))
        assert len(pages) < 20, pages
    equal(sum(pages), 100)
    assert max(pages) <= 30, pages


def check_scan_rate(client):
    client.batch_operate(keys("rate", 60), [op.write("a", 1)])
    found = client.query(NAMESPACE, "rate").results({"records_per_second": 200})
    equal(len(found), 60)


def check_background_write(client):
    some = keys("background", 300)
    client.batch_operate(some, [op.write("n", 1)])
    query = client.query(NAMESPACE, "background")
    query.add_ops([op.increment("n", 41), op.write("done", True)])
    job = query.execute_background()
    deadline = time.monotonic() + 30
    while client.job_info(job, aerospike.JOB_QUERY)["status"] != aerospike.JOB_STATUS_COMPLETED:
        assert time.monotonic() < deadline, "it never completes"
        time.sleep(0.02)
    rows = client.batch_read(some).batch_records
    equal({tuple(sorted(row.record[2].items())) for row in rows}, {(("done", True), ("n", 42))})


# ---------------------------------------------------------------- administration


def check_truncate(client):
    client.batch_operate(keys("gone", 100), [op.write("a", 1)])
    client.batch_operate(keys("stays", 100), [op.write("a", 1)])
    client.truncate(NAMESPACE, "gone", 0)
    equal(len(client.query(NAMESPACE, "gone").results()), 0)
    equal(len(client.query(NAMESPACE, "stays").results()), 100)
    client.put(keys("gone", 1)[0], {"a": 2})
    equal(len(client.query(NAMESPACE, "gone").results()), 1)


def check_info(client):
    def info(command):
        (answer,) = client.info_all(command).values()
        equal(answer[0], None)
        return answer[1].strip()

    equal(info("namespaces"), NAMESPACE)
    equal(info("build").split(".")[0], "8")
    client.put((NAMESPACE, "counted", "a"), {"a": 1})
    assert "set=counted:objects=1:" in info("sets")
    assert "objects=" in info(f"namespace/{NAMESPACE}")
    equal(len(client.get_node_names()), 1)
    equal(client.is_connected(), True)


def check_unsupported(client):
    """What is not there for now is refused, and the connection goes on."""
    raises(ex.AerospikeError, client.index_single_value_create, NAMESPACE, "s", "b",
           aerospike.INDEX_NUMERIC, "i")
    raises(ex.AerospikeError, client.apply, (NAMESPACE, "s", "k"), "module", "function", [])
    equal(client.udf_list(), [])
    client.put((NAMESPACE, "single", "after"), {"a": 1})
    equal(client.get((NAMESPACE, "single", "after"))[2], {"a": 1})


def main():
    warnings.simplefilter("ignore", DeprecationWarning)
    client = aerospike.client({"hosts": [("127.0.0.1", int(sys.argv[1]))]}).connect()
    checks = {name: call for name, call in globals().items() if name.startswith("check_")}
    failed = 0
    for name, check in checks.items():
        try:
            check(client)
        except Exception:  # every check has its turn
            failed += 1
            print(f"{name} failed:\n{traceback.format_exc()}")
    client.close()
    print(f"{len(checks)} checks, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
