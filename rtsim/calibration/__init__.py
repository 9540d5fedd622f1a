"""Calibration: what files of a user's own traffic say about a scenario, in memory that does not grow with them.

`read_traffic` reads HAR files, k6's CSV files and columns of round trips into `Traffic`; `learn` turns that into
findings and into reasons for what could not be learned; `fragment_text` and `fragment_document` show them.
"""

from rtsim.calibration.findings import learn
from rtsim.calibration.fragment import fragment_document, fragment_text, unknown_lines
from rtsim.calibration.lessons import Finding, Lessons, Unknown
from rtsim.calibration.network import Spread
from rtsim.calibration.reading import read_traffic
from rtsim.calibration.traffic import Traffic

__all__ = [
    "Finding",
    "Lessons",
    "Spread",
    "Traffic",
    "Unknown",
    "fragment_document",
    "fragment_text",
    "learn",
    "read_traffic",
    "unknown_lines",
]
