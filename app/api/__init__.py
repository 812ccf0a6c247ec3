"""The door for programs: empty until the open-data issue; it will read through the same queries as the pages."""
