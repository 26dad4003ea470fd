"""Exercise of notebook 00, Start here."""

from helpers.exercises.engine import Exercise, Misconception


def prevalence(sick: int, healthy: int) -> float:
    """Share of sick people among all, 0 to 1."""
    return sick / (sick + healthy)


PREVALENCE = Exercise(
    id="0.1",
    prompt="Write the prevalence of a disease from the numbers of sick and of healthy people.",
    reference=prevalence,
    cases=((10, 90), (212, 357), (3, 1)),
    why="Prevalence is a share of everybody: the sick belong to both the upper and the lower number.",
    misconceptions=(
        Misconception(
            "odds",
            lambda sick, healthy: sick / healthy,
            "You divide the sick by the healthy: that is the odds. A prevalence divides by everybody.",
        ),
        Misconception(
            "share of the healthy",
            lambda sick, healthy: healthy / (sick + healthy),
            "You return the share of the healthy: the prevalence is the share of the sick.",
        ),
        Misconception(
            "percent",
            lambda sick, healthy: 100 * sick / (sick + healthy),
            "You return percent: in this course a share is a number from 0 to 1, so leave out the factor 100.",
        ),
        Misconception(
            "whole numbers",
            lambda sick, healthy: sick // (sick + healthy),
            "Your share is rounded down to a whole number (`//` or `int`): divide with `/` and keep the fraction.",
        ),
        Misconception(
            "upside down",
            lambda sick, healthy: (sick + healthy) / sick,
            "Your fraction is upside down: the sick belong above the line, everybody below it.",
        ),
        Misconception(
            "a fixed number below the line",
            lambda sick, healthy: sick / 100,
            "You divide by 100, whoever is asked: divide by the number of people, `sick + healthy`.",
        ),
        Misconception(
            "a comma too many",
            lambda sick, healthy: (sick / (sick + healthy),),
            "The value is right, but it comes wrapped: is there a comma after it, or are there brackets around it?",
        ),
        Misconception(
            "missing parentheses",
            lambda sick, healthy: sick / sick + healthy,
            "Python divides before it adds: put parentheses around `sick + healthy`.",
        ),
        Misconception(
            "rounded",
            lambda sick, healthy: round(sick / (sick + healthy), 2),
            "You round: return the share as it is, and round only what you print.",
        ),
    ),
)

EXERCISES = (PREVALENCE,)
