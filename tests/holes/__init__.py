"""What went wrong elsewhere, tried here: R1 to R36 of the list of past faults of this kind of service. Each has a test
whose name begins with its number, here or beside its subject; the law in test_known.py says where one is missing."""
