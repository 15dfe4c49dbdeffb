"""The modules of the rules of calculation that are tried, each with the tests that must notice."""

AWARDS = (
    "rules_award",
    "rules_award_limits",
    "rules_caps",
    "rules_boundary",
    "rules_tiers",
    "worked/orders_and_awards",
)
ORDERS = ("rules_rank", "rules_rank_told", "rules_keys")
FOLDS = ("rules_reduce", "rules_reduce_told", "rules_rank", "worked/worked_examples")
RULES: dict[str, tuple[str, ...]] = {
    "rules/apportion": ("apportion", *AWARDS),
    "rules/gap": AWARDS,
    "rules/caps": AWARDS,
    "rules/boundary": AWARDS,
    "rules/tiers": AWARDS,
    "rules/keys": (*ORDERS, "rules_keys_read"),
    "rules/steps/rank": ORDERS,
    "rules/steps/reduce": (*FOLDS, "rules_document"),
    "rules/steps/reduce_params": (*FOLDS, "rules_document"),
}
