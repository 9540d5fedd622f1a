"""Results for the terminal: tables and sentences, as wide as the screen."""
