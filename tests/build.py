class World:
    def __init__(self, make_session, now): pass
