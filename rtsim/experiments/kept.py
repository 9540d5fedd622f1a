"""What a store keeps of its experiment: the scenario, and so needs, limits and prices, and the points that are done."""

from dataclasses import dataclass

from rtsim.experiments.point import Base, Point
from rtsim.experiments.store import Store
from rtsim.scenario.values import Settings


@dataclass(frozen=True)
class Kept:
    """The points of a store's current experiment at which every technique has runs, made anew from what it keeps."""

    seed: int
    most_replications: int
    points: tuple[Point, ...]


def kept(store: Store, techniques: Settings) -> Kept | None:
    """Give what a store keeps; nothing where an older rtsim wrote it, which did not keep the scenario.

    A point's scenario raises `InputErrors` when it is made, if a file that it names is not there any more.
    """
    document = store.document()
    if document is None:
        return None
    base, written, done = Base(document, techniques), store.written(), store.replications()
    points = tuple(
        Point(number, written.get(number, {}), digests, base)
        for number, digests in store.parts().items()
        if all((number, technique) in done for technique in digests)
    )
    return Kept(store.about().seed, store.most_replications(), points)
