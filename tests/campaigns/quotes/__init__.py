"""Campaign "quotes": many invented quotes, priced by us and saved in a real ERP, agree to the last digit."""
