"""The door for time: what is due, what must be told, what must be sent. One loop, each step safe to run twice.

May import every room below, outside, extensions and settings; never web, api or cli. Begin with runner.py.
"""
