"""The pages behind a personal link: who you are, choosing a time, the receipt, moving and cancelling."""
