"""Stores on the command line: the one way in which commands read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rtsim.cli.inputs import refuse
from rtsim.experiments.store import Store, StoreError


@contextmanager
def stored(path: Path) -> Iterator[Store]:
    """Open a store to read it; end with status 2 and a line if it cannot be read, whenever that shows."""
    try:
        with Store.open(path) as store:
            yield store
    except StoreError as error:
        refuse([str(error)])
