"""The ASGI application that `goodfaith serve web` runs."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodfaith.platform.settings")
application = get_asgi_application()
