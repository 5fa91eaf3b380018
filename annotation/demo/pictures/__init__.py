"""The demo pictures: one small draw function a scene, by emotion."""
