"""Worlds: the scenarios that the claims are tested in, three files and what is laid over them."""

from dataclasses import dataclass
from importlib.resources import as_file, files

from rtsim.scenario import Scenario, load_scenario
from rtsim.techniques import settings_classes


@dataclass(frozen=True)
class World:
    """A scenario by the name of its file, with changes as `--set` takes them."""

    base: str
    changes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Write it.

        >>> print(World("chat", ("seed=2", "warmup=1 s")), World("feed"), sep="; ")
        chat with seed=2, warmup=1 s; feed
        """
        return " with ".join(part for part in (self.base, ", ".join(self.changes)) if part)

    def but(self, *changes: str) -> "World":
        """Give the same world with more changes."""
        return World(self.base, (*self.changes, *changes))

    def upon(self, *changes: str) -> "World":
        """Give the same world where other changes lie below its own.

        >>> World("chat", ("seed=2",)).upon("seed=3", "wire.http=2").changes
        ('seed=3', 'wire.http=2', 'seed=2')
        """
        return World(self.base, (*changes, *self.changes))

    def seen_by(self, technique: str) -> "World":
        """Give the world without the settings of other techniques.

        >>> World("chat", ("seed=2", "techniques.sse.retry=1 s")).seen_by("websocket").changes
        ('seed=2',)
        """
        own = f"techniques.{technique}."
        kept = (change for change in self.changes if not change.startswith("techniques.") or change.startswith(own))
        return World(self.base, tuple(kept))

    def scenario(self) -> Scenario:
        """Read it.

        >>> World("chat", ("clients.count=20",)).scenario().clients.count
        20
        """
        with as_file(files("rtsim.claims") / "worlds" / f"{self.base}.yaml") as path:
            return load_scenario(path, techniques=settings_classes(), overrides=self.changes)


CHAT, NOTIFICATIONS, FEED = World("chat"), World("notifications"), World("feed")
"""Clients write to rooms; the server has messages for one client each; the server has messages for everyone."""
