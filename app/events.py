"""What can happen, by subject: base.py says how a kind is declared."""




