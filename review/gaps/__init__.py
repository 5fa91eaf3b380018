"""How far drafts are from what people decide: rows, figures with intervals, wording, charts."""
