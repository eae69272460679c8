from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "goodfaith.quality"
    label = "quality"
