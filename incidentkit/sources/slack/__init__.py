"""Slack: a thread or a channel over the Web API (`web`), an export offline (`export`), what a token can do (`doctor`).

Each is imported from its own module: an export needs nothing of the network.
"""
