### Ce que raconte la démonstration, en français.
