"""What models reach on a release: recall by setting, emotion and split, differences between models, cost."""
