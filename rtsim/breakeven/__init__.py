"""Break-evens: where along an input the technique changes that is lower in a measure."""
