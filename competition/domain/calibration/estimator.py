"""The names of the estimators, which are known where nothing is estimated yet."""

from enum import StrEnum

MAD_TO_SIGMA = 1.4826
"""The standard deviation of a normal distribution in median absolute deviations."""


class Estimator(StrEnum):
    """How judge effects are estimated."""

    LEAST_SQUARES = "least_squares"
    RANDOM = "random"
    ROBUST = "robust"
