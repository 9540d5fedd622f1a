import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from rtsim.experiments.clusters import cluster
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
