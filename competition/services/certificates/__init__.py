"""Certificates: issued from a final result, rendered from what is stored, verified, revoked."""
