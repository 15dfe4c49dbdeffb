"""From locked marks to a published result: facts, evaluation, decisions, publication, awards."""
