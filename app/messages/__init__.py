"""What is said to customers: a message drafted from a template in the customer's language, sent by a person."""

from app.messages.templates import NAMES, Value, draft, language

__all__ = ["NAMES", "Value", "draft", "language"]
