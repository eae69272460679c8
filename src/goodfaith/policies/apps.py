from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "goodfaith.policies"
    label = "policies"
