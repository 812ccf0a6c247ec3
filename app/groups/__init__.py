"""Work groups: members and roles, meetings with their minutes, what people undertook."""
