"""The site itself: setting up, settings, its pages, copies, serving."""
