"""Domain: where a closed form holds, said in one sentence where it does not."""


def require_positive(**values: float) -> None:
    """Refuse values that are zero, negative or not a number: ValueError names the first.

    >>> require_positive(interval=0.0)
    Traceback (most recent call last):
    ValueError: interval must be positive, not 0.0.
    """
    for name, value in values.items():
        if not value > 0:
            raise ValueError(f"{name} must be positive, not {value}.")


def require_not_negative(**values: float) -> None:
    """Refuse values below zero or not a number: ValueError names the first.

    >>> require_not_negative(service=-1.0)
    Traceback (most recent call last):
    ValueError: service must not be negative, and it is -1.0.
    """
    for name, value in values.items():
        if not value >= 0:
            raise ValueError(f"{name} must not be negative, and it is {value}.")


def require_share(**values: float) -> None:
    """Refuse values outside [0, 1]: ValueError names the first.

    >>> require_share(quantile=95)
    Traceback (most recent call last):
    ValueError: quantile must be between 0 and 1, not 95.
    """
    for name, value in values.items():
        if not 0 <= value <= 1:
            raise ValueError(f"{name} must be between 0 and 1, not {value}.")


def require_stable(utilisation: float) -> None:
    """Refuse a queue that grows without end: ValueError when the utilisation is 1 or more.

    >>> require_stable(1.25)
    Traceback (most recent call last):
    ValueError: The queue is unstable: its utilisation is 1.25 and must be below 1.
    """
    if not utilisation < 1:
        raise ValueError(f"The queue is unstable: its utilisation is {utilisation:.6g} and must be below 1.")
