"""Factories, a file an app. Every text they make is unique, so that a leak can be told."""
