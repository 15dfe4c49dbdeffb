"""The one way in which a rule says no: a code and values, never a sentence."""


class Refusal(Exception):
    """A rule was not met.

    Args:
        code: stable name of the rule, such as ``mark.step``; a text for it lives in
            ``competition/documents/wording/refusals``.
        values: what the text needs, by name.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values: dict[str, object] = values
        super().__init__(" ".join([code, *(f"{key}={value}" for key, value in values.items())]))
