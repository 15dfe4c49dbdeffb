"""The ways of the step `calibrate`: figures changed by looking at all of them at once."""
