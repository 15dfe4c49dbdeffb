"""Accounts, grants, sign-in, personal links and the limits on trying."""
