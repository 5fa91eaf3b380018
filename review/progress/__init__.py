"""How far a benchmark is, for those who run it: samples, people, days, and where work is stuck."""
