"""Needs and projects: their lists, their page, writing one, and every act on one."""
