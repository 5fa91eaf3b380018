"""A small kit for flat illustrations: canvas, light, people and things, all drawn with Pillow."""
