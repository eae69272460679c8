from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "goodfaith.customers"
    label = "customers"
