"""Stores on the command line: the one way in which commands read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rtsim.cli.inputs import refuse
from rtsim.experiments.kept import Kept, kept
from rtsim.experiments.store import Store, StoreError
from rtsim.scenario import InputErrors
from rtsim.techniques import settings_classes


def kept_points(store: Store) -> Kept | None:
    """Give what a store keeps of its experiment; end with status 2 and a line if its scenario cannot be made anew."""
    found = kept(store, settings_classes())
    try:
        if found is not None and found.points:
            found.points[0].scenario  # noqa: B018 - a file that it names may be gone
    except InputErrors as errors:
        refuse(map(str, errors.errors))
    return found


@contextmanager
def stored(path: Path) -> Iterator[Store]:
    """Open a store to read it; end with status 2 and a line if it cannot be read, whenever that shows."""
    try:
        with Store.open(path) as store:
            yield store
    except StoreError as error:
        refuse([str(error)])
