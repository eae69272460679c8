from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "goodfaith.conversations"
    label = "conversations"
