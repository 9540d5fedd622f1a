"""Numbering: the traced client's own count of its connections, whatever rows stand for them."""

UNKNOWN = -1


class Numbering:
    """Numbers of connections by their rows, from 0 up in the order of their set-ups.

    >>> numbers = Numbering()
    >>> numbers.begin(7), numbers.begin(3), numbers.of(7)
    (0, 1, 0)
    """

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._onto: dict[int, int] = {}  # of the rows of requests that share a connection: that connection's
        self._made = 0

    def begin(self, row: int) -> int:
        """Count a connection that a row stands for from now on; give its number."""
        self._onto.pop(row, None)
        self._numbers[row] = self._made
        self._made += 1
        return self._numbers[row]

    def share(self, row: int, transport: int) -> None:
        """Let a row stand for a request on another row's connection from now on."""
        self._onto[row] = transport

    def row(self, row: int) -> int:
        """Give the row of the connection that a row stands for or lies on."""
        return self._onto.get(row, row)

    def of(self, row: int) -> int:
        """Give the number of the connection that a row stands for or lies on, `UNKNOWN` if there is none."""
        return self._numbers.get(self.row(row), UNKNOWN)

    def end(self, row: int) -> int:
        """Give the number of the connection that a row stood for until now."""
        return self._numbers.pop(row)

    @property
    def rows(self) -> list[int]:
        """The rows that stand for connections."""
        return list(self._numbers)
