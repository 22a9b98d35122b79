"""What gunicorn serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Before the settings are read: a web process waits seconds, never minutes, for a database or a broker.
os.environ.setdefault("PROCESS", "web")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
