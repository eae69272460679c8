from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "goodfaith.trust"
    label = "trust"

    def ready(self) -> None:
        from goodfaith.trust.signing_in import listen

        listen()
