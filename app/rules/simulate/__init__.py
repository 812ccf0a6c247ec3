"""Trying rules before adopting them: what happened, replayed under others (governance.md §5); what a turnout would
give; who can block and who can pass alone. Begin with replay.py."""

from .coalitions import Power, power
from .history import Answer, History, Known, Moment, Move, Story, fold
from .replay import Row, Simulation, Verdict, simulate
from .turnout import Grid, grid

__all__ = ["Answer", "Grid", "History", "Known", "Moment", "Move", "Power", "Row", "Simulation", "Story", "Verdict",
           "fold", "grid", "power", "simulate"]
