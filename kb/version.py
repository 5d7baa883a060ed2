"""The name and the version of the program (https://semver.org)."""

PROGRAM = "vien-dan"
VERSION = "0.2.0"
