from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PlatformConfig(AppConfig):
    name = "goodfaith.platform"
    label = "platform"

    def ready(self) -> None:
        """Every room's `subscriptions` are known before the first event is published."""
        autodiscover_modules("subscriptions")
