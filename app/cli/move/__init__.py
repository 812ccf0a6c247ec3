"""`flask move`: the whole site from one database to the other, and back. Begin with command.py."""

from app.cli.move.command import command

__all__ = ["command"]
