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

# Holidays and make-up working days (调休), for notices that last so many working days. Empty:
# working_days.json in this folder where it is there, else the years that the program knows.
# WORK_CALENDAR_PATH = ""

# Links by e-mail. Without both nothing is sent, and links are copied or printed.
# SMTP_URL = "smtps://user:password@mail.example.cn:465"
# MAIL_SENDER = "contest@example.cn"

# How much is written to standard error, and whether this process does jobs.
# LOG_LEVEL = "INFO"
# EMBEDDED_JOBS = True

# Instead of secret.key, where several machines share one. Longer than 32 characters.
# SECRET_KEY = ""
