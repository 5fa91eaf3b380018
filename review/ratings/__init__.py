"""Quality ratings: drawing rounds, rating, reading raters' files, and the figures of a round."""
