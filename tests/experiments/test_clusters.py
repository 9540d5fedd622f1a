import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rtsim.experiments.clusters import cluster
from rtsim.experiments.executors import WorkersLostError
from tests.experiments.test_sweep import found, started

dask = pytest.importorskip("dask", reason="Dask is not installed: pip install 'rtsim[cluster]'")


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[str, str]:
    """Give the files of a certificate that vouches for itself, and of its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed, which makes the certificate")
    files = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    ask = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=rtsim")
    subprocess.run([openssl, *ask, "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
    return files


@pytest.fixture
def guarded(tmp_path: Path, certificate: tuple[str, str]) -> Iterator[str]:
    """Give the address of a scheduler that speaks TLS alone."""
    cert, key = certificate
    options = ("--host", "tls://127.0.0.1", "--port", "0", "--no-dashboard")
    files = ("--tls-ca-file", cert, "--tls-cert", cert, "--tls-key", key)
    with started(tmp_path / "log", "scheduler", *options, *files):
        yield found(r"Scheduler at:\s+(tls://\S+)", tmp_path / "log")


def test_a_scheduler_is_reached_by_tls(guarded: str, certificate: tuple[str, str]) -> None:
    """Who has the certificates in Dask's configuration is let in; who has none is told so."""
    cert, key = certificate
    workers = list[int]()
    with pytest.raises(ValueError, match="no TLS certificates"), cluster(guarded, workers.append):
        pass
    tls = {"ca-file": cert, "client.cert": cert, "client.key": key}
    with (
        dask.config.set({f"distributed.comm.tls.{name}": file for name, file in tls.items()}),
        cluster(guarded, workers.append),
    ):
        assert workers == [0]


async def reached(*_: object, **__: object) -> SimpleNamespace:
    """Stand for a connection to a scheduler."""
    return SimpleNamespace(close=closed)


async def closed() -> None:
    """Stand for its end."""


WITHIN: dict[str, Any] = {"__name__": "distributed.client"}
exec("def fail(error): raise error", WITHIN)  # noqa: S102 - what comes up in a module of Dask's


def fail(error: Exception) -> None:
    """Fail as a run does, or a store."""
    raise error


@pytest.mark.parametrize(
    ("status", "failing", "raised"),
    [
        ("closed", WITHIN["fail"], WorkersLostError),
        ("connecting", WITHIN["fail"], WorkersLostError),
        ("running", WITHIN["fail"], OSError),
        ("closed", fail, OSError),
    ],
)
def test_a_client_without_its_scheduler_has_lost_it_whatever_it_says(
    monkeypatch: pytest.MonkeyPatch, status: str, failing: Callable[[Exception], None], raised: type[Exception]
) -> None:
    """What fails in Dask while there is no scheduler is that; what else fails stays what it is."""
    client = SimpleNamespace(status=status, nthreads=dict, get_executor=object, close=lambda: None)
    module = SimpleNamespace(
        Client=lambda *_, **__: client,
        KilledWorker=KeyError,
        Security=lambda: SimpleNamespace(get_connection_args=lambda _: {}),
        comm=SimpleNamespace(connect=reached, CommClosedError=KeyError),
    )
    monkeypatch.setitem(sys.modules, "distributed", module)  # type: ignore[arg-type]
    with pytest.raises(raised) as found, cluster("tcp://a"):
        failing(OSError("no room"))
    assert found.type is raised
