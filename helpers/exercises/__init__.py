"""Exercises: `check` judges an attempt; one module `nbXX.py` per notebook holds its exercises as data."""

from helpers.exercises.engine import Exercise, Feedback, Misconception, all_exercises, check

__all__ = ["Exercise", "Feedback", "Misconception", "all_exercises", "check"]
