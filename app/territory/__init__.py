"""The territory, its communes, its themes, the calls, and the charter in force."""
