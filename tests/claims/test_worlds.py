from rtsim.claims.worlds import CHAT, FEED, NOTIFICATIONS, World


def test_worlds_are_the_notes_setting() -> None:
    """Each world polls every 5 s, and otherwise keeps each technique's own defaults."""
    for world in (CHAT, NOTIFICATIONS, FEED):
        scenario = world.scenario()
        assert scenario.name == world.base
        settings = {name: known.model_dump() for name, known in scenario.techniques.items()}
        assert settings == {name: type(known)().model_dump() for name, known in scenario.techniques.items()}


def test_who_sends() -> None:
    """In the chat clients write; in the other worlds the server alone does."""
    assert [world.scenario().messages.origin for world in (CHAT, NOTIFICATIONS, FEED)] == [
        "clients",
        "server",
        "server",
    ]


def test_changes_add_up() -> None:
    """Later changes are laid over earlier ones, and leave the world that they start from as it was."""
    world = CHAT.but("seed=2").but("seed=3")
    assert world.scenario().seed == 3
    assert World("chat") == CHAT
