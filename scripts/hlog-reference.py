"""The reference implementation's view of interval logs, for the tests of Measurement.

    hlog-reference.py read FILE     one line per interval: tag, start ms, end ms, then the
                                    percentiles 50 … 100 in ns, then value:count for each bucket
    hlog-reference.py write FILE    a log of histograms with known contents

Needs the Python package hdrhistogram (scripts/lib/python-venv.sh installs it).
"""
import sys

from hdrh.histogram import HdrHistogram
from hdrh.log import HistogramLogReader, HistogramLogWriter

HOUR = 3_600_000_000_000
PERCENTILES = [50, 90, 99, 99.9, 99.99, 99.999, 100]


def read(path):
    reader = HistogramLogReader(path, HdrHistogram(1, HOUR, 3))
    while True:
        histogram = reader.get_next_interval_histogram()
        if histogram is None:
            break
        fields = [histogram.get_tag() or "-"]
        fields.append(str(round(histogram.get_start_time_stamp())))
        fields.append(str(round(histogram.get_end_time_stamp())))
        for percentile in PERCENTILES:
            fields.append(str(histogram.get_value_at_percentile(percentile)))
        for item in histogram.get_recorded_iterator():
            fields.append(f"{item.value_iterated_to}:{item.count_at_value_iterated_to}")
        print(" ".join(fields))
    reader.close()


def contents():
    """The same contents as `referenceContents` in the Swift tests."""
    yield "empty", []
    yield "read.service", [(1, 1), (2_047, 2), (2_048, 3), (2_050, 70_000), (HOUR, 1)]
    yield "update.response", [(1_000 * step * step, step) for step in range(1, 500)]


def write(path):
    with open(path, "w", encoding="utf-8") as file:
        writer = HistogramLogWriter(file)
        writer.output_log_format_version()
        # The package's own call for the start time fails for every date, so its text is given.
        writer.output_comment("[StartTime: 1700000000.000 (seconds since epoch)]")
        writer.output_base_time(1_700_000_000_000)
        writer.output_legend()
        for second, (tag, values) in enumerate(contents(), start=1):
            histogram = HdrHistogram(1, HOUR, 3)
            histogram.set_tag(tag)
            for value, count in values:
                histogram.record_value(value, count)
            # The package reads tags but does not write them.
            file.write(f"Tag={tag},")
            writer.output_interval_histogram(histogram, second, second + 1)


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("read", "write"):
        sys.exit(__doc__)
    {"read": read, "write": write}[sys.argv[1]](sys.argv[2])
