"""Decisions: what is asked, answering, the result that anybody can count again. Begin with show.py."""
