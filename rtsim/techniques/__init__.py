"""The techniques: each is one class, which turns its settings into one of the two mechanisms, pull and push."""

from rtsim.techniques.base import Carriage, Technique, Terms, Traits
from rtsim.techniques.catalogue import chosen, noted, settings_classes, techniques

__all__ = ["Carriage", "Technique", "Terms", "Traits", "chosen", "noted", "settings_classes", "techniques"]
