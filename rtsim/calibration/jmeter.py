"""JMeter: its results (JTL) as CSV with a header or as XML, times in milliseconds.

Apache JMeter User's Manual, Listeners (CSV and XML log formats) and Glossary: latency and elapsed time have the time to
connect in them, and that the time for TLS.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from xml.parsers import expat

import numpy as np

from rtsim.calibration.intake import Intake
from rtsim.calibration.requests import Requests
from rtsim.calibration.tables import MOST_ROWS, optional
from rtsim.scenario.rows import Header, Rows, Table, WrongRowError

TITLES = ("timeStamp", "elapsed", "label", "responseCode")
"""Columns that its tables have."""

_ATTRIBUTES = {
    "lb": "label", "t": "elapsed", "lt": "Latency", "ct": "Connect", "rc": "responseCode", "rm": "responseMessage"
}  # fmt: skip
_COLUMNS = (*_ATTRIBUTES.values(), "URL")
_SAMPLES = ("httpSample", "sample")
_URL = "java.net.URL"
_TRANSACTION = "Number of samples in transaction"  # begins the message of what a Transaction Controller sums up
_MILLISECOND = 1e-3
_PIECE = 1 << 19  # bytes that are read at a time
_LONGEST_TOKEN = 1 << 20  # bytes of a tag with its attributes
_DEEPEST = 50  # samples inside samples
_LONGEST_URL = 1 << 14


def read_table(table: Table, intake: Intake) -> None:
    """Take in what a table of samples says."""
    for rows in table.blocks:
        intake.add_requests(_requests(rows))


def read_xml(file: BinaryIO, intake: Intake) -> None:
    """Take in the samples of an XML file that have no samples inside, which would count twice."""
    results = _Results()
    for rows in results.read(file):
        intake.add_requests(_requests(rows))


def _requests(rows: Rows) -> Requests:
    elapsed, latency, set_up = (optional(rows, title) * _MILLISECOND for title in ("elapsed", "Latency", "Connect"))
    urls = rows.texts("URL")
    connecting = np.nan_to_num(set_up)
    plain = np.array([url.startswith("http:") for url in urls], np.bool_)
    codes, messages = rows.texts("responseCode"), rows.texts("responseMessage")
    return Requests(
        urls=urls,
        names=rows.texts("label"),
        answered=np.array([_answered(*told) for told in zip(codes, messages, strict=True)], np.bool_),
        waits=np.where((latency > 0) & (latency >= connecting), latency - connecting, np.nan),
        durations=np.where(elapsed >= connecting, elapsed - connecting, np.nan),
        set_ups=set_up,
        connects=np.where(plain, set_up, np.nan),
    )


def _answered(code: str, message: str) -> bool:
    """Tell whether a sample is a request that a server answered, with a code of three digits."""
    return code.isascii() and code.isdigit() and int(code[:3]) > 0 and not message.startswith(_TRANSACTION)


@dataclass
class _Sample:
    """A sample as far as it is read."""

    line: int
    cells: dict[str, str]
    alone: bool = True
    url: list[str] = field(default_factory=list)


class _Results:
    """The samples of an XML file, as rows of the table that JMeter would write."""

    def __init__(self) -> None:
        self._open: list[_Sample] = []
        self._found: list[_Sample] = []
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def read(self, file: BinaryIO) -> Iterator[Rows]:
        """Give the samples, some at a time; raises `WrongRowError` for a file that is damaged."""
        count = total = 0
        try:
            while piece := file.read(_PIECE):
                self._parser.Parse(piece)
                total += len(piece)
                if total - self._parser.CurrentByteIndex > _LONGEST_TOKEN + _PIECE:
                    raise WrongRowError(
                        f"a tag is longer than {_LONGEST_TOKEN:,} bytes", self._parser.CurrentLineNumber
                    )
                count += len(self._found)
                if count > MOST_ROWS:
                    raise WrongRowError(f"it holds more than {MOST_ROWS:,} samples: a part of them tells as much")
                yield self._rows()
            self._parser.Parse(b"", True)  # noqa: FBT003 - the parser's own sign of the end
        except expat.ExpatError as error:
            words = expat.ErrorString(error.code)
            raise WrongRowError(f"is not valid XML ({words}): is it cut off?", error.lineno) from None

    def _rows(self) -> Rows:
        found, self._found = self._found, []
        columns = [[sample.cells.get(title, "") for sample in found] for title in _COLUMNS]
        return Rows(Header(_COLUMNS, ",", 0), [sample.line for sample in found], columns)

    def _refuse(self, *_: Any) -> None:
        raise WrongRowError("has a document type, which no result of JMeter has", self._parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _SAMPLES:
            if self._open:
                self._open[-1].alone = False
            if len(self._open) == _DEEPEST:
                raise WrongRowError("samples stand too deep in samples", self._parser.CurrentLineNumber)
            cells = {title: attributes.get(key, "") for key, title in _ATTRIBUTES.items()}
            self._open.append(_Sample(self._parser.CurrentLineNumber, cells))
        elif name == _URL and self._open:
            self._parser.CharacterDataHandler = self._text

    def _text(self, text: str) -> None:
        url = self._open[-1].url
        if len(url) < _LONGEST_URL:
            url.append(text[:_LONGEST_URL])

    def _end(self, name: str) -> None:
        if name == _URL:
            self._parser.CharacterDataHandler = None
        elif name in _SAMPLES:
            sample = self._open.pop()
            sample.cells["URL"] = "".join(sample.url)
            if sample.alone:
                self._found.append(sample)
