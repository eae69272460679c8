from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules


class PlatformConfig(AppConfig):
    name = "goodfaith.platform"
    label = "platform"

    def ready(self) -> None:
        """What every process needs before it begins: translations, and who listens to events."""
        from goodfaith.platform.web.catalogues import refresh

        refresh(settings.ROOMS, settings.LOCALE_PATHS[0])
        autodiscover_modules("subscriptions")
