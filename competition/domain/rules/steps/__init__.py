"""The kinds of steps, one file each; `kinds` lists them."""
