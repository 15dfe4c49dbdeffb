# Copy to config.py and keep what you need. COMP_* environment variables win over this file.

# Where the database is. Empty: SQLite in this folder.
# DATABASE_URL = "postgresql+psycopg://jiangping@localhost/jiangping"

# The address that people type. Certificates and links are refused without it.
# PUBLIC_URL = "https://contest.example.cn"

# Cookies only over https (leave on in production), and how many proxies stand in front.
# SECURE_COOKIES = True
# TRUSTED_PROXIES = 1

# Largest request in MiB (uploads and Excel files).
# MAX_REQUEST_MB = 24

# Where uploads and unpacked fonts go. Empty: folders beside this file.
# STORAGE_PATH = "/srv/jiangping/uploads"
# FONTS_PATH = ""
