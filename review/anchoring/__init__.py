"""How far drafts pull the people who see them: lists written blind beside lists written with the draft in view."""
