"""Trying rules before adopting them: what happened, replayed under others (governance.md §5); what a turnout would
give; who can block and who can pass alone. Begin with replay.py."""

from app.rules.simulate.coalitions import Power, power
from app.rules.simulate.folding import fold
from app.rules.simulate.history import Answer, Event, History, Known, Moment, Move, Origin, Story
from app.rules.simulate.replay import Held, Row, Simulation, Step, Verdict, Why, simulate
from app.rules.simulate.turnout import Grid, Player, grid

__all__ = ["Answer", "Event", "Grid", "Held", "History", "Known", "Moment", "Move", "Origin", "Player", "Power", "Row",
           "Simulation", "Step", "Story", "Verdict", "Why", "fold", "grid", "power", "simulate"]
