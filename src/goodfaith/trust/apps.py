from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "goodfaith.trust"
    label = "trust"
