"""How the angle model is recorded, trained and calibrated. Not part of the installed program."""
