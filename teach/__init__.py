"""The teacher's half of the course, built from the one set of notebooks by `make teach`; see README.md beside this."""
