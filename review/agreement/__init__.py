"""How far people agree: coefficients with intervals, decisions and sets of triggers, matched by meaning."""
