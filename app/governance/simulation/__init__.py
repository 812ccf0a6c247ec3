"""Trying rules before adopting them: what happened, replayed under others (governance.md §5); what a turnout would
give; who can block and who can pass alone. Begin with replay.py."""

from app.governance.simulation.coalitions import Power, power
from app.governance.simulation.history import Answer, Event, History, Known, Moment, Move, Origin, Story, fold
from app.governance.simulation.recounting import Grid, Player, grid
from app.governance.simulation.replay import Held, Row, Simulation, Step, Verdict, Why, simulate

__all__ = ["Answer", "Event", "Grid", "Held", "History", "Known", "Moment", "Move", "Origin", "Player", "Power", "Row",
           "Simulation", "Step", "Story", "Verdict", "Why", "fold", "grid", "power", "simulate"]
