"""Small random scenarios of every kind, for properties that hold in all of them."""

from typing import Any, get_args

from hypothesis import strategies as st

from rtsim.plan import Plan
from rtsim.planning import plan
from rtsim.scenario import parse_scenario
from rtsim.scenario.clients import Clients, Presence
from rtsim.scenario.fallback import Fallback
from rtsim.scenario.faults import Outage, Restart
from rtsim.scenario.intermediaries import Intermediary
from rtsim.scenario.messages import Messages
from rtsim.scenario.retries import Jitter
from rtsim.scenario.server import Log, SendBuffer, Server
from rtsim.scenario.traces import read_trace
from rtsim.scenario.values import Value
from rtsim.scenario.wire import Wire
from rtsim.techniques import settings_classes, techniques
from rtsim.techniques.short_polling import ShortPollingSettings

Content = dict[str, Any]
Draw = st.DrawFn

BOTH = {"messages": ["permessage-deflate", "gzip"], "cost": 0.01, "cost_per_byte": 1e-5, "inflate_per_byte": 1e-5}
PACKED = [
    BOTH | {"ratio": 0.3, "threshold": 0},
    BOTH | {"ratio": 0.9, "context_takeover": False, "memory": 100},
    {"messages": "gzip", "ratio": 1},
]

HTTP_1 = {"http": "1.1", "websocket": "1.1", "udp_blocked": 0.0, "streams": 100, "window": None}
"""What becomes of any wire that speaks HTTP/1.1."""

PARTS = {"symmetric": {"share": 0.5}, "additive": {"width": 0.1}, "stretched": {"times": 1.5}}
"""What a jitter needs beside its kind."""

NAMES = tuple(techniques())


def planned(content: Content, name: str) -> Plan:
    """Plan one run of a technique with every delivery kept; one that has HTTP/1.1 alone has that."""
    if name not in content["techniques"]:
        own = {name: {"heartbeat": 1.5, "resume": content["techniques"]["websocket"]["resume"]}}
        wire = content["wire"] | HTTP_1
        content = {**content, "techniques": own, "wire": wire}
    scenario = parse_scenario(content, techniques=settings_classes())
    return plan(scenario, techniques()[name], 0, keeps_deliveries=True)


def kinds(value: type[Value], key: str) -> st.SearchStrategy[str]:
    """Draw one of the words that a key may have."""
    return st.sampled_from(get_args(value.model_fields[key].annotation))


def maybe(values: st.SearchStrategy[Any], otherwise: Any = None) -> st.SearchStrategy[Any]:
    """Draw one of `values`, or more often `otherwise`."""
    return st.one_of(st.just(otherwise), st.just(otherwise), values)


@st.composite
def links(draw: Draw) -> Content:
    """Draw a link: latency, jitter, bandwidths and loss."""
    latency = st.sampled_from([0.0, 0.004, 0.05, 0.3])
    link: Content = {"latency": {"up": draw(latency), "down": draw(latency)}}
    uniform = {"dist": "uniform", "low": -0.01, "high": 0.05}
    jitter = draw(
        maybe(st.sampled_from([uniform, {"dist": "normal", "sd": 0.02}, {"dist": "exponential", "mean": 0.1}]))
    )
    if jitter:
        link["jitter"] = jitter
    for way in ("up", "down"):
        link[way] = draw(maybe(st.sampled_from([20e3, 300e3, 5e6])))
    link["loss"] = draw(maybe(st.sampled_from([0.02, 0.2]), 0.0))
    return link


@st.composite
def bursting(draw: Draw) -> Content:
    """Draw a link that loses packets in bursts."""
    link: Content = draw(links())
    link["loss"] = {"rate": draw(st.sampled_from([0.0, 0.02, 0.3])), "burst": draw(st.sampled_from([1, 1.5, 4]))}
    return link


@st.composite
def processes(draw: Draw, origin: str, clients: int) -> Content:
    """Draw when messages come, with the numbers that the process needs."""
    process = draw(kinds(Messages, "process"))
    rate = draw(st.sampled_from([0.3, 2.0, 9.0])) / (clients if origin == "clients" else 1)
    match process:
        case "poisson" | "periodic":
            return {"process": process, "rate": rate}
        case "bursts":
            return {"process": process, "bursts": {"size": draw(st.integers(1, 5)), "every": 0.7}}
        case "on-off":
            return {"process": process, "on-off": {"on": 0.5, "off": draw(st.sampled_from([0.0, 1.0])), "rate": rate}}
        case "closed-loop":
            loop = {"concurrency": draw(st.integers(1, 4)), "think": draw(st.sampled_from([0.05, 0.4]))}
            return {"process": process, "closed-loop": loop}
        case "trace":
            times = sorted(
                draw(st.lists(st.sampled_from([0.0, 0.1, 0.5, 1.0, 1.25, 2.0, 2.5]), min_size=1, max_size=8))
            )
            return {"process": process, "trace": read_trace("time_s\n" + "\n".join(map(str, times)))}
        case _:
            raise AssertionError(f"what does the process {process} need?")


@st.composite
def messages(draw: Draw, clients: int) -> Content:
    """Draw who publishes what, to whom, when."""
    origin = draw(st.sampled_from(["clients", "senders", "server"] if clients > 1 else ["senders", "server"]))
    audience = draw(kinds(Messages, "audience"))
    content: Content = {"from": origin, "to": audience, **draw(processes(origin, clients))}
    content["room_size"] = draw(st.integers(2 if origin == "clients" else 1, clients))
    if origin == "clients":
        content["echo"] = draw(st.booleans())
    if origin == "senders":
        content["senders"] = {"count": draw(st.integers(1, 3)), "connections": draw(st.integers(1, 3))}
        content["senders"]["network"] = draw(maybe(links()))
    content["payload"] = draw(st.sampled_from([0, 130, 20_000, {"dist": "exponential", "mean": 300}]))
    content["acknowledge"] = draw(kinds(Messages, "acknowledge"))
    return content


@st.composite
def servers(draw: Draw) -> Content:
    """Draw nodes, cores, threads, costs and limits."""
    cost = st.sampled_from([0.0, 20e-6, 0.004, 0.06])
    costs = {name: draw(cost) for name in ("open", "request", "respond", "push_websocket", "push_sse", "heartbeat")}
    costs |= {"publish": draw(st.sampled_from([22e-6, 0.01])), "per_byte": draw(maybe(st.just(1e-6), 0.0))}
    server: Content = {"nodes": draw(st.integers(1, 3)), "cores": draw(st.integers(1, 3)), "costs": costs}
    server["answers"] = draw(kinds(Server, "answers"))
    threads = draw(maybe(st.integers(1, 6)))
    if threads:
        server |= {"model": "threads", "threads": threads}
    server["egress"] = draw(maybe(st.sampled_from([200e3, 10e6]), 10e9))
    server["keep_alive"] = draw(st.sampled_from([0.0, 0.2, 75.0]))
    server["max_connections"] = draw(maybe(st.integers(1, 12)))
    server["accept_rate"] = draw(maybe(st.sampled_from([0.5, 8.0])))
    server["backplane"] = {"latency": draw(st.sampled_from([0.0, 0.02])), "cost": draw(cost)}
    return server


@st.composite
def wires(draw: Draw) -> Content:
    """Draw what connections speak."""
    http = draw(kinds(Wire, "http"))
    version = "1.3" if http == "3" else draw(st.sampled_from(["none", "1.2", "1.3"]))
    resumption = 0.0 if version == "none" else draw(st.sampled_from([0.0, 0.5, 1.0]))
    early = version == "1.3" and resumption > 0 and draw(st.booleans())
    return {
        "http": http,
        "udp_blocked": draw(st.sampled_from([0.0, 0.5])) if http == "3" else 0.0,
        "tls": {"version": version, "resumption": resumption, "early_data": early},
        "streams": 100 if http == "1.1" else draw(st.sampled_from([1, 2, 100])),
        "window": None if http == "1.1" else draw(maybe(st.just(16_384))),
        "body": {"each": draw(st.sampled_from([0, 30])), "publish": 5, "publish_ack": 7},
        "compression": draw(maybe(st.sampled_from(PACKED))),
    }


@st.composite
def settings_of_techniques(draw: Draw, http: str) -> Content:
    """Draw the settings of all techniques but the one that has HTTP/1.1 alone."""
    interval = st.sampled_from([0.15, 0.5, 2.0, {"dist": "exponential", "mean": 0.6}])
    pause = st.sampled_from([0.0, 0.3, {"dist": "uniform", "low": 0.0, "high": 0.2}])
    heartbeat = maybe(st.sampled_from([0.1, 1.5]))
    return {
        "short-polling": {
            "interval": draw(interval),
            "timing": draw(kinds(ShortPollingSettings, "timing")),
            "connection": draw(st.sampled_from(["keep-alive", "close"] if http == "1.1" else ["keep-alive"])),
        },
        "long-polling": {"timeout": draw(st.sampled_from([0.2, 1.0, 30.0])), "pause": draw(pause)},
        "websocket": {"heartbeat": draw(heartbeat), "resume": draw(st.booleans())},
        "sse": {"heartbeat": draw(heartbeat), "retry": 0.5, "event_id": draw(st.booleans())},
        "http-streaming": {"heartbeat": draw(heartbeat), "resume": draw(st.booleans())},
    }


@st.composite
def scenarios(draw: Draw) -> Content:
    """Draw a scenario as YAML would give it."""
    clients = draw(st.one_of(st.integers(1, 12), st.integers(20, 30)))
    mix = [{"share": 0.5, "network": draw(links())}, {"share": 0.5, "network": draw(links())}]
    return {
        "name": "random",
        "seed": draw(st.integers(0, 99)),
        "warmup": draw(st.sampled_from([0.0, 0.8])),
        "duration": draw(st.sampled_from([0.5, 3.0])),
        "drain": draw(maybe(st.just(0.1), 20.0)),
        "clients": {
            "count": clients,
            "connect_over": draw(st.sampled_from([0.0, 1.0, 2.5])),
            "network": draw(st.one_of(links(), st.just(mix))),
        },
        "messages": draw(messages(clients)),
        "server": draw(servers()),
        "wire": (wire := draw(wires())),
        "techniques": draw(settings_of_techniques(wire["http"])),
    }


@st.composite
def restarts(draw: Draw) -> Content:
    """Draw a restart of one kind or another within the first seconds."""
    kind = draw(kinds(Restart, "kind"))
    content: Content = {"at": draw(st.sampled_from([0.3, 1.0, 1.7])), "kind": kind}
    content |= (
        {"over": draw(st.sampled_from([0.2, 1.0]))} if kind == "drain" else {"down": draw(st.sampled_from([0.0, 0.4]))}
    )
    if kind == "rolling":
        content["gap"] = 0.3
    if draw(st.booleans()):
        content["every"] = draw(st.sampled_from([0.7, 1.3]))
    if draw(st.booleans()):
        content["nodes"] = 1
    return content


@st.composite
def brownouts(draw: Draw) -> Content:
    """Draw a spell in which some nodes are slow."""
    content: Content = {"at": draw(st.sampled_from([0.0, 0.25, 1.1])), "lasts": draw(st.sampled_from([0.3, 1.0]))}
    content |= {"slower": draw(st.sampled_from([1.5, 8])), "every": draw(maybe(st.sampled_from([0.4, 1.5])))}
    return content | {"nodes": draw(st.sampled_from(["all", 1]))}


@st.composite
def retries(draw: Draw) -> Content:
    """Draw when somebody tries again."""
    kind = draw(kinds(Jitter, "kind"))
    return {
        "first": draw(st.sampled_from([0.05, 0.3])),
        "factor": draw(st.sampled_from([1, 2])),
        "cap": 1.0,
        "jitter": {"kind": kind, **PARTS.get(kind, {})},
        "floor": draw(st.sampled_from([0.0, 0.1])),
        "tries": draw(maybe(st.integers(1, 4))),
    }


@st.composite
def paths(draw: Draw) -> list[Content]:
    """Draw what lies between clients and server, which cuts within the run."""
    return [
        {
            "idle": draw(maybe(st.sampled_from([0.25, 0.9]))),
            "lifetime": draw(maybe(st.sampled_from([0.4, 1.5]))),
            "while_down": draw(kinds(Intermediary, "while_down")),
            "buffering": draw(st.sampled_from([0, 100, 900])),
            "latency": draw(st.sampled_from([0.0, 0.01])),
            "notice": draw(kinds(Intermediary, "notice")),
            "upgrade": draw(st.sampled_from([1.0, 0.5, 0.0])),
            "blocks": draw(kinds(Intermediary, "blocks")),
        }
    ]


@st.composite
def fallbacks(draw: Draw) -> Content:
    """Draw what is used where an upgrade does not pass."""
    return {
        "to": draw(kinds(Fallback, "to")),
        "after": draw(st.sampled_from([0.1, 0.7])),
        "remembers": draw(st.booleans()),
    }


@st.composite
def outages(draw: Draw) -> Content:
    """Draw an outage of some clients' paths, of all at once or of each by itself."""
    time = st.sampled_from([0.2, 0.9, {"dist": "exponential", "mean": 0.5}])
    content: Content = {"lasts": draw(time), "notice": draw(kinds(Outage, "notice"))}
    content["clients"] = draw(st.sampled_from([0.4, 1.0]))
    content["at"] = draw(st.one_of(st.none(), st.sampled_from([0.0, 0.35, 1.1])))
    content["every"] = draw(time if content["at"] is None else maybe(time))
    return content


@st.composite
def detecting(draw: Draw, settings: Content) -> None:
    """Let clients notice that nothing comes, if they can."""
    for name in ("websocket", "sse", "http-streaming"):
        heartbeat = settings[name]["heartbeat"]
        settings[name]["detect"] = None if heartbeat is None else draw(maybe(st.just(2.0 * heartbeat)))
    settings["long-polling"]["detect"] = draw(maybe(st.just(1.5 * settings["long-polling"]["timeout"])))
    settings["short-polling"]["detect"] = draw(maybe(st.sampled_from([0.1, 1.0])))


@st.composite
def failing(draw: Draw) -> Content:
    """Draw a scenario whose servers restart."""
    content: Content = draw(scenarios())
    content["faults"] = {"restarts": draw(st.lists(restarts(), min_size=1, max_size=2))}
    content["faults"]["brownouts"] = draw(st.lists(brownouts(), max_size=2))
    content["faults"]["outages"] = draw(st.lists(outages(), max_size=2))
    together = [outage for outage in content["faults"]["outages"] if outage["at"] is not None]
    for fault in (*content["faults"]["restarts"], *content["faults"]["brownouts"], *together):
        fault["at"] = min(fault["at"], content["warmup"] + content["duration"] - 0.1)
    content["clients"]["network"] = draw(maybe(bursting(), content["clients"]["network"]))
    sizes = st.sampled_from([100, 3_000, 50_000])
    policies = kinds(SendBuffer, "policy")
    content["server"]["send_buffer"] = draw(maybe(st.fixed_dictionaries({"size": sizes, "policy": policies})))
    if content["messages"]["to"] != "one" and content["messages"]["process"] != "closed-loop":
        announce = draw(kinds(Presence, "announce"))
        content["clients"]["presence"] = {"announce": announce, "entry": draw(st.sampled_from([0, 60]))}
    reconnect = draw(retries())
    reconnect["stops"] = draw(st.sampled_from([[], ["503"], ["going-away"]]))
    content["path"] = draw(st.one_of(st.just([]), paths()))
    if content["wire"]["http"] == "1.1":
        content["techniques"]["websocket"]["fallback"] = draw(maybe(fallbacks()))
    reconnect["reset_after"] = draw(maybe(st.just(0.5), 0.0))
    reconnect["connect_timeout"] = draw(maybe(st.sampled_from([0.2, 1.0])))
    content["clients"]["reconnect"] = reconnect
    retry = draw(maybe(retries()))
    if retry is None or retry["jitter"]["kind"] != "decorrelated":
        content["messages"]["retry"] = retry
    draw(detecting(content["techniques"]))
    content["server"]["detect"] = draw(maybe(st.sampled_from([0.3, 2.0])))
    content["clients"]["syn"] = draw(kinds(Clients, "syn"))
    content["server"]["log"] = {
        "messages": draw(maybe(st.integers(1, 3))),
        "age": draw(maybe(st.sampled_from([0.2, 1.0]))),
        "survives": draw(kinds(Log, "survives")),
    }
    content["techniques"]["short-polling"]["retry"] = draw(maybe(st.just(0.2)))
    content["techniques"]["long-polling"]["retry"] = draw(st.sampled_from([0.1, 1.0]))
    return content
