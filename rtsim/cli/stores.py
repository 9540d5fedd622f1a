"""Stores on the command line: the one way in which commands read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rtsim.cli.inputs import refuse, refusing
from rtsim.experiments.kept import Kept, kept
from rtsim.experiments.store import Store, StoreError
from rtsim.techniques import settings_classes


def kept_points(store: Store) -> Kept | None:
    """Give what a store keeps of its experiment; end with status 2 and a line if its scenario cannot be made anew."""
    found = kept(store, settings_classes())
    with refusing():
        if found is not None and found.points:
            found.points[0].scenario  # noqa: B018 - a file that it names may be gone
    return found


@contextmanager
def stored(path: Path) -> Iterator[Store]:
    """Open a store to read it; end with status 2 and a line if it cannot be read, whenever that shows."""
    try:
        with Store.open(path) as store:
            yield store
    except StoreError as error:
        refuse([str(error)])
