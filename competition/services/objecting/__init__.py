"""Public notices, objections and appeals: raised, handled, decided, and what follows."""
