"""The small package behind the notebooks: set-up, data, figures, exercise checks."""
