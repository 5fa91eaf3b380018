"""The demo benchmark: pictures drawn by the project itself, their descriptions and the scripted answers."""
