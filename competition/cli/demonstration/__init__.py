"""The demonstration contest of 蜀江省, an invented province: its content and how it is loaded."""
