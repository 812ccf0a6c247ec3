"""Work groups: their page, joining, roles, meetings with their minutes, what people undertook."""
