"""The communes, the map, the calls."""
