"""Events and items: recorded by one person, verified by a second, withdrawn with a reason."""
