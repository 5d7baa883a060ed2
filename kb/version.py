"""The version of the program (https://semver.org)."""

VERSION = "0.2.0"
