"""Results as JSON documents, in base units."""
