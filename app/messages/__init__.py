"""What is said to customers: a message drafted from a template in the customer's language, sent by a person."""

from app.messages.templates import LANGUAGES, NAMES, Value, amount, day, draft, language

__all__ = ["LANGUAGES", "NAMES", "Value", "amount", "day", "draft", "language"]
