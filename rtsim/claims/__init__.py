"""Claims: what the study notes say of the techniques, each with the experiment that tests it and what it finds."""
