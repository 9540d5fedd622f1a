"""Money: what a run costs a month at a provider's prices."""
