from rtsim.advice.verdict import NEVER, not_modelled
from tests.advice.evidences import scenario


def test_what_a_scenario_leaves_out_is_told() -> None:
    """No TLS, no loss and one node are told, and so is what rtsim models for nobody."""
    told = not_modelled(scenario())
    assert {"encryption (wire.tls is none)", "packet loss (no client's link loses any)", *NEVER} <= set(told)


def test_what_a_scenario_has_is_not_told() -> None:
    """A scenario with TLS, compression, a lossy link and two nodes leaves none of them out."""
    clients = {"count": 20, "connect_over": 2, "network": {"latency": 0.02, "loss": 0.01}}
    wire = {"tls": 1.3, "compression": {"messages": "gzip", "ratio": 0.4}}
    told = " ".join(not_modelled(scenario(wire=wire, clients=clients, server={"nodes": 2})))
    assert not any(word in told for word in ("wire.", "packet loss", "server.nodes"))


def test_a_way_up_that_nobody_uses_is_told() -> None:
    """Needs that say both ways and messages from the server alone leave what clients send out."""
    messages = {"from": "server", "to": "everyone", "rate": 1}
    assert not_modelled(scenario(messages=messages))[0].startswith("what clients send")
    needs = {"direction": "server-to-client"}
    assert not not_modelled(scenario(messages=messages, needs=needs))[0].startswith("what clients send")
