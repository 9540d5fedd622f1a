"""Calibration: what files of a user's own traffic say about a scenario, in memory that does not grow with them.

`read_traffic` tells by its content which tool wrote a file, and has that tool's reader bring it into `Traffic`: HAR
exchange by exchange, requests and metrics as columns of one table (`Requests`), percentiles and counts as a `Summary`.
`learn` turns the traffic into findings and into reasons for what could not be learned; `fragment_text` and
`fragment_document` show them.
"""

from rtsim.calibration.findings import learn
from rtsim.calibration.fragment import fragment_document, fragment_text, unknown_lines
from rtsim.calibration.network import Spread
from rtsim.calibration.reading import read_traffic
from rtsim.calibration.traffic import Traffic

__all__ = [
    "Spread",
    "Traffic",
    "fragment_document",
    "fragment_text",
    "learn",
    "read_traffic",
    "unknown_lines",
]
